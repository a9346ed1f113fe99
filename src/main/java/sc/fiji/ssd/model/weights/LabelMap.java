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
package sc.fiji.ssd.model.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;

/** Caffe's {@code labelmap_*.prototxt}: the class names of a network, in the order of its outputs. */
public final class LabelMap {

	/** The extension of label maps. */
	public static final String ENDING = ".prototxt";

	private static final long MOST_BYTES = 1 << 20;
	private static final Pattern ITEM = Pattern.compile("item\\s*:?\\s*\\{([^{}]*)}");
	private static final Pattern FIELD = Pattern
		.compile("(\\w+)\\s*:\\s*(?:\"([^\"\\n]*)\"|'([^'\\n]*)'|([-\\w.]+))");

	private LabelMap() {}

	/**
	 * @param file a label map
	 * @return the names of the labels from 1 on, without the background, which is label 0: {@code display_name}, or
	 * {@code name} where it does not exist
	 * @throws UserException one line, if it is not a label map or its labels are not
	 *           0 to N, each once
	 */
	public static List<String> read(final Path file) {
		final Map<Integer, String> names = new TreeMap<>();
		final Matcher items = ITEM.matcher(text(file));
		while (items.find()) {
			String name = null, shown = null, label = null;
			final Matcher fields = FIELD.matcher(items.group(1));
			while (fields.find()) {
				final String value = fields.group(2) != null
					? fields.group(2)
					: fields.group(3) != null ? fields.group(3) : fields.group(4);
				switch (fields.group(1)) {
					case "name" -> name = value;
					case "display_name" -> shown = value;
					case "label" -> label = value;
					default -> {} // nothing that a name depends on
				}
			}
			final String called = shown == null || shown.isBlank() ? name : shown;
			if (label == null || !label.matches("\\d{1,6}") || called == null || called.isBlank())
				throw wrong(file, "an item has no label or no name");
			if (names.put(Integer.valueOf(label), called.strip()) != null)
				throw wrong(file, "label " + label + " is used twice");
		}
		if (names.isEmpty()) throw wrong(file, "it has no item { name: ... label: ... }");
		names.remove(0);
		final List<String> ordered = new ArrayList<>(names.values());
		if (!List.copyOf(names.keySet()).equals(Stream.iterate(1, i -> i + 1).limit(names.size()).toList()))
			throw wrong(file, "its labels are not 1 to " + names.size() + " without gaps");
		return ordered;
	}

	/** @return the label maps in the folder of a file of weights, by name */
	static List<Path> besides(final Path weights) {
		final Path folder = weights.toAbsolutePath().getParent();
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter(f -> f.getFileName().toString().matches("labelmap.*\\.prototxt")).sorted().toList();
		}
		catch (final IOException e) {
			return List.of(); // the folder cannot be listed: as if there were none
		}
	}

	private static String text(final Path file) {
		return FileAccess.get(() -> {
			if (Files.size(file) > MOST_BYTES) throw wrong(file, "it is larger than " + MOST_BYTES + " bytes");
			return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replaceAll("#[^\\n]*", "");
		}, e -> "classes: " + file + " cannot be read; check the path.");
	}

	private static UserException wrong(final Path file, final String what) {
		return new UserException("classes: " + file + " is not a label map of Caffe: " + what + ".");
	}
}
