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
package sc.fiji.ssd.data.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.data.ObjectEntry;
import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.CodePoints;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;

/** Writes a dataset in another format. Images are copied as they are; planes of stacks become their own images. */
public final class DatasetConversion {

	/** Makes an image file of one plane of a stack. */
	@FunctionalInterface
	public interface PlaneEncoder {

		/**
		 * @param file an image file
		 * @param plane 0-based
		 * @return the plane as an image file
		 * @throws IOException if it cannot be read
		 */
		Encoded encode(Path file, int plane) throws IOException;
	}

	/**
	 * An image file in memory.
	 *
	 * @param bytes its content
	 * @param ending of its name, with the dot
	 * @param depth number of channels
	 */
	public record Encoded(byte[] bytes, String ending, int depth) {}

	/**
	 * The number of images and objects written.
	 *
	 * @param images how many
	 * @param objects how many
	 */
	public record Converted(int images, int objects) {}

	private final Path folder;
	private final StoreFormat format;
	private final PlaneEncoder encoder;
	private final Consumer<String> warnings;
	private final Set<String> used = new HashSet<>();
	private int renamed, difficult, crowds;

	/**
	 * @param folder to write into; absent or empty
	 * @param format to write
	 * @param encoder for planes of stacks, and images whose names have no usual ending
	 * @param warnings takes a line for each thing that the format cannot hold
	 */
	public DatasetConversion(final Path folder, final StoreFormat format, final PlaneEncoder encoder,
		final Consumer<String> warnings)
	{
		this.folder = folder;
		this.format = format;
		this.encoder = encoder;
		this.warnings = warnings;
	}

	/**
	 * @param parts the dataset's parts by name
	 * @param canceled asked between two images
	 * @return what was written
	 * @throws UserException if the folder has something in it, an image cannot be read, or the disk
	 *           refuses
	 */
	public Converted convert(final Map<String, Dataset> parts, final BooleanSupplier canceled) {
		refuseUnlessEmpty();
		final Set<String> classes = new TreeSet<>(CodePoints.ORDER);
		parts.values().forEach(part -> classes.addAll(part.classNames()));
		int images = 0, objects = 0;
		List<String> cannotHold = List.of();
		try {
			for (final Map.Entry<String, Dataset> part : parts.entrySet()) {
				final AnnotationStore store = format.open(folder, part.getKey(), List.copyOf(classes));
				cannotHold = store.cannotHold();
				if (format != StoreFormat.VOC) used.clear(); // VOC has the images of all parts in one folder
				for (final AnnotatedImage image : part.getValue().images()) {
					if (canceled.getAsBoolean()) return new Converted(images, objects);
					write(image, store);
					images++;
					objects += image.objects().size();
				}
				store.finish();
			}
		}
		catch (final IOException e) {
			throw new UserException("output: " + folder + " cannot be written (" + e.getMessage() +
				"); free some space or choose another folder.", e);
		}
		warn(cannotHold);
		return new Converted(images, objects);
	}

	private void refuseUnlessEmpty() {
		if (!Files.exists(folder)) return;
		if (!Files.isDirectory(folder)) throw new UserException("output: " + folder + " is a file; give a new folder.");
		try (Stream<Path> content = Files.list(folder)) {
			if (content.findAny().isPresent())
				throw new UserException("output: " + folder + " is not empty; give a new or empty folder.");
		}
		catch (final IOException e) {
			throw new UserException("output: " + folder + " cannot be read (" + e.getMessage() + "); choose another folder.", e);
		}
	}

	private void write(final AnnotatedImage image, final AnnotationStore store) throws IOException {
		final String ending = ImageNames.ending(image.file().getFileName().toString());
		final boolean copied = image.plane() == 0 && ending != null;
		final Encoded encoded = copied ? null : encode(image);
		final String id = id(image);
		final String fileName = id + (copied ? ending : encoded.ending());
		final Path target = store.images().resolve(fileName);
		if (copied) AtomicFiles.write(target, out -> Files.copy(image.file(), out));
		else AtomicFiles.write(target, out -> out.write(encoded.bytes()));
		for (final GroundTruth object : image.objects()) {
			if (object.difficult()) difficult++;
			if (object.crowd()) crowds++;
		}
		store.put(new AnnotationStore.Picture(id, fileName, image.width(), image.height(),
			copied ? ImageSize.channels(image.file()) : encoded.depth()),
			image.objects().stream().map(ObjectEntry::added).toList());
	}

	private Encoded encode(final AnnotatedImage image) {
		return FileAccess.get(() -> encoder.encode(image.file(), image.plane()),
			e -> image.file() + ": cannot be read (" + e.getMessage() +
			"); replace the image or remove it from the dataset.");
	}

	/** A name without folders, and unique, also where case does not count. */
	private String id(final AnnotatedImage image) {
		final String name = image.name();
		final int hash = image.plane() > 0 ? name.lastIndexOf('#') : -1;
		final String plain = hash < 0
			? ImageNames.stem(name)
			: ImageNames.stem(name.substring(0, hash)) + "-slice" + name.substring(hash + 1);
		final String flat = plain.replace('/', '_').replace('\\', '_').strip();
		String id = flat;
		for (int number = 2; !used.add(id.toLowerCase(Locale.ROOT)); number++)
			id = flat + "-" + number;
		if (!id.equals(ImageNames.stem(name))) renamed++;
		return id;
	}

	private void warn(final List<String> cannotHold) {
		if (difficult > 0 && cannotHold.contains("difficult")) warnings.accept("format: " + format.title() +
			" cannot store the attribute difficult; " + difficult + (difficult == 1 ? " object loses it" : " objects lose it"));
		if (crowds > 0 && cannotHold.contains("crowd")) warnings.accept("format: " + format.title() +
			" cannot store the attribute crowd; " + crowds + (crowds == 1 ? " object loses it" : " objects lose it"));
		if (renamed > 0) warnings.accept("output: " + renamed + (renamed == 1 ? " image has" : " images have") +
			" a new name, because all images of a part are in one folder");
	}
}
