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
package sc.fiji.ssd.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import sc.fiji.ssd.data.layout.ZippedFolder;
import sc.fiji.ssd.io.UserException;

/**
 * Opens datasets by folder. The format is recognised by the content of the folder.
 *
 * <pre>
 * Dataset train = Datasets.open("/data/voc2007;/data/voc2012", "trainval", List.of());
 * Dataset more = Datasets.open("/data/voc2007;/data/voc2007;/data/voc2012", "trainval;test;trainval", List.of());
 * </pre>
 */
public final class Datasets {

	private Datasets() {}

	/**
	 * Opens one or several datasets of any format that is installed.
	 *
	 * @param spec a folder, or several with {@code ;} between
	 * @param split the part to read, such as {@code train}: the same in each folder,
	 *          or one for each folder with {@code ;} between; nothing between two
	 *          leaves that folder out
	 * @param classes the classes to keep; empty for all. Images without an object of
	 *          these stay, as empty ones
	 * @return the images of all folders in order. Where two folders have an image of
	 *         the same name, all names begin with their folder's
	 * @throws UserException one line naming the folder or file: missing, of no known format, damaged, without images,
	 * without objects or without one of the classes requested
	 */
	public static Dataset open(final String spec, final String split, final List<String> classes) {
		return open(spec, split, classes, DatasetFormats.installed());
	}

	/**
	 * As {@link #open(String, String, List)}, with the given formats.
	 *
	 * @param spec a folder, or several with {@code ;} between
	 * @param split the part to read
	 * @param classes the classes to keep; empty for all
	 * @param formats the formats, tried in this order
	 * @return the images of all folders in order
	 * @throws UserException as above
	 */
	public static Dataset open(final String spec, final String split, final List<String> classes,
		final List<DatasetFormat> formats)
	{
		if (split == null || split.replace(';', ' ').isBlank())
			throw new UserException("split: is empty; name the part of the dataset to read, such as train");
		final List<Path> folders = folders(spec);
		final List<String> splits = splits(split, folders.size());
		final Set<List<Object>> named = new HashSet<>();
		final List<Dataset> parts = new ArrayList<>();
		for (int i = 0; i < folders.size(); i++) {
			if (!named.add(List.of(folders.get(i), splits.get(i))))
				throw new UserException("dataset: " + folders.get(i) +
					" is given twice; give it once, or give it two splits: split=trainval;test");
			if (!splits.get(i).isEmpty()) parts.add(open(folders.get(i), splits.get(i), formats));
		}
		final Dataset all = parts.size() == 1 ? parts.get(0) : JoinedDatasets.join(parts);
		final List<String> present = all.classNames();
		if (present.isEmpty())
			throw new UserException(
				"dataset: " + all.location() + ": no image of split " + split + " has a usable object" +
					(all.warnings().isEmpty()
						? "; annotate some"
						: "; the first of " + all.warnings().size() + " lines: " + all.warnings().get(0)));
		for (final String name : classes)
			if (!present.contains(name))
				throw new UserException("classes: " + name + " has no object in split " + split + " of " +
					all.location() + "; the existing classes are " + String.join(", ", present));
		return classes.isEmpty() ? all : select(all, classes);
	}

	/**
	 * Keeps the objects of some classes, and all images. Classes without an object
	 * are allowed here: validation data need not have every class.
	 *
	 * @param dataset any
	 * @param classes to keep
	 * @return the same images with fewer objects
	 */
	public static Dataset select(final Dataset dataset, final Collection<String> classes) {
		final Set<String> wanted = new HashSet<>(classes);
		final List<AnnotatedImage> images = new ArrayList<>();
		for (final AnnotatedImage image : dataset.images())
			images.add(image.withObjects(image.objects().stream().filter(object -> wanted.contains(object.className()))
				.collect(Collectors.toList())));
		return new DatasetBuilder.Contents(dataset.location(), List.copyOf(images), dataset.warnings(), Optional.empty());
	}

	private static Dataset open(final Path folder, final String split, final List<DatasetFormat> formats) {
		if (!Files.exists(folder))
			throw new UserException("dataset: " + folder + " does not exist; give the folder of a dataset");
		if (ZippedFolder.isZip(folder)) return open(ZippedFolder.unpack(folder), split, formats);
		if (!Files.isDirectory(folder))
			throw new UserException("dataset: " + folder + " is not a folder; give the folder of a dataset, or a zip");
		final List<Recognition> answers = new ArrayList<>();
		for (final DatasetFormat format : formats) {
			final Recognition answer = format.recognise(folder);
			if (answer.isYes()) return format.open(folder, split);
			answers.add(answer);
		}
		throw new UserException("dataset: " + folder + " is not a dataset in a known format (" +
			DatasetFormats.why(formats, answers) + "); check the folder");
	}

	/** @return the split of each folder, empty where it is left out */
	private static List<String> splits(final String split, final int folders) {
		final List<String> splits = Arrays.stream(split.split(";", -1)).map(String::strip).toList();
		if (splits.size() == 1) return Collections.nCopies(folders, splits.get(0));
		if (splits.size() != folders)
			throw new UserException("split: '" + split + "' names " + splits.size() + " parts for " + folders +
				(folders == 1 ? " folder" : " folders") + "; give one for all, or one for each, separated by ;");
		return splits;
	}

	private static List<Path> folders(final String spec) {
		final List<Path> folders = new ArrayList<>();
		for (final String part : (spec == null ? "" : spec).split(";")) {
			if (part.isBlank()) continue;
			try {
				folders.add(Path.of(part.strip()));
			}
			catch (final InvalidPathException e) {
				throw new UserException(
					"dataset: " + part.strip() + " is not a path (" + e.getReason() + "); give the folder of a dataset",
					e);
			}
		}
		if (folders.isEmpty()) throw new UserException("dataset: is empty; give the folder of a dataset");
		return folders;
	}
}
