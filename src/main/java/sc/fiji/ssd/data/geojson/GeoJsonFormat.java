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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.scijava.plugin.Plugin;

import com.google.gson.JsonElement;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.DatasetFormat;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.data.Recognition;
import sc.fiji.ssd.data.layout.JsonText;
import sc.fiji.ssd.data.layout.PairedLayout;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.io.UserException;

/**
 * GeoJSON as QuPath exports it: {@code NAME.geojson} next to {@code NAME.tif}. The class of an object is its
 * classification, otherwise its name. Rectangles are taken as they are, of other areas the bounds; points and lines are
 * left out. Coordinates are pixels of the full resolution. In a stack, objects are on the plane that QuPath notes.
 */
@Plugin(type = DatasetFormat.class, priority = 500, name = "GeoJSON",
	description = "QuPath's GeoJSON file NAME.geojson for each image")
public final class GeoJsonFormat implements DatasetFormat {

	private static final PairedLayout LAYOUT = PairedLayout.ofEnding(
		List.of("annotations", "labels", "geojson", "detections", "export"), ".geojson", file -> true);

	@Override
	public Recognition recognise(final Path folder) {
		return Recognition.of(LAYOUT.isThere(folder), "it has no .geojson files with the names of images");
	}

	@Override
	public Dataset open(final Path folder, final String split) {
		final DatasetBuilder builder = new DatasetBuilder(folder.toString());
		final Counts counts = new Counts();
		for (final PairedLayout.Member member : LAYOUT.annotated(folder, split, ".geojson", builder::warn))
			add(member, counts, builder);
		counts.warn(folder, builder);
		return builder.build();
	}

	/** Counts of everything left out or changed, each reported in one line. */
	private static final class Counts {

		private int bounds, unnamed, noArea;

		private void warn(final Path folder, final DatasetBuilder builder) {
			if (bounds > 0) builder.warn(folder + ": " + bounds +
				(bounds == 1 ? " object is" : " objects are") + " not rectangles; their bounds are used");
			if (unnamed > 0) builder.warn(folder + ": " + unnamed + (unnamed == 1 ? " object has" : " objects have") +
				" neither a classification nor a name, so no class; left out");
			if (noArea > 0) builder.warn(folder + ": " + noArea +
				(noArea == 1 ? " object is a point or a line" : " objects are points or lines") + "; left out");
		}
	}

	private static void add(final PairedLayout.Member member, final Counts counts, final DatasetBuilder builder) {
		final Path json = member.annotations();
		final ImageSize size = ImageSize.of(member.file());
		if (size == null) throw new UserException(
			member.file() + ": its size cannot be read; save the image as TIFF or PNG, or remove it from the dataset");
		final Map<Integer, List<GroundTruth>> planes = new TreeMap<>(Map.of(0, new ArrayList<>()));
		int place = 0;
		for (final JsonElement element : GeoJsonFeature.features(JsonText.tree(json), json.toString())) {
			final String source = json + ": feature " + ++place;
			final GeoJsonFeature feature = GeoJsonFeature.of(element, source);
			if (feature.box() == null) counts.noArea++;
			else if (feature.className() == null) counts.unnamed++;
			else {
				if (feature.z() > 0 && feature.t() > 0)
					throw new UserException(source + " is at z " + feature.z() + " and t " + feature.t() +
						"; save each time point as a separate image");
				if (!feature.rectangle()) counts.bounds++;
				planes.computeIfAbsent(Math.max(0, Math.max(feature.z(), feature.t())), plane -> new ArrayList<>())
					.add(new GroundTruth(feature.box(), feature.className()));
			}
		}
		if (planes.size() > 1 && planes.get(0).isEmpty()) planes.remove(0);
		planes.forEach((plane, objects) -> {
			builder.image(AnnotatedImage.planeName(member.name(), plane + 1), member.file(), plane, size.width(),
				size.height());
			objects.forEach(object -> builder.object(json + " (" + Quoted.of(object.className()) + ")", object));
		});
	}
}
