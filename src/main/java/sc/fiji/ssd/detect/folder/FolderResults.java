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
package sc.fiji.ssd.detect.folder;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.google.gson.stream.JsonWriter;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.CodePoints;
import sc.fiji.ssd.io.CsvFile;
import sc.fiji.ssd.io.FixedDecimals;
import sc.fiji.ssd.io.FormulaGuard;

/** The results of a folder run so far, and the files that hold them. */
public final class FolderResults {

	private static final List<String> FAILURES_HEADER = List.of("image", "error");

	/**
	 * One plane that is done.
	 *
	 * @param slice 1-based
	 * @param width in pixels
	 * @param height in pixels
	 * @param rows its detections
	 */
	public record Plane(int slice, int width, int height, List<DetectionsCsv.Row> rows) {}

	private final List<String> classes;
	private final TreeMap<String, List<Plane>> images = new TreeMap<>(CodePoints.ORDER);
	private final TreeMap<String, String> failures = new TreeMap<>(CodePoints.ORDER);

	/** @param classes of the model, class 1 first */
	public FolderResults(final List<String> classes) {
		this.classes = classes;
	}

	public void add(final String image, final List<PlaneDetections> planes) {
		final List<Plane> done = new ArrayList<>();
		for (final PlaneDetections p : planes)
			done.add(new Plane(p.slice(), p.width(), p.height(),
				p.detections().stream()
					.map(d -> new DetectionsCsv.Row(image, p.slice(), d.className(), d.score(), d.box()))
					.sorted(DetectionsCsv.ORDER).toList()));
		images.put(image, done);
	}

	void take(final String image, final FolderResults from) {
		images.put(image, from.images.get(image));
	}

	public void fail(final String image, final String error) {
		failures.put(image, error);
	}

	/** @param part of the images, with its failures */
	void addAll(final FolderResults part) {
		images.putAll(part.images);
		failures.putAll(part.failures);
	}

	/** @return all images, failed ones included, in their order */
	public NavigableSet<String> names() {
		final NavigableSet<String> names = new TreeSet<>(CodePoints.ORDER);
		names.addAll(images.keySet());
		names.addAll(failures.keySet());
		return names;
	}

	/** @return the planes of each image that was searched, by the image's name */
	public Map<String, List<Plane>> images() {
		return Collections.unmodifiableMap(images);
	}

	boolean has(final String image) {
		return images.containsKey(image);
	}

	public FolderResult totals() {
		int detections = 0;
		for (final List<Plane> planes : images.values())
			for (final Plane plane : planes)
				detections += plane.rows.size();
		return new FolderResult(images.size(), detections, failures.size());
	}

	/**
	 * Reads the results of an earlier run. An image is done if its planes and all their detections exist.
	 *
	 * @param files of that run
	 * @param classes of the model
	 * @return its images
	 * @throws sc.fiji.ssd.io.UserException if a file is damaged
	 */
	public static FolderResults read(final ResultFiles files, final List<String> classes) {
		final Map<String, Map<Integer, List<DetectionsCsv.Row>>> rows = new HashMap<>();
		for (final DetectionsCsv.Row row : DetectionsCsv.read(files.detections()))
			rows.computeIfAbsent(row.image(), i -> new HashMap<>()).computeIfAbsent(row.slice(), s -> new ArrayList<>())
				.add(row);
		final FolderResults results = new FolderResults(classes);
		final List<String> damaged = new ArrayList<>();
		CsvFile.read(files.images(), imagesHeader(classes), (line, values) -> {
			final String image = line.text("image", values[0]);
			if (!isInside(image)) throw line.wrong("its image is not a path inside the folder");
			final int slice = line.whole("slice", values[1], 1);
			final List<DetectionsCsv.Row> found = rows.getOrDefault(image, Map.of()).getOrDefault(slice, List.of());
			int expected = 0;
			for (int i = ImagesCsv.HEADER.size(); i < values.length; i++)
				expected += line.whole("the count", values[i], 0);
			if (expected != found.size()) damaged.add(image);
			results.images.computeIfAbsent(image, i -> new ArrayList<>())
				.add(new Plane(slice, line.whole("width", values[2], 1), line.whole("height", values[3], 1), found));
		});
		damaged.forEach(results.images::remove);
		return results;
	}

