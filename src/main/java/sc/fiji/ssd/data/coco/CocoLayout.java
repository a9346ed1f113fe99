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
package sc.fiji.ssd.data.coco;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.SplitNames;
import sc.fiji.ssd.io.CodePoints;
import sc.fiji.ssd.io.UserException;

/**
 * Finds the COCO file and its images in the layouts of several tools. For a part: COCO itself, Datumaro
 * ({@code annotations/instances_PART.json}), Roboflow ({@code PART/_annotations.coco.json}), FiftyOne
 * ({@code PART/labels.json} and {@code PART/data}). For a dataset that is not divided: CVAT
 * ({@code annotations/instances_default.json}), Label Studio ({@code result.json}), FiftyOne ({@code labels.json}),
 * Roboflow ({@code _annotations.coco.json}), or the only file of COCO's form.
 */
final class CocoLayout {

	private static final String INSTANCES = "instances_", JSON = ".json", FOLDER = "annotations",
			DEFAULT = "default";

	private static final List<String> PART_FILES = List.of(FOLDER + "/instances_*.json", FOLDER + "/*.json",
		"*/_annotations.coco.json", "*/labels.json", "*/annotations.json", "*/result.json", "*/coco.json",
		"*/instances_*.json", "instances_*.json", "annotations_*.json", "*.json", "*_annotations.coco.json");

	private static final List<String> WHOLE_FILES = List.of(FOLDER + "/instances_default.json", "result.json",
		"labels.json", "_annotations.coco.json", FOLDER + "/instances.json", FOLDER + "/annotations.json",
		"annotations.json", "instances_default.json", "instances.json", "coco.json");

	/** Folders of the images of a part, and of all. */
	private static final List<String> PART_FOLDERS = List.of("*", "images/*", "*/images", "*/data", "data/*"),
			WHOLE_FOLDERS = List.of("images/default", "images", "data", "JPEGImages", "");

	private CocoLayout() {}

	/**
	 * The location of a part of a dataset.
	 *
	 * @param json the file
	 * @param folders that may have the images, in the order they are tried; they exist
	 * @param divided whether the file only contains that part
	 */
	record Source(Path json, List<Path> folders, boolean divided) {}

	static boolean isThere(final Path folder) {
		return !parts(folder).isEmpty() || whole(folder).isPresent();
	}

	/**
	 * @throws UserException if there is no such part
	 */
	static Source find(final Path folder, final String split) {
		final List<String> names = SplitNames.of(split);
		for (final String name : names)
			for (final String pattern : PART_FILES) {
				final Path json = ImageNames.inside(folder, pattern.replace("*", name)).orElse(null);
				if (json == null || !Files.isRegularFile(json) || !isMeant(json)) continue;
				return new Source(json, folders(folder, json, name), true);
			}
		final Path json = whole(folder).orElse(null);
		final Set<String> parts = parts(folder);
		parts.remove(DEFAULT);
		if (json == null || !parts.isEmpty())
			throw new UserException("split: " + folder.resolve(FOLDER).resolve(INSTANCES + split + JSON) +
				" does not exist; the existing splits are " + String.join(", ", parts));
		return new Source(json, folders(folder, json, DEFAULT), false);
	}

	/** Files with the names of COCO files count as such, even if they are damaged. */
	private static boolean isMeant(final Path json) {
		final String name = json.getFileName().toString();
		return name.startsWith(INSTANCES) || name.equals("_annotations.coco.json") || CocoFile.looksLikeIt(json);
	}

	private static List<Path> folders(final Path folder, final Path json, final String part) {
		final Set<Path> folders = new LinkedHashSet<>();
		for (final String pattern : PART_FOLDERS)
			folders.add(folder.resolve(pattern.replace("*", part)));
		for (final String name : WHOLE_FOLDERS)
			folders.add(folder.resolve(name));
		folders.add(json.getParent());
		return folders.stream().map(Path::normalize).filter(Files::isDirectory).distinct().toList();
	}

	private static Optional<Path> whole(final Path folder) {
		for (final String name : WHOLE_FILES) {
			final Path json = folder.resolve(name);
			if (Files.isRegularFile(json) && isMeant(json)) return Optional.of(json);
		}
		final List<Path> others = new ArrayList<>();
		for (final Path place : List.of(folder, folder.resolve(FOLDER))) {
			if (!Files.isDirectory(place)) continue;
			final List<Path> files = ImageNames.files(place).stream().filter(file -> file.toString().endsWith(JSON))
				.toList();
			if (files.size() == 1 && isMeant(files.get(0))) others.add(files.get(0));
		}
		return others.size() == 1 ? Optional.of(others.get(0)) : Optional.empty();
	}

	/** @return the names of the parts there are, sorted */
	private static Set<String> parts(final Path folder) {
		final Set<String> parts = new TreeSet<>(CodePoints.ORDER);
		final Path annotations = folder.resolve(FOLDER);
		if (Files.isDirectory(annotations)) for (final Path file : ImageNames.files(annotations)) {
			final String name = file.getFileName().toString();
			if (name.startsWith(INSTANCES) && name.endsWith(JSON))
				parts.add(name.substring(INSTANCES.length(), name.length() - JSON.length()));
		}
		for (final String part : SplitNames.usual())
			for (final String pattern : PART_FILES) {
				final Path json = folder.resolve(pattern.replace("*", part));
				if (Files.isRegularFile(json) && isMeant(json)) parts.add(part);
			}
		return parts;
	}
}
