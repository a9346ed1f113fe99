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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.io.JsonKeys;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.SsdArchitecture.LayerRecipe;
import sc.fiji.ssd.model.SsdArchitecture.Scale;
import sc.fiji.ssd.model.SsdArchitecture.SourceMap;

/** Reads an architecture from JSON; {@code docs/architecture-json.md} has the keys. */
final class ArchitectureJson {

	private ArchitectureJson() {}

	/**
	 * @param json its keys; the caller refuses those that are left
	 * @return the architecture
	 * @throws UserException one line that names file and key
	 */
	static SsdArchitecture read(final JsonKeys json) {
		final List<LayerRecipe> layers = new ArrayList<>();
		for (final JsonKeys layer : json.objects("layers"))
			layers.add(layer(layer));
		final List<SourceMap> sources = new ArrayList<>();
		for (final JsonKeys source : json.objects("sources"))
			sources.add(source(source));
		final Decoding decoding = json.has("decoding") ? decoding(json.object("decoding")) : Decoding.CAFFE;
		return make(json,
			() -> new SsdArchitecture(json.text("name"), json.whole("inputSize"), json.number("width", 1), layers,
				sources, json.numbers("variances"), json.truth("truncateSizes", false),
				json.choice("clipping", DefaultBoxes.Clipping.NONE), decoding,
				json.choice("border", DefaultBoxes.Border.USED), json.whole("headKernel", 0)));
	}

	private static LayerRecipe layer(final JsonKeys json) {
		return whole(json, () -> new LayerRecipe(json.text("name"), json.text("type"), json.whole("channels", 0),
				json.whole("kernel"), json.whole("stride", 1), json.whole("pad", 0), json.whole("dilation", 1)));
	}

	private static SourceMap source(final JsonKeys json) {
		final List<Scale> stacked = new ArrayList<>();
		for (final JsonKeys scale : json.objects("stacked"))
			stacked.add(whole(scale,
				() -> new Scale(scale.number("minSize"), scale.number("maxSize", 0), ratios(scale))));
		return whole(json, () -> new SourceMap(json.text("layer"), json.number("normScale", 0), json.number("step"),
				json.number("minSize"), json.number("maxSize", 0), ratios(json), stacked));
	}

	private static List<Double> ratios(final JsonKeys json) {
		return json.has("ratios") ? json.numbers("ratios") : List.of();
	}

	private static Decoding decoding(final JsonKeys json) {
		return whole(json, () -> new Decoding(json.whole("candidates", Decoding.CAFFE.candidates()),
				json.has("maxLogSize") ? (Double) json.number("maxLogSize") : null, json.truth("clipFirst", false), json.truth("oneBased", false)));
	}

	/** Makes it of all keys of an object. */
	private static <T> T whole(final JsonKeys json, final Supplier<T> making) {
		return make(json, () -> {
			final T made = making.get();
			json.refuseOthers();
			return made;
		});
	}

	/** What a record refuses gets the place in the file, what the keys refuse has it. */
	static <T> T make(final JsonKeys json, final Supplier<T> making) {
		try {
			return making.get();
		}
		catch (final JsonKeys.Refusal e) {
			throw e;
		}
		catch (final UserException e) {
			throw json.refuse(e);
		}
	}
}
