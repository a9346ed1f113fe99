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
package sc.fiji.ssd.data.write;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.data.ObjectEntry;
import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.ListFile;
import sc.fiji.ssd.data.yolo.YoloNames;
import sc.fiji.ssd.data.yolo.YoloLabel;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.UserException;

/**
 * YOLO as Ultralytics has it: {@code images/PART}, {@code labels/PART} and
 * {@code data.yaml}. Coordinates are fractions of the image with eight decimals.
 */
final class YoloStore extends PartFolder {

	private static final int DECIMALS = 8;

	private static final String YAML = "data.yaml";

	private final Path dataset;
	private final Map<Integer, String> classes = new TreeMap<>();
	private final Map<String, Object> others = new LinkedHashMap<>();
	private boolean changed;

	YoloStore(final Path folder, final String split, final List<String> names) {
		super(folder.resolve("images"), split);
		dataset = folder;
		final Path yaml = folder.resolve(YAML);
		if (Files.exists(yaml)) {
			final YoloNames known = YoloNames.read(yaml);
			classes.putAll(known.classes());
			known.parts().forEach((part, places) -> others.put(part, places.size() == 1 ? places.get(0) : places));
		}
		changed = !others.containsKey(split);
		others.putIfAbsent(split, "images/" + split);
		names.forEach(this::number);
	}

	private int number(final String name) {
		for (final Map.Entry<Integer, String> known : classes.entrySet())
			if (known.getValue().equals(name)) return known.getKey();
		changed = true;
		final int next = classes.keySet().stream().mapToInt(i -> i + 1).max().orElse(0);
		classes.put(next, name);
		return next;
	}

	@Override
	public List<String> cannotHold() {
		return List.of("difficult", "crowd");
	}

	private Path labels(final String id) {
		return dataset.resolve("labels").resolve(split).resolve(id + ".txt");
	}

	@Override
	public List<GroundTruth> objects(final String id) {
		final Path file = labels(id);
		if (!Files.exists(file)) return null;
		final Path image = ImageNames.byStem(images(), id).orElse(null);
		final ImageSize size = image == null ? null : ImageSize.of(image);
		if (size == null) throw new UserException(file + ": the size of its image cannot be read; replace the image");
		final List<GroundTruth> objects = new ArrayList<>();
		for (final ListFile.Line line : ListFile.read(file, "")) {
			final YoloLabel label = YoloLabel.parse(line.text(), 0, file + ", line " + line.number());
			final String name = classes.getOrDefault(label.classNumber(), String.valueOf(label.classNumber()));
			objects.add(new GroundTruth(label.box().scale(size.width(), size.height()), name));
		}
		return objects;
	}

	@Override
	public void put(final Picture picture, final List<ObjectEntry> entries) throws IOException {
		final Path file = labels(picture.id());
		final List<String> lines = new ArrayList<>();
		if (Files.exists(file)) ListFile.read(file, "").forEach(line -> lines.add(line.text()));
		for (final ObjectEntry entry : entries) {
			if (!entry.changed()) continue;
			final String line = line(entry.truth(), picture);
			if (entry.place() < 0) lines.add(line);
			else lines.set(entry.place(), line);
		}
		AtomicFiles.writeString(file, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
	}

	private String line(final GroundTruth object, final Picture picture) {
		final Box box = object.box();
		final double w = picture.width(), h = picture.height();
		return number(object.className()) + " " + fraction((box.xMin() + box.xMax()) / 2 / w) + " " +
			fraction((box.yMin() + box.yMax()) / 2 / h) + " " + fraction(box.width() / w) + " " + fraction(box.height() / h);
	}

	private static String fraction(final double value) {
		return BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).stripTrailingZeros()
			.toPlainString();
	}

	@Override
	public void finish() throws IOException {
		if (!changed) return;
		final Map<String, Object> content = new LinkedHashMap<>(others);
		content.put("nc", classes.size());
		content.put("names", classes);
		final DumperOptions options = new DumperOptions();
		options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
		options.setAllowUnicode(true);
		options.setWidth(Integer.MAX_VALUE);
		AtomicFiles.writeString(dataset.resolve(YAML), new Yaml(options).dump(content));
	}
}
