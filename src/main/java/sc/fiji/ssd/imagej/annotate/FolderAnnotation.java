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
package sc.fiji.ssd.imagej.annotate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

import ij.ImagePlus;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.layout.AutomaticSplit;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.imagej.read.ImageOpener;
import sc.fiji.ssd.imagej.planes.PlaneNames;
import sc.fiji.ssd.imagej.planes.StackShape;
import sc.fiji.ssd.imagej.roi.AnnotationSaver;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.FileTree;
import sc.fiji.ssd.io.UserException;

/**
 * The images of a folder and the dataset that their boxes are saved to. Knows which images are done: those that have an
 * annotation in the dataset.
 */
public final class FolderAnnotation {

	/** The split that keeps about a fifth of the images for validation. */
	public static final String AUTO = "auto";

	private static final String TRAIN = "train", VAL = "val";

	/** An open image and what the dataset has of its planes; null for a plane without an annotation. */
	record Opened(ImagePlus image, List<List<GroundTruth>> planes) {}

	private final List<Path> files;
	private final List<AnnotationSaver> savers = new ArrayList<>();
	private final List<String> classes = new ArrayList<>();
	private final Map<Path, Map<String, Integer>> counts = new TreeMap<>();
	private final Set<Path> done = new LinkedHashSet<>();

	/**
	 * @param input folder of images
	 * @param dataset folder of the dataset; created when the first box is saved
	 * @param split whose list gets the images; {@link #AUTO}: about a fifth go to {@code val} and the others to {@code train}, as
	 *          {@link AutomaticSplit} chooses; images that one of the lists has stay there
	 * @param classes that are known, in the order of their keys
	 * @param warnings takes one line for each thing that the user should know
	 * @throws UserException if the folder has no image, or the split cannot be the name of a list
	 */
	public FolderAnnotation(final Path input, final Path dataset, final String split, final List<String> classes,
		final Consumer<String> warnings)
	{
		this.classes.addAll(classes);
		files = images(input);
		final boolean divided = AUTO.equals(split);
		final AnnotationSaver saver = new AnnotationSaver(dataset, divided ? TRAIN : split, warnings);
		final AnnotationSaver validation = divided ? new AnnotationSaver(dataset, VAL, warnings) : saver;
		final List<Path> held = divided && files.size() > 1
			? AutomaticSplit.choose(files, VAL, file -> file.getFileName().toString(), file -> true, input.toString(), line -> {})
			: List.of();
		for (int i = 0; i < files.size(); i++) {
			final String id = id(i);
			final List<GroundTruth> known = saver.load(id);
			savers.add(held.contains(files.get(i)) ? validation : saver);
			if (known == null) continue;
			if (divided) savers.set(i, saver.otherSplits(id).contains(VAL) ? validation : saver);
			note(i, Arrays.asList(known, null));
			known.forEach(truth -> addClass(truth.className()));
		}
	}

	private String id(final int index) {
		return PlaneNames.base(files.get(index).getFileName().toString());
	}

	private static List<Path> images(final Path input) {
		final ImageJReader reader = new ImageJReader();
		final List<Path> images = FileAccess.get(() -> FileTree.list(input, file -> Files.isRegularFile(file) &&
				!file.getFileName().toString().startsWith(".") && reader.reads(file)),
			e -> "input: " + input + " cannot be listed (" + e + "); choose a folder of images.");
		if (images.isEmpty()) throw new UserException("input: " + input + " has no images; choose a folder of images.");
		return images;
	}

	/** @return classes in the order of their keys; a live list */
	List<String> classes() {
		return classes;
	}

	List<Path> files() {
		return files;
	}

	/** @return how many images have an annotation; stacks count once they were opened */
	int done() {
		return done.size();
	}

	/** @return objects of a class in the images that are done */
	int count(final String name) {
		return counts.values().stream().mapToInt(image -> image.getOrDefault(name, 0)).sum();
	}

	/** Reads an image and what the dataset has of it. */
	Opened open(final int index) throws IOException {
		final ImagePlus image = ImageOpener.open(files.get(index));
		final List<List<GroundTruth>> planes = new ArrayList<>();
		for (int plane = 0; plane < StackShape.of(image).planes(); plane++)
			planes.add(savers.get(index).load(image, plane));
		for (final List<GroundTruth> truths : planes)
			if (truths != null) truths.forEach(truth -> addClass(truth.className()));
		note(index, planes);
		return new Opened(image, planes);
	}

	synchronized void addClass(final String name) {
		if (!classes.contains(name)) classes.add(name);
	}

	/** Saves the objects of a plane. */
	void save(final int index, final ImagePlus image, final int plane, final List<List<GroundTruth>> planes) {
		savers.get(index).replace(image, plane, planes.get(plane) == null ? List.of() : planes.get(plane));
		note(index, planes);
	}

	private synchronized void note(final int index, final List<List<GroundTruth>> planes) {
		final Map<String, Integer> image = new TreeMap<>();
		boolean annotated = false;
		for (final List<GroundTruth> truths : planes) {
			annotated |= truths != null;
			if (truths != null) truths.forEach(truth -> image.merge(truth.className(), 1, Integer::sum));
		}
		counts.put(files.get(index), image);
		if (annotated) done.add(files.get(index));
	}
}
