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
package sc.fiji.ssd.evaluate.analysis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import sc.fiji.ssd.io.UserException;

/**
 * Groups of classes that are easily confused, for the analysis of errors after Hoiem et al.
 *
 * @param groups names of classes
 */
public record SimilarClasses(List<Set<String>> groups) {

	/** Similar classes of Pascal VOC (Hoiem et al., section 3.2). */
	public static final SimilarClasses VOC = new SimilarClasses(
		List.of(Set.of("aeroplane", "bicycle", "boat", "bus", "car", "motorbike", "train"),
			Set.of("bird", "cat", "cow", "dog", "horse", "person", "sheep"), Set.of("chair", "diningtable", "sofa"),
			Set.of("aeroplane", "bird")));

	public SimilarClasses {
		groups = List.copyOf(groups);
	}

	/**
	 * @param text groups with {@code ;} between, names with {@code ,} between; empty:
	 *          those of {@link #VOC}
	 * @param classes of the dataset
	 * @return the groups
	 * @throws UserException if a name is not a class of the dataset
	 */
	public static SimilarClasses parse(final String text, final List<String> classes) {
		if (text == null || text.isBlank()) return VOC;
		final List<Set<String>> groups = new ArrayList<>();
		for (final String group : text.split(";")) {
			final Set<String> names = new HashSet<>();
			for (final String part : group.split(",")) {
				final String name = part.strip();
				if (!classes.contains(name)) throw new UserException("similar_classes: '" + name +
					"' is not a class of the dataset; separate names by , and groups by ;.");
				names.add(name);
			}
			groups.add(names);
		}
		return new SimilarClasses(groups);
	}

	/**
	 * @param a a class
	 * @param b another class
	 * @return whether a group has both
	 */
	public boolean areSimilar(final String a, final String b) {
		return groups.stream().anyMatch(group -> group.contains(a) && group.contains(b));
	}
}
