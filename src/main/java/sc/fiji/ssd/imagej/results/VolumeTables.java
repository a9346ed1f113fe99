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
package sc.fiji.ssd.imagej.results;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.folder.DetectionsCsv;
import sc.fiji.ssd.detect.link.PlaneLinking;
import sc.fiji.ssd.imagej.planes.StackShape;
import sc.fiji.ssd.io.CsvFile;
import sc.fiji.ssd.io.FixedDecimals;
import sc.fiji.ssd.io.FormulaGuard;

/**
 * Objects linked through z: a table with a line for each, and three more columns in {@code detections.csv}, which say
 * to which object a detection belongs and from which to which z it reaches. Objects are numbered from 1 in each image.
 */
final class VolumeTables {

	private static final List<String> HEADER = List.of("image", "frame", "class", "score", "x_min", "y_min", "z_min",
		"x_max", "y_max", "z_max", "planes", "object");

	/** The added columns. */
	private static final List<String> COLUMNS = List.of("object", "z_min", "z_max");

	private record Linked(String image, int object, int frame, PlaneLinking.Volume volume) {}

	private final List<Linked> objects = new ArrayList<>();
	private final Map<DetectionsCsv.Row, Linked> byRow = new HashMap<>();

	/**
	 * Links what was found in an image.
	 *
	 * @param image its name
	 * @param planes detections by slice, the 1-based stack index
	 * @param shape of the image
	 * @param detection of a row
	 */
	void add(final String image, final Map<Integer, List<DetectionsCsv.Row>> planes, final StackShape shape,
		final Function<DetectionsCsv.Row, Detection> detection)
	{
		final Map<Integer, List<List<DetectionsCsv.Row>>> frames = new TreeMap<>();
		planes.forEach((slice, rows) -> {
			final int index = (slice - 1) / shape.channels();
			final List<List<DetectionsCsv.Row>> stack = frames.computeIfAbsent(index / shape.slices(), t -> new ArrayList<>());
			while (stack.size() <= index % shape.slices())
				stack.add(List.of());
			stack.set(index % shape.slices(), rows);
		});
		int object = 0;
		for (final Map.Entry<Integer, List<List<DetectionsCsv.Row>>> frame : frames.entrySet())
			for (final PlaneLinking.Volume volume : PlaneLinking.link(frame.getValue().stream()
				.map(rows -> rows.stream().map(detection).toList()).toList(), PlaneLinking.Settings.DEFAULT))
			{
				final Linked linked = new Linked(image, ++object, frame.getKey() + 1, volume);
				objects.add(linked);
				volume.members().forEach(
					member -> byRow.put(frame.getValue().get(member.plane()).get(member.detection()), linked));
			}
	}

	/**
	 * @param volumes the table of objects
	 * @param detections the file that gets the columns; of images that were not linked they are empty
	 * @throws IOException if one cannot be written
	 */
	void write(final Path volumes, final Path detections) throws IOException {
		CsvFile.write(volumes, HEADER, printer -> {
			for (final Linked linked : objects) {
				final PlaneLinking.Volume v = linked.volume;
				printer.printRecord(FormulaGuard.write(linked.image), linked.frame, FormulaGuard.write(v.className()),
					FixedDecimals.format(v.score(), 6), FixedDecimals.format(v.box().xMin(), 3),
					FixedDecimals.format(v.box().yMin(), 3), v.first() + 1, FixedDecimals.format(v.box().xMax(), 3),
					FixedDecimals.format(v.box().yMax(), 3), v.last() + 1, v.members().size(), linked.object);
			}
		});
		DetectionsCsv.write(detections, DetectionsCsv.read(detections), COLUMNS, row -> {
			final Linked linked = byRow.get(row);
			return linked == null
				? List.of("", "", "")
				: List.of(linked.object, linked.volume.first() + 1, linked.volume.last() + 1);
		});
	}
}
