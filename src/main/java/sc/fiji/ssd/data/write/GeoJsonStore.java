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

import java.nio.file.Path;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.geojson.GeoJsonFeature;
import sc.fiji.ssd.data.geojson.QuPathFeature;
import sc.fiji.ssd.data.layout.JsonText;
import sc.fiji.ssd.io.JsonValues;

/** GeoJSON for QuPath: {@code PART/NAME.geojson} next to the image, objects as annotations. */
final class GeoJsonStore extends JsonPerImage {

	GeoJsonStore(final Path folder, final String split) {
		super(folder, split, ".geojson");
	}

	@Override
	public List<String> cannotHold() {
		return List.of("difficult", "crowd");
	}

	@Override
	JsonElement read(final Path file) {
		return JsonText.tree(file);
	}

	@Override
	JsonElement empty(final Picture picture) {
		return new JsonArray();
	}

	@Override
	List<JsonElement> elements(final JsonElement content, final Path file) {
		return GeoJsonFeature.features(content, file.toString());
	}

	@Override
	GroundTruth object(final JsonElement element, final Path file, final int number) {
		final GeoJsonFeature feature = GeoJsonFeature.of(element, file + ": feature " + number);
		return feature.box() == null || feature.className() == null
			? null
			: new GroundTruth(feature.box(), feature.className());
	}

	@Override
	JsonElement element(final JsonElement known, final GroundTruth object) {
		return QuPathFeature.annotation(object.box(), object.className());
	}

	@Override
	JsonElement content(final JsonElement content, final List<JsonElement> elements) {
		final JsonObject collection = JsonValues.tree("type", "FeatureCollection");
		collection.add("features", JsonValues.array(elements));
		return collection;
	}
}
