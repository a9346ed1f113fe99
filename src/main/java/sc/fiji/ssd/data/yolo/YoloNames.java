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
package sc.fiji.ssd.data.yolo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import sc.fiji.ssd.data.layout.ListFile;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.data.layout.YamlText;
import sc.fiji.ssd.io.UserException;

/**
 * The description of a YOLO dataset: its classes by number, and where its parts are. It is read from {@code data.yaml}
 * (Ultralytics, Roboflow), {@code dataset.yaml} (FiftyOne), {@code classes.txt} (LabelImg, Label Studio) or
 * {@code obj.names} (CVAT, Darknet).
 *
 * @param source the file
 * @param classes by number
 * @param parts images of each part as the file has it: a folder, a list of images, or
 *          several of these
 * @param keypoints numbers of a label that are key points; 0: none
 */
public record YoloNames(Path source, Map<Integer, String> classes, Map<String, List<String>> parts, int keypoints) {

	static final List<String> YAML = List.of("data.yaml", "dataset.yaml", "data.yml", "dataset.yml");

	private static final List<String> LISTS = List.of("classes.txt", "labels/classes.txt", "obj.names",
		"data/obj.names", "_darknet.labels", "classes.names", "labels.txt");

	private static final int MOST_CLASSES = 100_000, DEEPEST = 20, LARGEST = 8 << 20;

	/**
	 * @param folder of a dataset
	 * @return the file with the names of the classes
	 */
	static Optional<Path> find(final Path folder) {
		for (final String name : YAML) {
			final Path file = folder.resolve(name);
			if (Files.isRegularFile(file)) return Optional.of(file);
		}
		for (final String name : LISTS) {
			final Path file = folder.resolve(name);
			if (Files.isRegularFile(file)) return Optional.of(file);
		}
		return Optional.empty();
	}

	/**
	 * @param file as {@link #find} gives it
	 * @return its content
	 * @throws UserException one line: what is wrong with the file
	 */
	public static YoloNames read(final Path file) {
		final String name = file.getFileName().toString();
		return name.endsWith(".yaml") || name.endsWith(".yml") ? yaml(file) : list(file);
	}

	private static YoloNames list(final Path file) {
		final Map<Integer, String> classes = new TreeMap<>();
		for (final ListFile.Line line : ListFile.read(file, ""))
			classes.put(classes.size(), name(line.text(), file));
		if (classes.isEmpty()) throw new UserException(file + ": is empty; write one class name per line");
		return new YoloNames(file, classes, Map.of(), 0);
	}

	private static YoloNames yaml(final Path file) {
		final Map<?, ?> map = YamlText.read(file, " such as names and train; replace the file");
		final Map<String, List<String>> parts = new LinkedHashMap<>();
		map.forEach((key, value) -> {
			final List<String> places = value instanceof List<?> list
				? list.stream().map(String::valueOf).toList()
				: value instanceof String text ? List.of(text) : List.of();
			if (key instanceof String part && !places.isEmpty()) parts.put(part, places);
		});
		return new YoloNames(file, classes(map, file), parts, keypoints(map.get("kpt_shape"), file));
	}

	private static Map<Integer, String> classes(final Map<?, ?> yaml, final Path file) {
		final Object names = yaml.get("names");
		final Map<Integer, String> classes = new TreeMap<>();
		if (names instanceof List<?> list) for (final Object name : list)
			classes.put(classes.size(), name(String.valueOf(name), file));
		else if (names instanceof Map<?, ?> map) map.forEach((key, name) -> {
			if (!String.valueOf(key).matches("\\d{1,6}"))
				throw new UserException(
					file + ": names has the key " + Quoted.of(String.valueOf(key)) + "; write numbers from 0");
			classes.put(Integer.valueOf(String.valueOf(key)), name(String.valueOf(name), file));
		});
		else throw new UserException(file + ": has no list names; add the names of the classes, in their order");
		if (classes.isEmpty() || classes.size() > MOST_CLASSES)
			throw new UserException(file + ": has " + classes.size() + " class names; correct the list names");
		if (yaml.get("nc") instanceof Integer count && count != classes.size())
			throw new UserException(
				file + ": nc is " + count + ", but names has " + classes.size() + " classes; correct one of them");
		return classes;
	}

	private static String name(final String text, final Path file) {
		final String name = text.strip();
		if (name.isEmpty() || name.length() > 1000)
			throw new UserException(file + ": a class is named \"" + Quoted.of(name) + "\"; correct its name");
		return name;
	}

	private static int keypoints(final Object shape, final Path file) {
		if (shape == null) return 0;
		if (shape instanceof List<?> list && list.size() == 2 && list.get(0) instanceof Integer points &&
			list.get(1) instanceof Integer each && points > 0 && points < 100_000 && (each == 2 || each == 3))
			return points * each;
		throw new UserException(file + ": kpt_shape is not a list of two numbers; correct it");
	}

	/** @return the names of the classes in their order */
	List<String> names() {
		return new ArrayList<>(classes.values());
	}
}