	/**
	 * Like {@link #read}, including failures.
	 *
	 * @param files of a run that is complete
	 * @param classes of the model
	 * @return all of its images
	 * @throws sc.fiji.ssd.io.UserException if a file is damaged
	 */
	public static FolderResults readAll(final ResultFiles files, final List<String> classes) {
		final FolderResults results = read(files, classes);
		CsvFile.read(files.failures(), FAILURES_HEADER,
			(line, values) -> results.fail(line.text("image", values[0]), FormulaGuard.read(values[1])));
		return results;
	}

	/**
	 * @param files to write; {@code images.csv} after the detections, {@code run.json}
	 *          last
	 * @param places 1-based place of each image in the sorted list of all
	 * @param run how these results were made
	 * @throws IOException if one cannot be written
	 */
	void write(final ResultFiles files, final Map<String, Integer> places, final RunRecord run) throws IOException {
		writeTables(files, places);
		run.write(files.run());
	}

	public void writeTables(final ResultFiles files, final Map<String, Integer> places) throws IOException {
		final List<DetectionsCsv.Row> rows = new ArrayList<>();
		images.values().forEach(planes -> planes.forEach(plane -> rows.addAll(plane.rows)));
		DetectionsCsv.write(files.detections(), rows);
		writeCocoResults(files.cocoResults(), rows, places);
		CsvFile.write(files.failures(), FAILURES_HEADER, printer -> {
			for (final Map.Entry<String, String> failure : failures.entrySet())
				printer.printRecord(FormulaGuard.write(failure.getKey()), FormulaGuard.write(failure.getValue()));
		});
		writeImages(files.images());
	}

	private void writeImages(final Path file) throws IOException {
		CsvFile.write(file, imagesHeader(classes), printer -> {
			for (final Map.Entry<String, List<Plane>> image : images.entrySet())
				for (final Plane plane : image.getValue()) {
					final List<Object> record = new ArrayList<>(
						List.of(FormulaGuard.write(image.getKey()), plane.slice, plane.width, plane.height));
					for (final String name : classes)
						record.add(plane.rows.stream().filter(r -> r.className().equals(name)).count());
					printer.printRecord(record);
				}
		});
	}

	/** The form that COCO's tools read: category is the 1-based number of the class in the model. */
	private void writeCocoResults(final Path file, final List<DetectionsCsv.Row> rows,
		final Map<String, Integer> places) throws IOException
	{
		AtomicFiles.write(file, out -> {
			final JsonWriter json = new JsonWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
			json.beginArray();
			for (final DetectionsCsv.Row row : rows) {
				final Box b = row.box();
				json.beginObject().name("image_id").value(places.get(row.image())).name("category_id")
					.value(classes.indexOf(row.className()) + 1).name("bbox").beginArray();
				for (final double v : new double[] { b.xMin(), b.yMin(), b.width(), b.height() })
					json.jsonValue(FixedDecimals.format(v, 3));
				json.endArray().name("score").jsonValue(FixedDecimals.format(row.score(), 6)).endObject();
			}
			json.endArray().flush();
		});
	}

	private static boolean isInside(final String image) {
		return image.indexOf('\0') < 0 &&
			Stream.of(image.split("/", -1)).noneMatch(part -> part.isEmpty() || part.equals("..") || part.equals("."));
	}

	private static List<String> imagesHeader(final List<String> classes) {
		final List<String> header = new ArrayList<>(ImagesCsv.HEADER);
		classes.forEach(name -> header.add(FormulaGuard.write(name)));
		return header;
	}
}
