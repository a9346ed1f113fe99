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
package sc.fiji.ssd.data.layout;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

import sc.fiji.ssd.io.FileNames;
import sc.fiji.ssd.io.UserException;

/**
 * Divides a dataset that has no splits: about every fifth image is {@code val}, the others are {@code train}. Those
 * whose name without ending has a SHA-256 that begins with a byte below 51 are {@code val}. So an image stays in its
 * split when others are added; only if a split would be empty, it gets the image whose digest is closest.
 */
public final class AutomaticSplit {

	/** A fifth of the values of a byte. */
	private static final int VAL_BELOW = 51;

	private AutomaticSplit() {}

	/**
	 * @param <T> of images
	 * @param all images in their order
	 * @param split {@code train}, {@code val}, or {@code all}
	 * @param name of an image's file
	 * @param annotated whether an image is worth a place on one side
	 * @param where the dataset is, for messages
	 * @param warnings takes the line that says so
	 * @return the images of that part, in their order
	 * @throws UserException if the part does not exist
	 */
	public static <T> List<T> choose(final List<T> all, final String split, final Function<T, String> name,
		final Predicate<T> annotated, final String where, final Consumer<String> warnings)
	{
		if (split.equals(SplitNames.ALL)) return all;
		final boolean val = SplitNames.of(SplitNames.VAL).contains(split);
		if (!val && !SplitNames.of(SplitNames.TRAIN).contains(split))
			throw new UserException("split: " + where + " is not divided into parts, so there is no " + split +
				"; use train or val (about a fifth of the images is val), or all");
		final List<T> candidates = all.stream().filter(annotated).toList();
		if (candidates.size() == 1) {
			warnings.accept(where + ": has only one annotated image, which is used for both train and val; annotate more");
			return candidates;
		}
		final Set<T> validation = validation(candidates, name);
		final List<T> chosen = all.stream().filter(image -> validation.contains(image) == val).toList();
		if (chosen.isEmpty())
			throw new UserException("split: " + where + " has no annotated images for " + split + "; annotate some");
		warnings.accept(where + ": is not divided into parts; about a fifth of the images is val (split=all takes all)");
		return chosen;
	}

	private static <T> Set<T> validation(final List<T> candidates, final Function<T, String> name) {
		record Entry<E>(E image, String digest, String name) {}
		final List<Entry<T>> sorted = new ArrayList<>();
		for (final T image : candidates)
			sorted.add(new Entry<>(image, digest(FileNames.stem(name.apply(image))), name.apply(image)));
		sorted.sort(Comparator.comparing((Entry<T> e) -> e.digest).thenComparing(e -> e.name));
		int count = 0;
		while (count < sorted.size() && Integer.parseInt(sorted.get(count).digest.substring(0, 2), 16) < VAL_BELOW)
			count++;
		count = sorted.size() < 2 ? 0 : Math.max(1, Math.min(sorted.size() - 1, count));
		final Set<T> chosen = new HashSet<>();
		sorted.subList(0, count).forEach(entry -> chosen.add(entry.image));
		return chosen;
	}

	/** @return SHA-256 of a name in hex, the same on every system */
	private static String digest(final String name) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
				.digest(Normalizer.normalize(name, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8)));
		}
		catch (final NoSuchAlgorithmException e) {
			throw new IllegalStateException(e); // every Java has SHA-256
		}
	}
}
