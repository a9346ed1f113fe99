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
package sc.fiji.ssd.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Matches the classes of two models: those of the same name; otherwise those whose names differ in case, blanks,
 * {@code _} and {@code -} alone; otherwise VOC's and COCO's names of the same things, as Caffe's
 * {@code map_voc_to_coco} pairs them. A class of the other model is used once.
 */
public final class ClassMatch {

	/** VOC's word, and COCO's. */
	private static final Map<String, String> COCO_BY_VOC = Map.of("aeroplane", "airplane", "diningtable",
		"dining table", "motorbike", "motorcycle", "pottedplant", "potted plant", "sofa", "couch", "tvmonitor", "tv");

	private ClassMatch() {}

	/** @return the other model's names by the new ones */
	static Map<String, String> of(final List<String> names, final List<String> others) {
		final Map<String, String> same = new LinkedHashMap<>();
		for (final String name : names)
			if (others.contains(name)) same.put(name, name);
		for (final String name : names)
			for (final String other : others)
				if (!same.containsKey(name) && !same.containsValue(other) && plain(name).equals(plain(other)))
					same.put(name, other);
		final Map<String, String> ordered = new LinkedHashMap<>();
		for (final String name : names)
			if (same.containsKey(name)) ordered.put(name, same.get(name));
		return ordered;
	}

	/**
	 * @param names of classes
	 * @return those that are likely one class under several names: groups of two or more
	 */
	public static List<List<String>> alike(final List<String> names) {
		final Map<String, List<String>> byPlain = new LinkedHashMap<>();
		for (final String name : names)
			byPlain.computeIfAbsent(plain(name), plain -> new ArrayList<>()).add(name);
		return byPlain.values().stream().filter(group -> group.size() > 1).toList();
	}

	private static String plain(final String name) {
		final String plain = name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
		return COCO_BY_VOC.getOrDefault(plain, plain).replace(" ", "");
	}
}
