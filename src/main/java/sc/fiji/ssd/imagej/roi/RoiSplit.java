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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import sc.fiji.ssd.io.UserException;

/**
 * Which images of a {@link RoiDataset} a split has: those of the subfolder called
 * like it; else those listed in {@code SPLIT.txt}, a name a line, with or without
 * ending. If there is neither for {@code train} nor for {@code val}, about every fifth
 * image is {@code val} and the others are {@code train}: those whose name without
 * ending has a SHA-256 that begins with a byte below 51. So an image stays on its
 * side when others come; only if one side would have none, it gets the image whose
 * digest is nearest to it.
 */
final class RoiSplit {

	/** By code points. */
	static final Comparator<Path> BY_NAME = Comparator
		.comparing(file -> file.getFileName().toString().codePoints().toArray(), Arrays::compare);

	private static final String TRAIN = "train", VAL = "val";

	/** A fifth of the values of a byte. */
	private static final int VAL_BELOW = 51;

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
	 * @return the images of the split, in their order
	 */
	static List<Path> of(final Path folder, final String split, final Function<Path, List<Path>> images,
		final Predicate<Path> annotated)
	{
		if (!split.matches("[\\p{L}\\p{Nd}_+.-]*[\\p{L}\\p{Nd}][\\p{L}\\p{Nd}_+.-]*"))
			throw new UserException("split: " + split.replaceAll("\\p{Cntrl}", "?") +
				" is no name of a folder or list; use letters, digits, _ and -");
		final Path part = folder.resolve(split);
		if (Files.isDirectory(part)) return images.apply(part);
		final List<Path> all = images.apply(folder);
		final Path list = folder.resolve(split + ".txt");
		if (Files.isRegularFile(list)) return listed(list, all);
		final boolean divided = Stream.of(TRAIN, VAL).anyMatch(
			name -> Files.isDirectory(folder.resolve(name)) || Files.isRegularFile(folder.resolve(name + ".txt")));
		if (divided || !split.equals(TRAIN) && !split.equals(VAL))
			throw new UserException("split: " + folder + " has neither a folder " + split + " nor a list " + split +
				".txt; make one of them.");
		final List<Path> candidates = all.stream().filter(annotated).toList();
		final Set<Path> validation = validation(candidates);
		if (split.equals(VAL) && validation.isEmpty())
			throw new UserException("split: " + folder + " has " + candidates.size() +
				(candidates.size() == 1 ? " annotated image" : " annotated images") +
				", too few to keep one for val; annotate more.");
		return all.stream().filter(image -> validation.contains(image) == split.equals(VAL)).toList();
	}

	private static Set<Path> validation(final List<Path> candidates) {
		final List<Path> sorted = new ArrayList<>(candidates);
		sorted.sort(Comparator.comparing(RoiSplit::digest).thenComparing(BY_NAME));
		int count = 0;
		while (count < sorted.size() && Integer.parseInt(digest(sorted.get(count)).substring(0, 2), 16) < VAL_BELOW)
			count++;
		count = sorted.size() < 2 ? 0 : Math.max(1, Math.min(sorted.size() - 1, count));
		return new LinkedHashSet<>(sorted.subList(0, count));
	}

	/** @return SHA-256 of the name without ending, in hex, the same on every system */
	private static String digest(final Path image) {
		try {
			final byte[] sum = MessageDigest.getInstance("SHA-256").digest(Normalizer
				.normalize(stem(image.getFileName().toString()), Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(sum);
		}
		catch (final NoSuchAlgorithmException e) {
			throw new IllegalStateException(e); // every Java has SHA-256
		}
	}

	private static List<Path> listed(final Path list, final List<Path> all) {
		final Map<String, Path> byName = new HashMap<>();
		for (final Path image : all) {
			byName.putIfAbsent(stem(image.getFileName().toString()), image);
			byName.put(image.getFileName().toString(), image);
		}
		final Set<Path> found = new LinkedHashSet<>();
		try (Stream<String> lines = Files.lines(list, StandardCharsets.UTF_8)) {
			for (final String line : (Iterable<String>) lines::iterator) {
				final String name = (line.startsWith("\uFEFF") ? line.substring(1) : line).strip();
				if (name.isEmpty()) continue;
				final Path image = byName.get(name);
				if (image == null)
					throw new UserException("split: " + list + " lists " + name.replaceAll("\\p{Cntrl}", "?") +
						", but no such image is beside it; correct the line.");
				if (!found.add(image))
					throw new UserException("split: " + list + " lists " + name + " twice; remove one of the lines.");
			}
		}
		catch (final IOException | UncheckedIOException e) {
			final boolean text = !(e instanceof MalformedInputException ||
				e.getCause() instanceof MalformedInputException);
			throw new UserException("split: " + list +
				(text
					? " cannot be read (" + e.getMessage() + "); check the file."
					: " is not text in UTF-8; write one image name a line."),
				e);
		}
		if (found.isEmpty()) throw new UserException("split: " + list + " is empty; write one image name a line.");
		return List.copyOf(found);
	}

	private static String stem(final String name) {
		final int dot = name.lastIndexOf('.');
		return dot > 0 ? name.substring(0, dot) : name;
	}
}
