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
package sc.fiji.ssd.evaluate.formats;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.CocoIds;
import sc.fiji.ssd.evaluate.match.DetectionBuffer;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.UserException;

/**
 * COCO's results: a list of {@code image_id}, {@code category_id}, {@code bbox}
 * (x, y, width, height) and {@code score}. It is read as a stream. Numbers are
 * those of the dataset's own file; names of images and classes in their place are
 * understood too.
 */
final class CocoDetections {

	private final Path file;
	private final DetectionSink sink;
	private final Map<String, Integer> images = new HashMap<>();
	private final Map<String, String> classes = new HashMap<>();
	private final boolean numbered;
	private int entry;

	private CocoDetections(final Path file, final DetectionSink sink) {
		this.file = file;
		this.sink = sink;
		final CocoIds ids = sink.truth().cocoIds().orElse(null);
		numbered = ids != null;
		if (ids == null) return;
		ids.images().forEach((name, id) -> images.put(id.toString(), sink.indexOf(name)));
		ids.categories().forEach((name, id) -> classes.put(id.toString(), name));
	}

	static void read(final Path file, final DetectionSink sink) {
		new CocoDetections(file, sink).read();
	}

	private void read() {
		try (BufferedReader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
			JsonReader json = new JsonReader(text))
		{
			if (json.peek() != JsonToken.BEGIN_ARRAY)
				throw new UserException(file + ": it is not a list of COCO results ([{\"image_id\": ..., ...}, ...]).");
			json.beginArray();
			while (json.hasNext()) {
				entry++;
				readEntry(json);
			}
			json.endArray();
		}
		catch (final NoSuchFileException e) {
			throw new UserException(file + ": there is no such file.", e);
		}
		catch (final IOException | IllegalStateException | NumberFormatException e) {
			throw new UserException(file + ": entry " + Math.max(1, entry) +
				" cannot be read as a COCO result with image_id, category_id, bbox and score; correct it.", e);
		}
	}

	private void readEntry(final JsonReader json) throws IOException {
		String image = null, category = null;
		double[] box = null;
		double score = Double.NaN;
		boolean isNumber = false;
		json.beginObject();
		while (json.hasNext())
			switch (json.nextName()) {
				case "image_id" -> {
					isNumber = json.peek() == JsonToken.NUMBER;
					image = json.nextString();
				}
				case "category_id" -> category = json.nextString();
				case "bbox" -> box = box(json);
				case "score" -> score = json.nextDouble();
				default -> json.skipValue();
			}
		json.endObject();
		if (image == null || category == null || box == null)
			throw wrong("has no image_id, category_id or bbox of four numbers");
		if (!(score >= 0 && score <= 1)) throw wrong("has no score from 0 to 1");
		for (final double v : box)
			if (!(Math.abs(v) <= 1e9)) throw wrong("has a bbox with a number out of range");
		if (box[2] < 0 || box[3] < 0) throw wrong("has a bbox of negative width or height");
		add(image, isNumber, category, score, box);
	}

	private void add(final String image, final boolean isNumber, final String category, final double score,
		final double[] b)
	{
		Integer index = images.get(image);
		if (index == null && isNumber && !numbered)
			throw new UserException(file + ": its images are given by number (" + image +
				"), but only COCO datasets have image numbers; give the detections.csv of the same run, or results whose image_id are file names.");
		if (index == null) index = isNumber ? -1 : sink.indexByStem(image);
		if (index < 0) {
			sink.addUnknown(image);
			return;
		}
		sink.add(index, classes.getOrDefault(category, category), score, b[0], b[1], b[0] + b[2], b[1] + b[3]);
	}

	private UserException wrong(final String what) {
		return new UserException(file + ": entry " + entry + " " + what + "; correct it.");
	}

	private double[] box(final JsonReader json) throws IOException {
		final double[] box = new double[4];
		int n = 0;
		json.beginArray();
		while (json.hasNext()) {
			final double value = json.nextDouble();
			if (n < 4) box[n] = value;
			n++;
		}
		json.endArray();
		return n == 4 ? box : null;
	}

	/**
	 * Writes the detections image by image, in the order in which they came.
	 *
	 * @param file is written next to its name and renamed
	 * @param found detections; of a COCO dataset those whose class it lists, by its
	 *          numbers; of others all, with names instead of numbers
	 */
	static void write(final Path file, final LoadedDetections found) throws IOException {
		final CocoIds ids = found.truth().cocoIds().orElse(null);
		final List<AnnotatedImage> images = EvaluationTable.images(found.truth());
		final Map<String, List<Integer>> byImage = new HashMap<>();
		for (int i = 0; i < found.buffer().size(); i++)
			byImage.computeIfAbsent(images.get(found.buffer().images()[i]).name(), name -> new ArrayList<>()).add(i);
		AtomicFiles.write(file, out -> {
			final JsonWriter json = new JsonWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
			json.beginArray();
			for (final AnnotatedImage image : found.truth().images())
				for (final int i : byImage.getOrDefault(image.name(), List.of())) {
					final String className = found.classes().get(found.buffer().classes()[i]);
					if (ids == null) json.beginObject().name("image_id").value(image.name()).name("category_id")
						.value(className);
					else if (!ids.categories().containsKey(className)) continue;
					else
						json.beginObject().name("image_id").value(ids.images().get(image.name())).name("category_id")
							.value(ids.categories().get(className));
					writeBox(json, found.buffer(), i);
				}
			json.endArray().flush();
		});
	}

	private static void writeBox(final JsonWriter json, final DetectionBuffer found, final int i) throws IOException {
		final double[] b = found.boxes();
		json.name("bbox").beginArray();
		for (final double v : new double[] { b[4 * i], b[4 * i + 1], b[4 * i + 2] - b[4 * i],
			b[4 * i + 3] - b[4 * i + 1] })
			json.jsonValue(decimals(v, 3));
		json.endArray().name("score").jsonValue(decimals(found.scores()[i], 6)).endObject();
	}

	private static String decimals(final double value, final int digits) {
		return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
	}
}
