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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.labelme.LabelmeShape;
import sc.fiji.ssd.data.layout.JsonText;
import sc.fiji.ssd.io.JsonValues;
import sc.fiji.ssd.io.UserException;

/** Labelme: {@code PART/NAME.json} next to the image; the marks difficult and crowd are flags of a shape. */
final class LabelmeStore extends JsonPerImage {

	/** Version of Labelme whose file format is written. */
	/** Decimals of coordinates. */
	private static final int DECIMALS = 4;

	private static final String VERSION = "5.4.1";

	private static final String SHAPES = "shapes";

	LabelmeStore(final Path folder, final String split) {
		super(folder, split, ".json");
	}

	@Override
	public List<String> cannotHold() {
		return List.of();
	}

	@Override
	JsonElement read(final Path file) {
		final JsonElement tree = JsonText.tree(file);
		if (!tree.isJsonObject() || !tree.getAsJsonObject().has(SHAPES) ||
			!tree.getAsJsonObject().get(SHAPES).isJsonArray())
			throw new UserException(file + ": has no list of shapes, so it is not a Labelme file; correct or replace it");
		return tree;
	}

	@Override
	List<JsonElement> elements(final JsonElement content, final Path file) {
		final List<JsonElement> shapes = new ArrayList<>();
		content.getAsJsonObject().getAsJsonArray(SHAPES).forEach(shapes::add);
		return shapes;
	}

	@Override
	GroundTruth object(final JsonElement element, final Path file, final int number) {
		final LabelmeShape shape = LabelmeShape.of(element, file + ": shape " + number);
		return shape.box() == null
			? null
			: new GroundTruth(shape.box(), shape.label(), shape.difficult(), shape.crowd());
	}

	@Override
	JsonElement content(final JsonElement content, final List<JsonElement> elements) {
		content.getAsJsonObject().add(SHAPES, JsonValues.array(elements));
		return content;
	}

	@Override
	JsonElement empty(final Picture picture) {
		return JsonValues.tree("version", VERSION, "flags", Map.of(), SHAPES, List.of(), "imagePath", picture.fileName(),
			"imageData", null, "imageHeight", picture.height(), "imageWidth", picture.width());
	}

	@Override
	JsonElement element(final JsonElement known, final GroundTruth object) {
		final JsonObject shape = known == null ? new JsonObject() : known.getAsJsonObject();
		final Box box = object.box();
		shape.addProperty("label", object.className());
		shape.add("points", JsonValues.array(
			List.of(JsonValues.numbers(DECIMALS, box.xMin(), box.yMin()), JsonValues.numbers(DECIMALS, box.xMax(), box.yMax()))));
		if (!shape.has("group_id")) shape.add("group_id", JsonNull.INSTANCE);
		shape.addProperty("shape_type", "rectangle");
		final JsonObject flags = shape.has("flags") && shape.get("flags").isJsonObject()
			? shape.getAsJsonObject("flags")
			: new JsonObject();
		if (object.difficult()) flags.addProperty("difficult", true);
		if (object.crowd()) flags.addProperty("crowd", true);
		shape.add("flags", flags);
		return shape;
	}
}
