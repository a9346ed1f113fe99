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
package sc.fiji.ssd.data.labelme;

import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.layout.JsonText;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.io.UserException;

/**
 * A shape of a Labelme file.
 *
 * @param label its class
 * @param type {@code rectangle}, {@code polygon}, {@code circle} and others
 * @param box its bounds; null if it is a kind that encloses nothing
 * @param difficult its flag of that name
 * @param crowd its flag of that name
 */
public record LabelmeShape(String label, String type, Box box, boolean difficult, boolean crowd) {

	private static final int MOST_POINTS = 10_000_000;

	/**
	 * @param element of the list of shapes
	 * @param source file and place, for messages
	 * @return the shape
	 * @throws UserException if it has no label, or points that make no box
	 */
	public static LabelmeShape of(final JsonElement element, final String source) {
		if (!element.isJsonObject())
			throw new UserException(source + " is not an object with label and points; correct or delete it");
		final JsonObject shape = element.getAsJsonObject();
		final String label = text(shape, "label");
		if (label == null || label.isBlank())
			throw new UserException(source + " has no label; name its class or delete it");
		final String type = text(shape, "shape_type") == null ? "polygon" : text(shape, "shape_type");
		final List<double[]> points = points(shape, source + " (" + Quoted.of(label) + ")");
		return new LabelmeShape(label.strip(), type, box(type, points, source + " (" + Quoted.of(label) + ")"),
			flag(shape, "difficult"), flag(shape, "crowd"));
	}

	private static Box box(final String type, final List<double[]> points, final String source) {
		switch (type) {
			case "rectangle", "mask":
				if (points.size() < 2) throw new UserException(source + " is a " + type + " with " + points.size() +
					(points.size() == 1 ? " point" : " points") + "; it needs two corners, correct or delete it");
				return Box.around(points);
			case "circle":
				if (points.size() != 2) throw new UserException(
					source + " is a circle with " + points.size() + " points; it needs the centre and a point on the edge");
				final double[] centre = points.get(0), edge = points.get(1);
				final double radius = Math.hypot(edge[0] - centre[0], edge[1] - centre[1]);
				return new Box(centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius);
			case "polygon", "rotation", "quadrilateral":
				if (points.size() < 3) throw new UserException(source + " is a " + type + " with " + points.size() +
					(points.size() == 1 ? " point" : " points") + "; it needs three, correct or delete it");
				return Box.around(points);
			default:
				return null;
		}
	}

	private static List<double[]> points(final JsonObject shape, final String source) {
		final JsonElement list = shape.get("points");
		if (list == null || !list.isJsonArray() || list.getAsJsonArray().size() > MOST_POINTS)
			throw new UserException(source + " has no list of points; add them or delete the shape");
		final List<double[]> points = new ArrayList<>();
		for (final JsonElement point : list.getAsJsonArray()) {
			final JsonArray xy = point.isJsonArray() ? point.getAsJsonArray() : new JsonArray();
			if (xy.size() != 2) throw new UserException(source + " has a point that is not [x, y]; correct or delete it");
			points.add(new double[] { JsonText.coordinate(xy.get(0), source), JsonText.coordinate(xy.get(1), source) });
		}
		return points;
	}

	private static String text(final JsonObject shape, final String key) {
		final JsonElement value = shape.get(key);
		return value != null && value.isJsonPrimitive() ? value.getAsString() : null;
	}

	private static boolean flag(final JsonObject shape, final String name) {
		final JsonElement flags = shape.get("flags");
		if (flags == null || !flags.isJsonObject()) return false;
		final JsonElement value = flags.getAsJsonObject().get(name);
		return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean() && value.getAsBoolean();
	}
}
