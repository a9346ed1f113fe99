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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.scijava.plugin.Plugin;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.stream.JsonToken;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.DatasetFormat;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.data.Recognition;
import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.JsonText;
import sc.fiji.ssd.data.layout.PairedLayout;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.io.NameForms;
import sc.fiji.ssd.io.UserException;

/**
 * Labelme's files: {@code NAME.json} next to {@code NAME.png}, with shapes whose labels
 * are the classes. Rectangles are taken as they are; of polygons, circles and masks the
 * bounds are taken; points and lines are left out. Coordinates are pixels from the edge
 * of the first one.
 */
@Plugin(type = DatasetFormat.class, priority = 600, name = "Labelme",
	description = "a Labelme file NAME.json for each image")
public final class LabelmeFormat implements DatasetFormat {

	private static final String SHAPES = "shapes";

	private static final PairedLayout LAYOUT = PairedLayout.ofEnding(
		List.of("annotations", "labels", "json", "jsons", "labelme"), ".json", LabelmeFormat::looksLikeIt);

	/** A list of shapes, or a file so damaged that only the name tells. */
	private static boolean looksLikeIt(final Path json) {
		try {
			return JsonText.read(json, reader -> {
				if (reader.peek() != JsonToken.BEGIN_OBJECT) return false;
				reader.beginObject();
				while (reader.hasNext()) {
					if (reader.nextName().equals(SHAPES)) return true;
					reader.skipValue();
				}
				return false;
			});
		}
		catch (final UserException e) {
			return mentionsShapes(json);
		}
	}

	private static boolean mentionsShapes(final Path json) {
		try (var in = Files.newInputStream(json)) {
			return new String(in.readNBytes(1 << 16), StandardCharsets.ISO_8859_1)
				.contains('"' + SHAPES + '"');
		}
		catch (final IOException e) {
			return false;
		}
	}

	@Override
	public Recognition recognise(final Path folder) {
		return Recognition.of(LAYOUT.isThere(folder), "it has no Labelme files with the names of images");
	}

	@Override
	public Dataset open(final Path folder, final String split) {
		final DatasetBuilder builder = new DatasetBuilder(folder.toString());
		final Map<String, Integer> leftOut = new TreeMap<>();
		int bounds = 0;
		for (final PairedLayout.Member member : LAYOUT.annotated(folder, split, "Labelme file", builder::warn))
			bounds += add(member, leftOut, builder);
		if (bounds > 0) builder.warn(folder + ": " + bounds +
			(bounds == 1 ? " shape is" : " shapes are") + " not rectangles; their bounds are used");
		leftOut.forEach((type, count) -> builder.warn(folder + ": " + count + " of the shapes " +
			(count == 1 ? "is" : "are") + " of type " + Quoted.of(type) + ", which encloses no area; left out"));
		return builder.build();
	}

	/** @return how many shapes are not rectangles */
	private static int add(final PairedLayout.Member member, final Map<String, Integer> leftOut,
		final DatasetBuilder builder)
	{
		final Path json = member.annotations();
		final JsonElement tree = JsonText.tree(json);
		if (!tree.isJsonObject() || !tree.getAsJsonObject().has(SHAPES) ||
			!tree.getAsJsonObject().get(SHAPES).isJsonArray())
			throw new UserException(json + ": has no list of shapes, so it is not a Labelme file; correct or replace it");
		final JsonObject content = tree.getAsJsonObject();
		final ImageSize told = new ImageSize(size(content.get("imageWidth")), size(content.get("imageHeight")));
		final ImageSize real = ImageSize.of(member.file());
		final boolean tells = told.width() > 0 && told.height() > 0;
		if (real == null && !tells)
			throw new UserException(json + ": gives no size, and the size of the image cannot be read from " +
				member.file() + "; add imageWidth and imageHeight");
		if (real != null && tells && !real.equals(told))
			builder.warn(json + ": says " + told.width() + " x " + told.height() + " pixels, but the image has " +
				real.width() + " x " + real.height() + "; the size of the image is used");
		final JsonElement named = content.get("imagePath");
		if (named != null && named.isJsonPrimitive() &&
			!NameForms.composed(ImageNames.last(named.getAsString()))
				.equals(NameForms.composed(member.file().getFileName().toString())))
			builder.warn(json + ": its imagePath is " + Quoted.of(named.getAsString()) + "; the image next to it is used, " +
				member.file().getFileName());
		final ImageSize size = real == null ? told : real;
		builder.image(member.name(), member.file(), size.width(), size.height());
		int bounds = 0, place = 0;
		for (final JsonElement element : content.getAsJsonArray(SHAPES)) {
			final String source = json + ": shape " + ++place;
			final LabelmeShape shape = LabelmeShape.of(element, source);
			if (shape.box() == null) {
				leftOut.merge(shape.type(), 1, Integer::sum);
				continue;
			}
			final String titled = source + " (" + Quoted.of(shape.label()) + ")";
			if (builder.isFraction(titled, shape.box().xMin(), shape.box().yMin(), shape.box().xMax(), shape.box().yMax()))
				continue;
			if (!shape.type().equals("rectangle")) bounds++;
			builder.object(titled, new GroundTruth(shape.box(), shape.label(), shape.difficult(), shape.crowd()));
		}
		return bounds;
	}

	private static int size(final JsonElement value) {
		final double number = value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()
			? value.getAsDouble()
			: 0;
		return number >= 1 && number <= Integer.MAX_VALUE ? (int) number : 0;
	}
}
