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
package sc.fiji.ssd.data.coco;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.io.NumberText;
import sc.fiji.ssd.io.UserException;

/** One entry of a list of a COCO file: the values that are used, as written there. */
final class CocoEntry {

	/** Marks a value that is there but of no use: null, or of another type. */
	private static final String NULL = "null";

	private static final String BBOX = "bbox", SEGMENTATION = "segmentation";

	private final String source;
	private String id, fileName, name, image, category, width, height, area, crowd, difficult;
	private List<String> box;
	private List<double[]> polygons;

	private CocoEntry(final String source) {
		this.source = source;
	}

	/** @param source file and place, for messages */
	static CocoEntry read(final JsonReader reader, final String source) throws IOException {
		final CocoEntry entry = new CocoEntry(source);
		reader.beginObject();
		while (reader.hasNext())
			entry.value(reader.nextName(), reader);
		reader.endObject();
		return entry;
	}

	private void value(final String key, final JsonReader reader) throws IOException {
		switch (key) {
			case "id" -> id = scalar(reader);
			case "file_name" -> fileName = scalar(reader);
			case "name" -> name = scalar(reader);
			case "image_id" -> image = scalar(reader);
			case "category_id" -> category = scalar(reader);
			case "width" -> width = scalar(reader);
			case "height" -> height = scalar(reader);
			case "area" -> area = scalar(reader);
			case "iscrowd" -> crowd = scalar(reader);
			case BBOX -> box = numbers(reader);
			case SEGMENTATION -> segmentation(reader);
			case "attributes" -> attributes(reader);
			default -> reader.skipValue();
		}
	}

	/** @return the text of a number, a text or a truth value; null where there is something else */
	private static String scalar(final JsonReader reader) throws IOException {
		final JsonToken token = reader.peek();
		if (token == JsonToken.NUMBER || token == JsonToken.STRING) return reader.nextString();
		if (token == JsonToken.BOOLEAN) return String.valueOf(reader.nextBoolean());
		reader.skipValue();
		return null;
	}

	/** @return the texts of a list's entries; null if it is not a list */
	private static List<String> numbers(final JsonReader reader) throws IOException {
		if (reader.peek() != JsonToken.BEGIN_ARRAY) {
			reader.skipValue();
			return null;
		}
		final List<String> numbers = new ArrayList<>(4);
		reader.beginArray();
		while (reader.hasNext()) {
			final String text = scalar(reader);
			if (numbers.size() < 5) numbers.add(text == null ? NULL : text);
		}
		reader.endArray();
		return numbers;
	}

	/** The bounds of each polygon; masks in run lengths are not looked at. */
	private void segmentation(final JsonReader reader) throws IOException {
		if (reader.peek() != JsonToken.BEGIN_ARRAY) {
			reader.skipValue();
			return;
		}
		polygons = new ArrayList<>();
		reader.beginArray();
		while (reader.hasNext()) {
			if (reader.peek() != JsonToken.BEGIN_ARRAY) {
				reader.skipValue();
				continue;
			}
			final double[] bounds = { Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
				Double.NEGATIVE_INFINITY };
			reader.beginArray();
			for (int i = 0; reader.hasNext(); i++) {
				if (reader.peek() != JsonToken.NUMBER) {
					reader.skipValue();
					continue;
				}
				final double value = reader.nextDouble();
				bounds[i % 2] = Math.min(bounds[i % 2], value);
				bounds[2 + i % 2] = Math.max(bounds[2 + i % 2], value);
			}
			reader.endArray();
			if (bounds[0] <= bounds[2] && bounds[1] <= bounds[3]) polygons.add(bounds);
		}
		reader.endArray();
	}

	private void attributes(final JsonReader reader) throws IOException {
		if (reader.peek() != JsonToken.BEGIN_OBJECT) {
			reader.skipValue();
			return;
		}
		reader.beginObject();
		while (reader.hasNext())
			if (reader.nextName().equals("difficult")) difficult = scalar(reader);
			else reader.skipValue();
		reader.endObject();
	}

	CocoFile.Image image() {
		if (id == null || fileName == null || fileName.isBlank())
			throw new UserException(source + ": an image has no id or no file_name; correct it");
		return new CocoFile.Image(key(id), fileName, size(width), size(height));
	}

	/** @param what it is, with its article */
	String id(final String what) {
		if (id == null) throw new UserException(source + ": " + what + " has no id or no name; correct it");
		return key(id);
	}

	String categoryName() {
		if (name == null || name.isBlank())
			throw new UserException(source + ": a category has no id or no name; correct it");
		return name.strip();
	}

	CocoFile.Annotation annotation(final int place) {
		final String title = source + (id == null ? "" : " (id " + Quoted.of(id) + ")");
		if (image == null) throw new UserException(title + " has no image_id; add it or delete the annotation");
		if (category == null) throw new UserException(title + " has no category_id; add it or delete the annotation");
		final boolean fromPolygons = (box == null || box.isEmpty()) && polygons != null && !polygons.isEmpty();
		return new CocoFile.Annotation(place, id, key(image), key(category), fromPolygons ? bounds() : box(title),
			area(title), flag(crowd, "iscrowd", title), "true".equalsIgnoreCase(difficult) || "1".equals(difficult),
			fromPolygons);
	}

	/** @return x, y, width, height */
	private double[] box(final String title) {
		if (box == null || box.size() != 4)
			throw new UserException(title + " has no bbox of four numbers, [x, y, width, height]; correct or delete it");
		final double[] numbers = new double[4];
		for (int i = 0; i < 4; i++)
			numbers[i] = number(box.get(i), "bbox", title);
		return numbers;
	}

	private double[] bounds() {
		double xMin = Double.POSITIVE_INFINITY, yMin = xMin, xMax = Double.NEGATIVE_INFINITY, yMax = xMax;
		for (final double[] polygon : polygons) {
			xMin = Math.min(xMin, polygon[0]);
			yMin = Math.min(yMin, polygon[1]);
			xMax = Math.max(xMax, polygon[2]);
			yMax = Math.max(yMax, polygon[3]);
		}
		return new double[] { xMin, yMin, xMax - xMin, yMax - yMin };
	}

	/** @return the area; NaN if the file does not say */
	private double area(final String title) {
		if (area == null) return Double.NaN;
		final double number = number(area, "area", title);
		if (!(number >= 0))
			throw new UserException(title + " has an area of " + number + "; correct or delete the number");
		return number;
	}

	private static boolean flag(final String text, final String key, final String title) {
		if (text == null) return false;
		return switch (text.strip().toLowerCase(Locale.ROOT)) {
			case "0", "false", "0.0", "" -> false;
			case "1", "true", "1.0" -> true;
			default -> throw new UserException(title + " has " + key + " " + Quoted.of(text) + "; write 0 or 1");
		};
	}

	private static double number(final String text, final String key, final String title) {
		final double number = NumberText.parse(text);
		if (!Double.isNaN(number)) return number;
		throw new UserException(title + " has " + Quoted.of(text) + " in its " + key +
			" instead of a number; correct or delete the annotation");
	}

	/** @return a width or height, 0 if it is missing; only used where the image file does not tell its size */
	private static int size(final String text) {
		final double number = text == null ? 0 : NumberText.parse(text);
		return number >= 1 && number <= Integer.MAX_VALUE ? (int) number : 0;
	}

	/** Ids are whole numbers; some tools write 7.0 or "7". */
	private static String key(final String id) {
		return id.endsWith(".0") ? id.substring(0, id.length() - 2) : id;
	}
}
