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
package sc.fiji.ssd.data.yolo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.ListFile;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.data.layout.SplitNames;
import sc.fiji.ssd.io.NameForms;
import sc.fiji.ssd.io.UserException;

/**
 * Finds the images and labels of a YOLO dataset. The labels of an image are where Ultralytics looks for them: in the
 * path of the image with the last {@code images} replaced by {@code labels}, otherwise next to the image.
 */
record YoloLayout(Path folder, YoloNames names) {

	private static final String IMAGES = "images", LABELS = "labels";

	private static final List<String> PART_FOLDERS = List.of(IMAGES + "/*", "*/" + IMAGES, "*"), WHOLE_FOLDERS = List
		.of(IMAGES, "", "obj_train_data", "data/obj_train_data", "data/obj", "obj", "data");

	/**
	 * The images of a part.
	 *
	 * @param images in their order
	 * @param divided whether the dataset says which these are
	 */
	record Part(List<Path> images, boolean divided) {}

	/**
	 * @param split the part wanted
	 * @return its images
	 * @throws UserException if there is no such part
	 */
	Part part(final String split) {
		for (final String name : SplitNames.of(split))
			if (names.parts().containsKey(name)) return new Part(told(name), true);
		for (final String name : SplitNames.of(split)) {
			final Path list = folder.resolve(name + ".txt");
			if (Files.isRegularFile(list)) return new Part(listed(list), true);
			for (final String pattern : PART_FOLDERS) {
				final Path images = folder.resolve(pattern.replace("*", name));
				if (Files.isDirectory(images) && !ImageNames.list(images).isEmpty())
					return new Part(ImageNames.list(images), true);
			}
		}
		final List<String> there = SplitNames.usual().stream().filter(this::isThere).toList();
		if (!there.isEmpty())
			throw new UserException(
				"split: " + folder + " has no part " + split + "; the existing parts are " + String.join(", ", there));
		for (final String name : WHOLE_FOLDERS) {
			final Path images = folder.resolve(name);
			if (Files.isDirectory(images) && !ImageNames.list(images).isEmpty())
				return new Part(ImageNames.list(images), false);
		}
		throw new UserException("dataset: " + folder + " has no images in the usual place of YOLO datasets; put them into " +
			folder.resolve(IMAGES));
	}

	private boolean isThere(final String part) {
		return names.parts().containsKey(part) || Files.isRegularFile(folder.resolve(part + ".txt")) || PART_FOLDERS
			.stream().map(p -> folder.resolve(p.replace("*", part))).anyMatch(Files::isDirectory);
	}

	/** The images of a part that data.yaml names: folders or lists, often with paths of another machine. */
	private List<Path> told(final String part) {
		final Set<Path> images = new LinkedHashSet<>();
		for (final String place : names.parts().get(part)) {
			final Path found = ImageNames.byEnd(folder, place.strip()).orElseThrow(
				() -> new UserException(names.source() + ": " + part + " is " + Quoted.of(place) + ", which is not in " +
					folder + "; write the folder of the images, relative to the dataset"));
			if (Files.isDirectory(found)) images.addAll(imagesIn(found));
			else images.addAll(listed(found));
		}
		if (images.isEmpty())
			throw new UserException(names.source() + ": " + part + " is " + names.parts().get(part).get(0) +
				", where there are no images; add some");
		return List.copyOf(images);
	}

	/** The images of a folder, or of the folders in it. */
	private static List<Path> imagesIn(final Path place) {
		final Path inner = place.resolve(IMAGES);
		if (ImageNames.list(place).isEmpty() && Files.isDirectory(inner)) return ImageNames.list(inner);
		return ImageNames.list(place);
	}

	private List<Path> listed(final Path list) {
		final Set<Path> images = new LinkedHashSet<>();
		for (final ListFile.Line line : ListFile.read(list, "split: ")) {
			final Path image = ImageNames.byEnd(folder, line.text()).filter(Files::isRegularFile)
				.or(() -> ImageNames.byEnd(list.getParent(), line.text()).filter(Files::isRegularFile))
				.or(() -> nextTo(line.text()))
				.orElseThrow(() -> new UserException("split: " + list + ", line " + line.number() + ": " +
					Quoted.of(line.text()) + " is not an image in " + folder + "; write one image path per line"));
			images.add(image);
		}
		if (images.isEmpty()) throw new UserException("split: " + list + " is empty; write one image path per line");
		return new ArrayList<>(images);
	}

	private Optional<Path> nextTo(final String name) {
		final String last = ImageNames.last(name);
		return WHOLE_FOLDERS.stream().map(folder::resolve).filter(Files::isDirectory)
			.map(place -> ImageNames.inside(place, last).filter(Files::isRegularFile)
				.or(() -> ImageNames.byStem(place, last)))
			.flatMap(Optional::stream).findFirst();
	}

	/** @return the file with the labels of an image; empty if it has none */
	static Optional<Path> labels(final Path folder, final Path image) {
		final String name = ImageNames.stem(image.getFileName().toString()) + ".txt";
		final Path root = folder.normalize();
		final Path relative = root.relativize(image.normalize());
		for (int i = relative.getNameCount() - 2; i >= 0; i--) {
			if (!relative.getName(i).toString().equals(IMAGES)) continue;
			Path labels = root;
			for (int j = 0; j < relative.getNameCount() - 1; j++)
				labels = labels.resolve(j == i ? LABELS : relative.getName(j).toString());
			final Path file = NameForms.existing(labels.resolve(name));
			if (Files.isRegularFile(file)) return Optional.of(file);
		}
		for (final Path place : List.of(image.resolveSibling(name), image.getParent().resolve(LABELS).resolve(name),
			image.getParent().resolveSibling(LABELS).resolve(name)))
			if (Files.isRegularFile(NameForms.existing(place))) return Optional.of(NameForms.existing(place));
		return Optional.empty();
	}
}
