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
package sc.fiji.ssd.data.geojson;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.layout.JsonText;
import sc.fiji.ssd.io.UserException;

/**
 * An object as QuPath exports it: a GeoJSON feature whose
 * {@code properties.classification.name} is its class.
 *
 * @param className null if it has none
 * @param box bounds of its geometry; null if that is a point or a line
 * @param rectangle whether the geometry is the box itself
 * @param z plane of the stack, from 0; -1: not said
 * @param t time point, from 0; -1: not said
 */
public record GeoJsonFeature(String className, Box box, boolean rectangle, int z, int t) {

	private static final List<String> AREAS = List.of("Polygon", "MultiPolygon");

	/**
	 * @param tree the whole file
	 * @param file for messages
	 * @return the features of the file: a collection, a list, or one
	 * @throws UserException if it is not one of these
	 */
	public static List<JsonElement> features(final JsonElement tree, final String file) {
		final List<JsonElement> features = new ArrayList<>();
		if (tree.isJsonArray()) tree.getAsJsonArray().forEach(features::add);
		else if (isType(tree, "FeatureCollection")) {
			final JsonElement list = tree.getAsJsonObject().get("features");
			if (list == null || !list.isJsonArray())
				throw new UserException(file + ": its FeatureCollection has no list of features; correct or replace the file");
			list.getAsJsonArray().forEach(features::add);
		}
		else if (isType(tree, "Feature")) features.add(tree);
		else throw new UserException(
			file + ": is not GeoJSON with a FeatureCollection, a list of features or a Feature; export it from QuPath again");
		return features;
	}

	private static boolean isType(final JsonElement element, final String type) {
		return element.isJsonObject() && element.getAsJsonObject().has("type") &&
			element.getAsJsonObject().get("type").isJsonPrimitive() &&
			element.getAsJsonObject().get("type").getAsString().equals(type);
	}

	/**
	 * @param element a feature
	 * @param source file and place, for messages
	 * @return what counts of it
	 * @throws UserException if it is not a feature with coordinates
	 */
	public static GeoJsonFeature of(final JsonElement element, final String source) {
		if (!isType(element, "Feature"))
			throw new UserException(source + " is not a Feature; correct or delete it");
		final JsonObject feature = element.getAsJsonObject();
		final JsonElement geometry = feature.get("geometry");
		if (geometry == null || !geometry.isJsonObject())
			throw new UserException(source + " has no geometry; correct or delete it");
		final JsonElement type = geometry.getAsJsonObject().get("type");
		if (type == null || !type.isJsonPrimitive())
			throw new UserException(source + " has a geometry without type; correct or delete it");
		final String className = className(feature);
		final int z = plane(geometry.getAsJsonObject(), "z"), t = plane(geometry.getAsJsonObject(), "t");
		if (!AREAS.contains(type.getAsString())) return new GeoJsonFeature(className, null, false, z, t);
		final JsonElement coordinates = geometry.getAsJsonObject().get("coordinates");
		if (coordinates == null || !coordinates.isJsonArray())
			throw new UserException(source + " has no coordinates; correct or delete it");
		final List<double[]> points = points(coordinates.getAsJsonArray(), source);
		if (points.size() < 3) throw new UserException(source + " has fewer than three corners; correct or delete it");
		return new GeoJsonFeature(className, Box.around(points), isRectangle(points), z, t);
	}

	private static boolean isRectangle(final List<double[]> points) {
		if (points.size() != 5) return false;
		final Box box = Box.around(points);
		return points.stream().allMatch(
			p -> (p[0] == box.xMin() || p[0] == box.xMax()) && (p[1] == box.yMin() || p[1] == box.yMax()));
	}

	/** The class, or the name where QuPath's user gave only that. Derived classes have several names. */
	private static String className(final JsonObject feature) {
		final JsonElement properties = feature.get("properties");
		if (properties == null || !properties.isJsonObject()) return null;
		final JsonElement classification = properties.getAsJsonObject().get("classification");
		if (classification != null && classification.isJsonPrimitive()) return clean(classification.getAsString());
		if (classification != null && classification.isJsonObject()) {
			final JsonObject named = classification.getAsJsonObject();
			if (named.has("name") && named.get("name").isJsonPrimitive()) return clean(named.get("name").getAsString());
			if (named.has("names") && named.get("names").isJsonArray()) {
				final List<String> names = new ArrayList<>();
				for (final JsonElement name : named.getAsJsonArray("names"))
					if (name.isJsonPrimitive()) names.add(name.getAsString());
				return clean(String.join(": ", names));
			}
		}
		final JsonElement name = properties.getAsJsonObject().get("name");
		return name != null && name.isJsonPrimitive() ? clean(name.getAsString()) : null;
	}

	private static String clean(final String name) {
		final String text = name.strip();
		return text.isEmpty() ? null : text;
	}

	private static int plane(final JsonObject geometry, final String axis) {
		final JsonElement plane = geometry.get("plane");
		if (plane == null || !plane.isJsonObject()) return -1;
		final JsonElement index = plane.getAsJsonObject().get(axis);
		if (index == null || !index.isJsonPrimitive() || !index.getAsJsonPrimitive().isNumber()) return -1;
		final double number = index.getAsDouble();
		return number >= 0 && number < 1e6 ? (int) number : -1;
	}

	/** All positions of nested lists: rings, and polygons of rings. */
	private static List<double[]> points(final JsonArray coordinates, final String source) {
		final List<double[]> points = new ArrayList<>();
		final Deque<JsonArray> open = new ArrayDeque<>();
		open.add(coordinates);
		while (!open.isEmpty()) {
			final JsonArray array = open.poll();
			final boolean position = array.size() >= 2 && array.get(0).isJsonPrimitive();
			if (position) points.add(new double[] { JsonText.coordinate(array.get(0), source), JsonText.coordinate(array.get(1), source) });
			else for (final JsonElement inner : array) {
				if (!inner.isJsonArray())
					throw new UserException(source + " has coordinates that are not [x, y]; correct or delete it");
				open.add(inner.getAsJsonArray());
			}
		}
		return points;
	}
}
