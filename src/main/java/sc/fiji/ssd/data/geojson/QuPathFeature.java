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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.google.gson.JsonObject;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.io.JsonValues;

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
		if (z > 0 || t > 0) feature.getAsJsonObject("geometry").add("plane", JsonValues.tree("c", -1, "z", z, "t", t));
		return feature;
	}

	private static JsonObject feature(final Box box, final String className, final String type, final Integer rgb,
		final Double score)
	{
		final List<Object> ring = List.of(point(box.xMin(), box.yMin()), point(box.xMax(), box.yMin()),
			point(box.xMax(), box.yMax()), point(box.xMin(), box.yMax()), point(box.xMin(), box.yMin()));
		final Map<String, Object> classification = JsonValues.object("name", className);
		if (rgb != null) classification.put("color", List.of(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff));
		final Map<String, Object> properties = JsonValues.object("objectType", type, "classification", classification);
		if (score != null) properties.put("measurements", JsonValues.object("score", JsonValues.number(score, 6)));
		// the same object has the same number in every run
		final UUID id = UUID.nameUUIDFromBytes((box + " " + className + " " + score).getBytes(StandardCharsets.UTF_8));
		return JsonValues.tree("type", "Feature", "id", id.toString(), "geometry",
			JsonValues.object("type", "Polygon", "coordinates", List.of(ring)), "properties", properties);
	}

	private static List<Object> point(final double x, final double y) {
		return List.of(JsonValues.number(x, DECIMALS), JsonValues.number(y, DECIMALS));
	}
}
