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
package sc.fiji.ssd.data.voc;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.DatasetKind;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.io.CodePoints;
import sc.fiji.ssd.io.SafePath;
import sc.fiji.ssd.io.UserException;

/**
 * Datasets laid out as Pascal VOC's: {@code Annotations/ID.xml},
 * {@code JPEGImages}, {@code ImageSets/Main/SPLIT.txt} with an ID a line.
 * <p>
 * VOC's boxes are 1-based and inclusive; they become (xmin - 1, ymin - 1, xmax,
 * ymax). One whose corners are the same point is a slip of the mouse, not an
 * object of one pixel, and is dropped. An image is the file that its annotation names, else the one called like
 * its ID with an ending of {@link #ENDINGS}. The size that counts is the one in
 * the image's own header; where Java cannot read that, the annotation's.
 * </p>
 */
public final class VocDataset implements DatasetKind {

	public static final String ANNOTATIONS = "Annotations";

	public static final String IMAGES = "JPEGImages";

	public static final String SPLITS = "ImageSets/Main";

	/** Tried in this order, and in capitals. */
	static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif");

	@Override
	public String description() {
		return "VOC with Annotations, JPEGImages and ImageSets/Main";
	}

	@Override
	public boolean matches(final Path folder) {
		return Files.isDirectory(folder.resolve(ANNOTATIONS)) &&
			(Files.isDirectory(folder.resolve(IMAGES)) || Files.isDirectory(folder.resolve("ImageSets")));
	}

	@Override
	public Dataset open(final Path folder, final String split) {
		if (!Files.isDirectory(folder.resolve(IMAGES)))
			throw new UserException("dataset: " + folder + " has no folder " + IMAGES + "; put the images there");
		final DatasetBuilder builder = new DatasetBuilder(folder.toString());
		for (final String id : ids(folder, split))
			read(folder, id, builder);
		return builder.build();
	}

	private static void read(final Path folder, final String id, final DatasetBuilder builder) {
		final Path xml = folder.resolve(ANNOTATIONS).resolve(id + ".xml");
		final VocAnnotation annotation = VocAnnotation.read(xml);
		final Path file = image(folder, id, xml, annotation.filename(), builder);
		final ImageSize real = ImageSize.of(file);
		final ImageSize told = annotation.size();
		if (real == null && told == null)
			throw new UserException(xml + ": gives no size, and the size of the image cannot be read from " + file +
				"; add <size> with width and height");
		if (real != null && told != null && !real.equals(told))
			builder.warn(xml + ": says " + told.width() + " x " + told.height() + " pixels, but the image has " +
				real.width() + " x " + real.height() + "; the image counts");
		final ImageSize size = real == null ? told : real;
		final String name = folder.resolve(IMAGES).relativize(file).toString().replace('\\', '/');
		builder.image(name, file, size.width(), size.height());
		for (int i = 0; i < annotation.objects().size(); i++) {
			final VocAnnotation.Item item = annotation.objects().get(i);
			final String source = xml + ": object " + (i + 1) + " (" + item.name() + ")";
			if (item.isPoint()) builder.warn(source + ": the box has xmin = xmax and ymin = ymax, so no area; dropped");
			else
				builder.object(source,
					new GroundTruth(new Box(item.xMin() - 1, item.yMin() - 1, item.xMax(), item.yMax()), item.name(),
						item.difficult(), false));
		}
	}

	private static Path image(final Path folder, final String id, final Path xml, final String filename,
		final DatasetBuilder builder)
	{
		final Path images = folder.resolve(IMAGES);
		final Path byId = byId(images, id);
		if (filename != null) {
			final Path named = SafePath.resolve(images, filename, xml + ": <filename>");
			if (Files.isRegularFile(named)) {
				if (byId != null && !byId.equals(named))
					builder.warn(xml + ": its <filename> is " + filename + ", though there is also " +
						byId.getFileName() + "; the first is used");
				return named;
			}
		}
		if (byId != null) return byId;
		throw new UserException(xml + ": its image " + (filename == null ? id + ".*" : filename) + " is not in " +
			images + "; add it or take " + id + " out of the split");
	}

	static Path byId(final Path images, final String id) {
		for (final String ending : ENDINGS)
			for (final String spelled : List.of(ending, ending.toUpperCase(Locale.ROOT))) {
				final Path candidate = images.resolve(id + spelled);
				if (Files.isRegularFile(candidate)) return candidate;
			}
		return null;
	}

	private static Set<String> ids(final Path folder, final String split) {
		final Path list = SafePath.resolve(folder.resolve(SPLITS), split + ".txt", "split: " + split);
		final List<String> lines;
		try {
			lines = Files.readAllLines(list, StandardCharsets.UTF_8);
		}
		catch (final NoSuchFileException e) {
			final List<String> splits = splits(folder);
			throw new UserException("split: " + list + " does not exist; " +
				(splits.isEmpty()
					? "there are no splits in " + list.getParent() + ", write one with an image's name a line"
					: "the splits there are " + String.join(", ", splits)),
				e);
		}
		catch (final MalformedInputException e) {
			throw new UserException("split: " + list + " is not text in UTF-8; write one image name a line", e);
		}
		catch (final IOException e) {
			throw new UserException("split: " + list + " cannot be read (" + e.getMessage() + "); check the file", e);
		}
		final Set<String> ids = new LinkedHashSet<>();
		for (final String line : lines) {
			if (VocSplit.isBlank(line)) continue;
			final String id = VocSplit.id(line, folder.resolve(ANNOTATIONS));
			SafePath.resolve(folder.resolve(ANNOTATIONS), id + ".xml", list.toString());
			if (!ids.add(id))
				throw new UserException("split: " + list + " lists " + id + " twice; remove one of the lines");
		}
		if (ids.isEmpty()) throw new UserException("split: " + list + " is empty; write one image name a line");
		return ids;
	}

	/** @return the names of the splits there are, sorted */
	static List<String> splits(final Path folder) {
		try (Stream<Path> files = Files.list(folder.resolve(SPLITS))) {
			return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".txt"))
				.map(name -> name.substring(0, name.length() - 4)).sorted(CodePoints.ORDER)
				.collect(Collectors.toList());
		}
		catch (final IOException e) {
			return List.of();
		}
	}
}
