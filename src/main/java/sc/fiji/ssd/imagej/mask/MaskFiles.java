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
package sc.fiji.ssd.imagej.mask;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.FileTree;
import sc.fiji.ssd.io.NameForms;

/**
 * Finds the mask files of an image: {@code NAME_masks.tif} next to {@code NAME.tif} and other endings of that kind; the
 * same name in a folder {@code masks} or {@code labels}; a file for each object in {@code masks/NAME/} or, as in the
 * Data Science Bowl of 2018, {@code NAME/masks} next to {@code NAME/images}; a folder for each class,
 * {@code masks/CLASS/NAME.png}.
 */
final class MaskFiles {

	static final List<String> FOLDERS = List.of("masks", "mask", "labels", "label_images", "instances", "segmentations");

	private static final List<String> SUFFIXES = List.of("_cp_masks", "_masks", "_mask", "_labels", "_label",
		"_instances", "_seg", "-labels", "-masks");

	private static final List<String> ENDINGS = List.of(".tif", ".tiff", ".png", ".bmp", ".gif");

	private MaskFiles() {}

	/**
	 * A file of an image's masks.
	 *
	 * @param className by the folder; null if none tells
	 * @param file the mask
	 * @param single whether it is one of several files with an object each
	 */
	record Mask(String className, Path file, boolean single) {}

	/** @return whether a file among images is a mask of another one */
	static boolean isMask(final Path file) {
		final String stem = ImageNames.stem(file.getFileName().toString());
		return SUFFIXES.stream().anyMatch(suffix -> stem.endsWith(suffix) && stem.length() > suffix.length() &&
			ImageNames.byStem(file.getParent(), stem.substring(0, stem.length() - suffix.length())).isPresent());
	}

	/** @return a mask of an image; null if it has none */
	static Path partner(final Path image, final Path folder) {
		final List<Mask> masks = of(image, folder);
		return masks.isEmpty() ? null : masks.get(0).file();
	}

	/**
	 * @param image an image
	 * @param folder that may have its masks
	 * @return the masks, sorted
	 */
	static List<Mask> of(final Path image, final Path folder) {
		final String stem = ImageNames.stem(image.getFileName().toString());
		final boolean among = folder.equals(image.getParent());
		final Path one = named(folder, stem, !among);
		if (one != null) return List.of(new Mask(null, one, false));
		if (among) return List.of();
		final List<Mask> masks = new ArrayList<>();
		final Path own = NameForms.existing(folder.resolve(stem));
		if (Files.isDirectory(own))
			for (final Path file : masksIn(own)) masks.add(new Mask(null, file, true));
		else for (final Path inner : folders(folder)) {
			final Path mask = named(inner, stem, true);
			if (mask != null) masks.add(new Mask(inner.getFileName().toString(), mask, false));
		}
		return masks;
	}

	private static Path named(final Path folder, final String stem, final boolean plain) {
		final List<String> suffixes = new ArrayList<>(SUFFIXES);
		if (plain) suffixes.add("");
		for (final String suffix : suffixes)
			for (final String ending : ENDINGS) {
				final Path file = NameForms.existing(folder.resolve(stem + suffix + ending));
				if (Files.isRegularFile(file)) return file;
			}
		return null;
	}

	static List<Path> masksIn(final Path folder) {
		return ImageNames.files(folder).stream()
			.filter(file -> ENDINGS.stream().anyMatch(file.getFileName().toString().toLowerCase(Locale.ROOT)::endsWith))
			.toList();
	}

	static List<Path> folders(final Path folder) {
		if (!Files.isDirectory(folder)) return List.of();
		return FileAccess.get(() -> FileTree.list(folder, Files::isDirectory),
			e -> "dataset: " + folder + " cannot be read (" + e.getMessage() + "); check the folder");
	}
}
