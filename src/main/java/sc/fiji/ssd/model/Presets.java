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
package sc.fiji.ssd.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.JsonKeys;
import sc.fiji.ssd.io.UserException;

/**
 * The architectures that come with the plugin, and those in users' JSON files,
 * whose keys {@code docs/architecture-json.md} lists.
 */
public final class Presets {

	/** Names of the presets that come with the plugin: the paper's networks, then the variants of its Tables 2 and 3. */
	public static final List<String> NAMES = List.of("ssd300-voc", "ssd300-coco", "ssd512-voc", "ssd512-coco",
		"ssd300-voc-ratio1", "ssd300-voc-ratio2", "ssd300-voc-full-vgg16", "ssd300-voc-5maps", "ssd300-voc-4maps",
		"ssd300-voc-3maps", "ssd300-voc-2maps", "ssd300-voc-1map", "ssd300-voc-inside", "ssd300-voc-5maps-inside",
		"ssd300-voc-4maps-inside", "ssd300-voc-3maps-inside", "ssd300-voc-2maps-inside", "ssd300-voc-1map-inside");

	/** The first four: those that are trained for VOC and for COCO. */
	public static final List<String> MAIN = NAMES.subList(0, 4);

	private static final String EXTENDS = "extends";
	private static final long MOST_BYTES = 1 << 20;

	private Presets() {}

	/**
	 * @param preset one of {@link #NAMES}, or the path of a JSON file of the same
	 *          form
	 * @return the architecture
	 * @throws UserException if there is no such preset or the file is not an architecture
	 */
	public static SsdArchitecture load(final String preset) {
		return read(preset).architecture();
	}

	/**
	 * @param preset one of {@link #NAMES}, or the path of a JSON file of the same
	 *          form
	 * @return the architecture, and how images are prepared for it
	 * @throws UserException if there is no such preset or the file is not an architecture: one line with file and key
	 */
	public static Preset read(final String preset) {
		final JsonKeys json = new JsonKeys("preset: " + preset, "", extended(preset, text(preset)));
		final SsdArchitecture architecture = ArchitectureJson.read(json);
		final Preprocessing preprocessing = json.has("preprocessing")
			? preprocessing(json.object("preprocessing"))
			: null;
		json.refuseOthers();
		return new Preset(architecture, preprocessing);
	}

	private static String text(final String preset) {
		if (NAMES.contains(preset)) {
			return FileAccess.get(() -> {
				try (InputStream in = Presets.class.getResourceAsStream("/sc/fiji/ssd/presets/" + preset + ".json")) {
					return new String(in.readAllBytes(), StandardCharsets.UTF_8);
				}
			}, e -> "preset: " + preset + " cannot be read from the plugin: " + e.getMessage());
		}
		try {
			final Path file = Path.of(preset);
			if (!Files.isRegularFile(file)) throw none(preset);
			if (Files.size(file) > MOST_BYTES)
				throw new UserException("preset: " + preset + " is larger than " + MOST_BYTES + " bytes.");
			return Files.readString(file);
		}
		catch (final InvalidPathException e) {
			throw none(preset);
		}
		catch (final MalformedInputException e) {
			throw new UserException("preset: " + preset + " is not text in UTF-8.", e);
		}
		catch (final IOException e) {
			throw new UserException("preset: " + preset + " cannot be read: " + e.getMessage(), e);
		}
	}

	private static UserException none(final String preset) {
		return new UserException(
			"preset: '" + preset + "' is neither one of " + String.join(", ", NAMES) + " nor a JSON file.");
	}

	/** @return the keys of the preset that is extended, but for those that are given */
	private static JsonElement extended(final String where, final String text) {
		final JsonElement json;
		try {
			json = JsonParser.parseString(text);
		}
		catch (final JsonParseException e) {
			final Throwable root = e.getCause() != null ? e.getCause() : e;
			throw new UserException("preset: " + where + " is not valid JSON: " +
				String.valueOf(root.getMessage()).lines().findFirst().orElse("") + ".", e);
		}
		if (!json.isJsonObject() || !json.getAsJsonObject().has(EXTENDS)) return json;
		final JsonElement parent = json.getAsJsonObject().get(EXTENDS);
		final String name = parent.isJsonPrimitive() ? parent.getAsString() : parent.toString();
		if (!NAMES.contains(name) || name.equals(where))
			throw new UserException("preset: " + where + ": " + EXTENDS + " is '" + name + "'; it must be one of " +
				String.join(", ", NAMES) + ".");
		final JsonObject all = extended(name, text(name)).getAsJsonObject().deepCopy();
		for (final Map.Entry<String, JsonElement> entry : json.getAsJsonObject().entrySet())
			if (!entry.getKey().equals(EXTENDS)) all.add(entry.getKey(), entry.getValue());
		return all;
	}

	private static Preprocessing preprocessing(final JsonKeys json) {
		final String order = json.has("order") ? json.text("order") : Preprocessing.CAFFE.order();
		final List<Double> mean = json.has("mean") ? json.numbers("mean") : Preprocessing.CAFFE.mean();
		final double scale = json.number("scale", Preprocessing.CAFFE.scale());
		final String resizing = json.has("resizing") ? json.text("resizing") : Preprocessing.LEVELS;
		json.refuseOthers();
		if (!order.equals("BGR") && !order.equals("RGB"))
			throw json.refuse(new UserException("order is '" + order + "'; it must be BGR or RGB."));
		if (mean.size() != 3)
			throw json.refuse(new UserException("mean must have three numbers, in the order of the planes."));
		if (!(scale > 0)) throw json.refuse(new UserException("scale is " + scale + "; it must be above 0."));
		return ArchitectureJson.make(json, () -> new Preprocessing(order, mean, scale, Preprocessing.CAFFE.channels(),
			Preprocessing.CAFFE.intensityRange(), resizing, null));
	}
}
