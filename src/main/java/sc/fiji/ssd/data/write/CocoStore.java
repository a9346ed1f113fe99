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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ObjectEntry;
import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.JsonText;
import sc.fiji.ssd.io.JsonFiles;
import sc.fiji.ssd.io.JsonValues;
import sc.fiji.ssd.io.UserException;

/**
 * COCO: {@code annotations/instances_PART.json} and the folder PART. The mark difficult is
 * an attribute, as CVAT writes it.
 */
final class CocoStore extends PartFolder {

	/** Decimals of coordinates. */
	private static final int DECIMALS = 4;

	private static final String IMAGES = "images", ANNOTATIONS = "annotations", CATEGORIES = "categories";

	private final JsonObject content;
	private final Map<String, Long> categories = new LinkedHashMap<>();
	private final Map<String, Long> imageIds = new HashMap<>();
	private final Map<Long, List<JsonObject>> byImage = new HashMap<>();
	private long lastImage, lastAnnotation, lastCategory;

	CocoStore(final Path folder, final String split, final List<String> classes) {
		super(folder, split);
		content = Files.exists(file()) ? read() : empty();
		classes.forEach(this::category);
	}

	private Path file() {
		return folder.resolve("annotations").resolve("instances_" + split + ".json");
	}

	private static JsonObject empty() {
		return JsonValues.tree("info", JsonValues.object("description", "Written by SSD for Fiji"), IMAGES, List.of(),
			ANNOTATIONS, List.of(), CATEGORIES, List.of());
	}

	private JsonObject read() {
		final JsonElement tree = JsonText.tree(file());
		final JsonObject read = tree.isJsonObject() ? tree.getAsJsonObject() : new JsonObject();
		for (final String list : List.of(IMAGES, ANNOTATIONS, CATEGORIES))
			if (!read.has(list) || !read.get(list).isJsonArray())
				throw new UserException(file() + ": has no list " + list + "; correct or replace the file");
		for (final JsonElement category : read.getAsJsonArray(CATEGORIES)) {
			final long id = id(category, "id");
			lastCategory = Math.max(lastCategory, id);
			categories.putIfAbsent(text(category, "name"), id);
		}
		for (final JsonElement image : read.getAsJsonArray(IMAGES)) {
			final long id = id(image, "id");
			lastImage = Math.max(lastImage, id);
			imageIds.put(ImageNames.stem(ImageNames.last(text(image, "file_name"))), id);
			byImage.put(id, new ArrayList<>());
		}
		for (final JsonElement annotation : read.getAsJsonArray(ANNOTATIONS)) {
			final JsonElement id = annotation.isJsonObject() ? annotation.getAsJsonObject().get("id") : null;
			if (id != null && id.isJsonPrimitive() && id.getAsJsonPrimitive().isNumber())
				lastAnnotation = Math.max(lastAnnotation, id.getAsLong());
			byImage.computeIfAbsent(id(annotation, "image_id"), i -> new ArrayList<>()).add(annotation.getAsJsonObject());
		}
		return read;
	}

	private long id(final JsonElement entry, final String key) {
		final JsonElement id = entry.isJsonObject() ? entry.getAsJsonObject().get(key) : null;
		if (id == null || !id.isJsonPrimitive() || !id.getAsJsonPrimitive().isNumber())
			throw new UserException(file() + ": an entry has no number " + key + "; correct the file");
		return id.getAsLong();
	}

	private String text(final JsonElement entry, final String key) {
		final JsonElement text = entry.getAsJsonObject().get(key);
		if (text == null || !text.isJsonPrimitive())
			throw new UserException(file() + ": an entry has no " + key + "; correct the file");
		return text.getAsString();
	}

	private long category(final String name) {
		final Long known = categories.get(name);
		if (known != null) return known;
		content.getAsJsonArray(CATEGORIES).add(JsonValues.tree("id", ++lastCategory, "name", name));
		categories.put(name, lastCategory);
		return lastCategory;
	}

	@Override
	public List<String> cannotHold() {
		return List.of();
	}

	@Override
	public List<GroundTruth> objects(final String id) {
		final Long image = imageIds.get(id);
		if (image == null) return null;
		final Map<Long, String> names = new HashMap<>();
		categories.forEach((name, number) -> names.put(number, name));
		final List<GroundTruth> objects = new ArrayList<>();
		for (final JsonObject annotation : byImage.get(image)) {
			final JsonElement box = annotation.get("bbox");
			final String name = names.get(id(annotation, "category_id"));
			final boolean numbers = name != null && box != null && box.isJsonArray() && box.getAsJsonArray().size() == 4;
			objects.add(numbers ? new GroundTruth(box(box.getAsJsonArray()), name) : null);
		}
		return objects;
	}

	private Box box(final JsonArray b) {
		for (final JsonElement number : b)
			if (!number.isJsonPrimitive() || !number.getAsJsonPrimitive().isNumber())
				throw new UserException(file() + ": a bbox has something other than numbers; correct the file");
		final double x = b.get(0).getAsDouble(), y = b.get(1).getAsDouble();
		return new Box(x, y, x + b.get(2).getAsDouble(), y + b.get(3).getAsDouble());
	}

	@Override
	public void put(final Picture picture, final List<ObjectEntry> entries) {
		final long image = imageIds.computeIfAbsent(picture.id(), id -> add(picture));
		final List<JsonObject> known = byImage.computeIfAbsent(image, id -> new ArrayList<>());
		for (final ObjectEntry entry : entries) {
			if (!entry.changed()) continue;
			if (entry.place() >= 0) {
				fill(known.get(entry.place()), entry.truth());
				continue;
			}
			final JsonObject annotation = JsonValues.tree("id", ++lastAnnotation, "image_id", image);
			fill(annotation, entry.truth());
			content.getAsJsonArray(ANNOTATIONS).add(annotation);
			known.add(annotation);
		}
	}

	private long add(final Picture picture) {
		content.getAsJsonArray(IMAGES).add(JsonValues.tree("id", ++lastImage, "file_name", picture.fileName(), "width",
			picture.width(), "height", picture.height()));
		return lastImage;
	}

	private void fill(final JsonObject annotation, final GroundTruth object) {
		final Box box = object.box();
		annotation.addProperty("category_id", category(object.className()));
		annotation.add("bbox", JsonValues.numbers(DECIMALS, box.xMin(), box.yMin(), box.width(), box.height()));
		annotation.addProperty("area", JsonValues.number(object.area(), DECIMALS));
		annotation.addProperty("iscrowd", object.crowd() ? 1 : 0);
		annotation.remove("segmentation"); // it was of another box
		if (object.difficult()) annotation.add("attributes", JsonValues.tree("difficult", true));
	}

	@Override
	public void finish() throws IOException {
		JsonFiles.write(file(), content, false);
	}
}
