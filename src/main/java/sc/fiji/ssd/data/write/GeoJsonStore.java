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
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.geojson.GeoJsonFeature;
import sc.fiji.ssd.data.geojson.QuPathFeature;
import sc.fiji.ssd.data.layout.JsonText;

/** GeoJSON for QuPath: {@code PART/NAME.geojson} next to the image, objects as annotations. */
final class GeoJsonStore implements AnnotationStore {

	private static final String FEATURES = "features";

	private final Path folder;
	private final String split;

	GeoJsonStore(final Path folder, final String split) {
		this.folder = folder;
		this.split = split;
	}

	@Override
	public List<String> cannotHold() {
		return List.of("difficult", "crowd");
	}

	@Override
	public Path images() {
		return folder.resolve(split);
	}

	@Override
	public List<Path> otherImages() {
		return FolderParts.others(folder, split);
	}

	private Path file(final String id) {
		return images().resolve(id + ".geojson");
	}

	@Override
	public List<GroundTruth> objects(final String id) {
		final Path file = file(id);
		if (!Files.exists(file)) return null;
		final List<GroundTruth> objects = new ArrayList<>();
		for (final JsonElement element : GeoJsonFeature.features(JsonText.tree(file), file.toString())) {
			final GeoJsonFeature feature = GeoJsonFeature.of(element, file + ": feature " + (objects.size() + 1));
			objects.add(feature.box() == null || feature.className() == null
				? null
				: new GroundTruth(feature.box(), feature.className()));
		}
		return objects;
	}

	@Override
	public void put(final Picture picture, final List<Entry> entries) throws IOException {
		final Path file = file(picture.id());
		final List<JsonElement> features = new ArrayList<>();
		if (Files.exists(file)) features.addAll(GeoJsonFeature.features(JsonText.tree(file), file.toString()));
		for (final Entry entry : entries) {
			if (!entry.changed()) continue;
			final JsonObject feature = QuPathFeature.annotation(entry.truth().box(), entry.truth().className());
			if (entry.place() < 0) features.add(feature);
			else features.set(entry.place(), feature);
		}
		final JsonObject collection = new JsonObject();
		collection.addProperty("type", "FeatureCollection");
		final JsonArray list = new JsonArray();
		features.forEach(list::add);
		collection.add(FEATURES, list);
		JsonFiles.write(file, collection, true);
	}

	@Override
	public void finish() {
		// every image is complete as it is written
	}
}
