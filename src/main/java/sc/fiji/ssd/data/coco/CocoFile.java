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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import sc.fiji.ssd.data.layout.JsonText;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.io.UserException;

/**
 * A file in COCO's format, as it stands. Only what a detector needs is looked at:
 * {@code id}, {@code file_name}, {@code width}, {@code height} of images, {@code id} and
 * {@code name} of categories, {@code image_id}, {@code category_id}, {@code bbox} (else the
 * polygons of {@code segmentation}), {@code area}, {@code iscrowd} and CVAT's
 * {@code attributes.difficult} of annotations. All else may be anything.
 */
final class CocoFile {

	static final String IMAGES = "images", ANNOTATIONS = "annotations", CATEGORIES = "categories";

	/** An image; the sizes are 0 where the file does not say. */
	record Image(String id, String fileName, int width, int height) {}

	/** An annotation; the place is its number in the list, from 1. */
	record Annotation(int place, String id, String image, String category, double[] box, double area, boolean crowd,
		boolean difficult, boolean fromPolygons)
	{

		/** What messages call it. */
		String title() {
			return "annotation " + (id == null ? "number " + place : Quoted.of(id));
		}
	}

	private final Path file;
	private final List<Image> images = new ArrayList<>();
	private final List<Annotation> annotations = new ArrayList<>();
	private final Map<String, String> categories = new LinkedHashMap<>();
	private final List<String> warnings = new ArrayList<>();
	private final TreeSet<String> seen = new TreeSet<>();

	private CocoFile(final Path file) {
		this.file = file;
	}

	/**
	 * @param json the file
	 * @return its content
	 * @throws UserException one line: not JSON, a list is missing, a value that is needed is
	 *           missing or no number, the file contradicts itself
	 */
	static CocoFile read(final Path json) {
		final CocoFile content = new CocoFile(json);
		JsonText.read(json, reader -> {
			content.top(reader);
			return null;
		});
		content.check();
		return content;
	}

	/**
	 * Looks at the beginning of a file.
	 *
	 * @param json a file
	 * @return whether it is an object with one of COCO's lists
	 */
	static boolean looksLikeIt(final Path json) {
		try {
			return JsonText.read(json, reader -> {
				if (reader.peek() != JsonToken.BEGIN_OBJECT) return false;
				reader.beginObject();
				while (reader.hasNext()) {
					final String name = reader.nextName();
					final boolean list = reader.peek() == JsonToken.BEGIN_ARRAY;
					if (list && (name.equals(IMAGES) || name.equals(ANNOTATIONS) || name.equals(CATEGORIES))) return true;
					reader.skipValue();
				}
				return false;
			});
		}
		catch (final UserException e) {
			return false;
		}
	}

	List<Image> images() {
		return images;
	}

	List<Annotation> annotations() {
		return annotations;
	}

	/** @return names of the categories by id, in the file's order */
	Map<String, String> categories() {
		return categories;
	}

	/** @return a line for what the file says twice without contradicting itself, and the like */
	List<String> warnings() {
		return warnings;
	}

	private void top(final JsonReader reader) throws IOException {
		if (reader.peek() == JsonToken.BEGIN_ARRAY)
			throw wrong("is a list, like COCO results; a dataset is an object with images, annotations and categories");
		if (reader.peek() != JsonToken.BEGIN_OBJECT) throw wrong("is not a JSON object; replace the file");
		reader.beginObject();
		while (reader.hasNext()) {
			final String name = reader.nextName();
			final boolean used = name.equals(IMAGES) || name.equals(ANNOTATIONS) || name.equals(CATEGORIES);
			if (used && !seen.add(name)) throw wrong("has two lists " + name + "; keep one of them");
			if (used && reader.peek() != JsonToken.BEGIN_ARRAY) throw wrong(name + " is not a list; correct or replace the file");
			if (!used) reader.skipValue();
			else list(reader, name);
		}
		reader.endObject();
		if (reader.peek() != JsonToken.END_DOCUMENT) throw wrong("has extra content after its end; correct or replace the file");
	}

	private void list(final JsonReader reader, final String name) throws IOException {
		reader.beginArray();
		for (int place = 1; reader.hasNext(); place++) {
			if (reader.peek() != JsonToken.BEGIN_OBJECT)
				throw wrong("entry " + place + " of " + name + " is empty or not an object; correct or delete it");
			final CocoEntry entry = CocoEntry.read(reader, file + ": entry " + place + " of " + name);
			switch (name) {
				case IMAGES -> images.add(entry.image());
				case ANNOTATIONS -> annotations.add(entry.annotation(place));
				default -> category(entry);
			}
		}
		reader.endArray();
	}

	private void category(final CocoEntry entry) {
		final String id = entry.id("a category"), name = entry.categoryName();
		final String before = categories.putIfAbsent(id, name);
		if (before == null) return;
		if (!before.equals(name))
			throw wrong("two categories have the id " + Quoted.of(id) + ": " + Quoted.of(before) + " and " +
				Quoted.of(name) + "; give each a different id");
		warnings.add(file + ": the category " + Quoted.of(name) + " is listed twice with the same id; used once");
	}

	private void check() {
		final List<String> missing = new ArrayList<>(List.of(IMAGES, ANNOTATIONS, CATEGORIES));
		missing.removeAll(seen);
		if (!missing.isEmpty())
			throw wrong("has no " + String.join(" and no ", missing) +
				"; a COCO dataset is an object with the lists images, annotations and categories");
		if (images.isEmpty()) throw wrong("lists no images; add some");
		if (categories.isEmpty() && !annotations.isEmpty())
			throw wrong("its list of categories is empty; add the classes of the annotations");
		final Map<String, String> names = new HashMap<>();
		for (final Map.Entry<String, String> category : categories.entrySet()) {
			final String other = names.putIfAbsent(category.getValue(), category.getKey());
			if (other != null)
				warnings.add(file + ": the categories " + Quoted.of(other) + " and " + Quoted.of(category.getKey()) +
					" have the same name, " + Quoted.of(category.getValue()) + "; they are treated as one class");
		}
	}

	private UserException wrong(final String what) {
		return new UserException(file + ": " + what);
	}
}
