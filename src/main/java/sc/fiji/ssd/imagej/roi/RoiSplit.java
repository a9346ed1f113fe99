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
package sc.fiji.ssd.imagej.roi;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import sc.fiji.ssd.data.layout.AutomaticSplit;
import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.ListFile;
import sc.fiji.ssd.data.layout.ListedName;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.data.layout.SplitNames;
import sc.fiji.ssd.io.NameForms;
import sc.fiji.ssd.io.UserException;

/**
 * Finds the images of a split in a {@link RoiDataset}: those in the subfolder of the split's name; otherwise those
 * listed in {@code SPLIT.txt}, one name per line, with or without extension. If there is neither for {@code train} nor
 * for {@code val}, about every fifth image is {@code val} and the others are {@code train}: those whose name without
 * ending has a SHA-256 that begins with a byte below 51, as {@link AutomaticSplit} has it.
 */
final class RoiSplit {

	private static final String TRAIN = "train", VAL = "val";

	private RoiSplit() {}

	/** @return the subfolders that are splits if there are images in them */
	static List<Path> folders(final Path folder) {
		return Stream.of(TRAIN, VAL, "test").map(folder::resolve).filter(Files::isDirectory).toList();
	}

	/**
	 * @param folder of the dataset
	 * @param split the part wanted
	 * @param images lists those of a folder
	 * @param annotated whether an image has ROIs, so that it is worth a place on one side
	 * @param warnings takes a line for each line of a list that occurs twice
	 * @return the images of the split, in their order
	 */
	static List<Path> of(final Path folder, final String split, final Function<Path, List<Path>> images,
		final Predicate<Path> annotated, final Consumer<String> warnings)
	{
		if (!split.matches("[\\p{L}\\p{Nd}_+.-]*[\\p{L}\\p{Nd}][\\p{L}\\p{Nd}_+.-]*"))
			throw new UserException("split: " + split.replaceAll("\\p{Cntrl}", "?") +
				" is not a valid name of a folder or list; use letters, digits, _ and -");
		final Path part = folder.resolve(split);
		if (Files.isDirectory(part)) return images.apply(part);
		final List<Path> all = images.apply(folder);
		final Path list = folder.resolve(split + ".txt");
		if (Files.isRegularFile(list)) return listed(list, all, warnings);
		final boolean divided = Stream.of(TRAIN, VAL).anyMatch(
			name -> Files.isDirectory(folder.resolve(name)) || Files.isRegularFile(folder.resolve(name + ".txt")));
		if (divided || !List.of(TRAIN, VAL, SplitNames.ALL).contains(split))
			throw new UserException("split: " + folder + " has neither a folder " + split + " nor a list " + split +
				".txt; create one of them.");
		final List<Path> candidates = all.stream().filter(annotated).toList();
		if (split.equals(VAL) && candidates.size() < 2)
			throw new UserException("split: " + folder + " has " + candidates.size() +
				(candidates.size() == 1 ? " annotated image" : " annotated images") +
				", too few to use one for val; annotate more.");
		if (candidates.size() < 2) return all;
		return AutomaticSplit.choose(all, split, image -> image.getFileName().toString(), candidates::contains,
			folder.toString(), line -> {}); // as it has always been
	}

	private static List<Path> listed(final Path list, final List<Path> all, final Consumer<String> warnings) {
		final Map<String, Path> byName = new HashMap<>();
		for (final Path image : all) {
			byName.putIfAbsent(ImageNames.stemOfAny(image.getFileName().toString()), image);
			byName.put(image.getFileName().toString(), image);
			byName.putIfAbsent(NameForms.composed(ImageNames.stemOfAny(image.getFileName().toString())), image);
			byName.putIfAbsent(NameForms.composed(image.getFileName().toString()), image);
		}
		final Map<Path, Long> found = new LinkedHashMap<>();
		for (final ListFile.Line line : ListFile.read(list, "split: ")) {
			final Path image = ListedName.candidates(line.text()).stream()
				.map(name -> byName.getOrDefault(name, byName.get(NameForms.composed(name)))).filter(Objects::nonNull)
				.findFirst().orElseThrow(() -> new UserException("split: " + list + ", line " + line.number() +
					" is " + Quoted.of(line.text()) + ", but no such image exists; write one image name per line."));
			final Long before = found.putIfAbsent(image, line.number());
			if (before != null) warnings.accept("split: " + list + ", line " + line.number() + ": " +
				Quoted.of(line.text()) + " is already in line " + before + "; used once");
		}
		if (found.isEmpty()) throw new UserException("split: " + list + " is empty; write one image name per line.");
		return List.copyOf(found.keySet());
	}
}
