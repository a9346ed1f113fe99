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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import sc.fiji.ssd.io.UserException;

/**
 * The names that tools give to the parts of a dataset. {@code val} is {@code valid} in some tools and
 * {@code validation} in others; asking for one finds the others.
 */
public final class SplitNames {

	/** The part used for training. */
	public static final String TRAIN = "train";

	/** The part used to select models. */
	public static final String VAL = "val";

	/** All images of a dataset that is not divided. */
	public static final String ALL = "all";

	private static final List<List<String>> GROUPS = List.of(List.of(VAL, "valid", "validation"),
		List.of(TRAIN, "training"), List.of("test", "testing"));

	private SplitNames() {}

	/**
	 * @param split asked for
	 * @return the names to look for: first the one requested
	 * @throws UserException if it could lead out of the dataset's folder
	 */
	public static List<String> of(final String split) {
		if (split.indexOf('/') >= 0 || split.indexOf('\\') >= 0 || split.equals(".") || split.equals("..") ||
			split.codePoints().anyMatch(Character::isISOControl))
			throw new UserException("split: " + Quoted.of(split) +
				" leads out of the dataset; use the name of a part, such as train or val");
		for (final List<String> group : GROUPS)
			if (group.contains(split)) {
				final List<String> names = new ArrayList<>(group);
				names.remove(split);
				names.add(0, split);
				return names;
			}
		return List.of(split);
	}

	/** @return every name that a part usually has */
	public static List<String> usual() {
		return GROUPS.stream().flatMap(List::stream).toList();
	}

	/**
	 * @param folder of a dataset
	 * @param split asked for
	 * @return the subfolder of that name, or of another name for the same part
	 */
	public static Optional<Path> folder(final Path folder, final String split) {
		return of(split).stream().map(folder::resolve).filter(Files::isDirectory).findFirst();
	}
}
