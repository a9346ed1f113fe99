/*-
 * #%L
 * Trains, runs and evaluates SSD, the Single Shot MultiBox Detector (Liu et al., ECCV 2016), inside Fiji and ImageJ.
 * %%
 * Copyright (C) 2026 SSD for Fiji developers.
 * %%
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 * 
 * 1. Redistributions of source code must retain the above copyright notice,
 *    this list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the documentation
 *    and/or other materials provided with the distribution.
 * 
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
 * AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
 * IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
 * ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE
 * LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
 * CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
 * SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
 * INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
 * CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
 * ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
 * POSSIBILITY OF SUCH DAMAGE.
 * #L%
 */
package sc.fiji.ssd.data.synthetic;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import sc.fiji.ssd.data.voc.VocFormat;
import sc.fiji.ssd.data.voc.VocWriter;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.FileTree;
import sc.fiji.ssd.io.UserException;

/**
 * Writes {@link SyntheticFields} as a dataset in VOC's layout: grey JPEG files,
 * annotations, the splits {@code train} (the first three quarters) and
 * {@code val}, and a README with their provenance.
 */
public final class SampleDataset {

	private static final int FEWEST = 4;

	private static final int MOST = 100_000;

	private static final float JPEG_QUALITY = 0.9f;

	private SampleDataset() {}

	/**
	 * The folder appears complete or not at all.
	 *
	 * @param folder absent or empty
	 * @param images how many fields, 4 to 100000
	 * @param seed of {@link SyntheticFields}
	 * @throws UserException if the folder has something in it, the number is out of
	 *           range, or the disk refuses
	 */
	public static void write(final Path folder, final int images, final long seed) {
		write(folder, images, seed, SyntheticFields.Look.STANDARD);
	}

	/**
	 * As {@link #write(Path, int, long)}, with other fields.
	 *
	 * @param folder absent or empty
	 * @param images how many fields
	 * @param seed of {@link SyntheticFields}
	 * @param look of the fields
	 * @throws UserException as above
	 */
	public static void write(final Path folder, final int images, final long seed, final SyntheticFields.Look look) {
		if (images < FEWEST || images > MOST)
			throw new UserException(
				"images: " + images + " is not from " + FEWEST + " to " + MOST + "; choose a number in between");
		final Path target = folder.toAbsolutePath().normalize();
		if (target.getFileName() == null)
			throw new UserException("dataset: " + folder + " is not a folder that can be written to; give a new one");
		final Path aside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
		FileAccess.run(() -> {
			refuseUnlessEmpty(target);
			Files.createDirectories(aside);
			try {
				fill(aside, target.getFileName().toString(), images, seed, look);
				refuseUnlessEmpty(target);
				Files.deleteIfExists(target);
				Files.move(aside, target);
			}
			finally {
				if (Files.exists(aside)) FileTree.delete(aside);
			}
		}, e -> "dataset: " + folder + " cannot be written (" + e.getMessage() + "); choose another folder");
	}

	private static void refuseUnlessEmpty(final Path target) throws IOException {
		if (!Files.exists(target)) return;
		if (!Files.isDirectory(target)) throw new UserException("dataset: " + target + " is a file; give a new folder");
		try (Stream<Path> content = Files.list(target)) {
			if (content.findAny().isPresent())
				throw new UserException("dataset: " + target + " is not empty; give a new or empty folder");
		}
	}

	private static void fill(final Path folder, final String name, final int images, final long seed,
		final SyntheticFields.Look look) throws IOException
	{
		final SyntheticFields fields = new SyntheticFields(seed, look);
		final Path jpegs = Files.createDirectories(folder.resolve(VocFormat.IMAGES));
		final Path annotations = Files.createDirectories(folder.resolve(VocFormat.ANNOTATIONS));
		final Path splits = Files.createDirectories(folder.resolve(VocFormat.SPLITS));
		final StringBuilder train = new StringBuilder();
		final StringBuilder val = new StringBuilder();
		for (int i = 0; i < images; i++) {
			final String id = String.format(Locale.ROOT, "field_%04d", i + 1);
			final AnnotatedPicture field = fields.field(i);
			Files.write(jpegs.resolve(id + ".jpg"), jpeg(field));
			Files.writeString(annotations.resolve(id + ".xml"),
				VocWriter.xml(id + ".jpg", field.width(), field.height(), 1, field.objects()));
			(i < images - images / 4 ? train : val).append(id).append('\n');
		}
		Files.writeString(splits.resolve("train.txt"), train);
		Files.writeString(splits.resolve("val.txt"), val);
		Files.writeString(folder.resolve("README.txt"), readme(name, images, seed, look), StandardCharsets.UTF_8);
	}

	private static byte[] jpeg(final AnnotatedPicture field) throws IOException {
		final BufferedImage image = new BufferedImage(field.width(), field.height(), BufferedImage.TYPE_BYTE_GRAY);
		image.getRaster().setDataElements(0, 0, field.width(), field.height(), field.pixels());
		final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
		try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
			final ImageWriteParam param = writer.getDefaultWriteParam();
			param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
			param.setCompressionQuality(JPEG_QUALITY);
			writer.setOutput(out);
			writer.write(null, new IIOImage(image, null, null), param);
		}
		finally {
			writer.dispose();
		}
		return bytes.toByteArray();
	}

	private static String readme(final String name, final int images, final long seed,
		final SyntheticFields.Look look)
	{
		final int val = images / 4;
		return String.join("\n", //
			"Synthetic fluorescence microscopy with boxes, for trying SSD for Fiji", //
			"", //
			"Images:   " + images + " fields of " + look.size() + " x " + look.size() +
				" pixels, grey, 8 bits, JPEG; " + (images - val) + " in split train, " + val + " in split val", //
			"Classes:  " + String.join(", ", SyntheticFields.CLASSES), //
			"Layout:   Pascal VOC (Annotations, JPEGImages, ImageSets/Main)", //
			"Made by:  sc.fiji.ssd.data.synthetic.SyntheticFields of SSD for Fiji, drawing version " + SyntheticFields.VERSION +
				", seed " + seed, //
			look.equals(SyntheticFields.Look.of(look.size(), look.scale()))
				? "Command:  run(\"SSD Make Sample Dataset...\", \"dataset=[" + name + "] images=" + images + " seed=" +
					seed + (look.equals(SyntheticFields.Look.STANDARD)
						? ""
						: " size=" + look.size() + " scale=" + look.scale()) +
					"\");"
				: "Look:     " + look, //
			"", //
			"The fields are drawn by a program and contain no real images. Some are", //
			"empty. Haze, defocused blobs and specks are not objects and have no box.", //
			"", //
			"Licence:  CC0 1.0, https://creativecommons.org/publicdomain/zero/1.0/", //
			"");
	}
}
