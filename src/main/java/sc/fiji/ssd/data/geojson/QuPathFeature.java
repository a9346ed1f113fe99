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

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import sc.fiji.ssd.box.Box;

/** Makes GeoJSON features in the structure of QuPath's own export. */
public final class QuPathFeature {

	private static final int DECIMALS = 4;

	private QuPathFeature() {}

	/**
	 * @param box in continuous pixels
	 * @param className its class
	 * @return an annotation
	 */
	public static JsonObject annotation(final Box box, final String className) {
		return feature(box, className, "annotation", null, null);
	}

	/**
	 * @param box in continuous pixels
	 * @param className its class
	 * @param score 0 to 1
	 * @param rgb colour of the class
	 * @param z plane of the stack, from 0
	 * @param t time point, from 0
	 * @return a detection with its score as a measurement
	 */
	public static JsonObject detection(final Box box, final String className, final double score, final int rgb,
		final int z, final int t)
	{
		final JsonObject feature = feature(box, className, "detection", rgb, score);
		final JsonObject plane = new JsonObject();
		plane.addProperty("c", -1);
		plane.addProperty("z", z);
		plane.addProperty("t", t);
		if (z > 0 || t > 0) feature.getAsJsonObject("geometry").add("plane", plane);
		return feature;
	}

	private static JsonObject feature(final Box box, final String className, final String type, final Integer rgb,
		final Double score)
	{
		final JsonObject feature = new JsonObject();
		feature.addProperty("type", "Feature");
		// the same object has the same number in every run
		feature.addProperty("id",
			UUID.nameUUIDFromBytes((box + " " + className + " " + score).getBytes(StandardCharsets.UTF_8)).toString());
		final JsonObject geometry = new JsonObject();
		geometry.addProperty("type", "Polygon");
		final JsonArray ring = new JsonArray(), rings = new JsonArray();
		ring.add(point(box.xMin(), box.yMin()));
		ring.add(point(box.xMax(), box.yMin()));
		ring.add(point(box.xMax(), box.yMax()));
		ring.add(point(box.xMin(), box.yMax()));
		ring.add(point(box.xMin(), box.yMin()));
		rings.add(ring);
		geometry.add("coordinates", rings);
		feature.add("geometry", geometry);
		final JsonObject properties = new JsonObject(), classification = new JsonObject();
		properties.addProperty("objectType", type);
		classification.addProperty("name", className);
		if (rgb != null) {
			final JsonArray color = new JsonArray();
			for (int shift = 16; shift >= 0; shift -= 8)
				color.add(rgb >> shift & 0xff);
			classification.add("color", color);
		}
		properties.add("classification", classification);
		if (score != null) {
			final JsonObject measurements = new JsonObject();
			measurements.addProperty("score", number(score, 6));
			properties.add("measurements", measurements);
		}
		feature.add("properties", properties);
		return feature;
	}

	private static JsonArray point(final double x, final double y) {
		final JsonArray point = new JsonArray();
		point.add(number(x, DECIMALS));
		point.add(number(y, DECIMALS));
		return point;
	}

	private static BigDecimal number(final double value, final int decimals) {
		final BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN).stripTrailingZeros();
		return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
	}
}
