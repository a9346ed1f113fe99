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
package sc.fiji.ssd.detect;

import java.util.List;
import java.util.Map;

import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.ScriptedEngine;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;

/**
 * A model with 16 default boxes, the cells of a 4 x 4 grid on an input of 32 x
 * 32, whose engine finds bright cells: {@code grey} where the first plane's
 * centre is from 100 to 180, {@code white} above. The score grows with the
 * brightness.
 */
public final class TinyModel {

	public static final int SIZE = 32;
	public static final List<String> CLASSES = List.of("grey", "white");

	private TinyModel() {}

	public static SsdModel model() {
		final List<SsdArchitecture.LayerRecipe> layers = List.of(
			new SsdArchitecture.LayerRecipe("conv1", "convolution", 8, 3, 1, 1, 1),
			new SsdArchitecture.LayerRecipe("pool1", "pooling", 0, 8, 8, 0, 1));
		final SsdArchitecture architecture = new SsdArchitecture("tiny", SIZE, 1, layers,
			List.of(new SsdArchitecture.SourceMap("pool1", 0, 8, 8, 0, List.of(), List.of())), List.of(0.1, 0.2), false,
			DefaultBoxes.Clipping.NONE, null, null, 0);
		return new SsdModel(architecture, CLASSES,
			new Preprocessing("BGR", List.of(104.0, 117.0, 123.0), 1, "auto", "auto"), Map.of(),
			new NamedWeights(Map.of()));
	}

	public static ScriptedEngine engine(final int maxBatch) {
		return new ScriptedEngine(model().network(), maxBatch, TinyModel::predict);
	}

	/** @param before every image something is done, which may fail */
	static ScriptedEngine engine(final int maxBatch, final String device, final Runnable before) {
		return new ScriptedEngine(model().network(), maxBatch, device, (input, locations, confidences) -> {
			before.run();
			predict(input, locations, confidences);
		});
	}

	private static void predict(final float[] input, final float[] locations, final float[] confidences) {
		for (int cell = 0; cell < 16; cell++) {
			final float brightness = input[(cell / 4 * 8 + 4) * SIZE + cell % 4 * 8 + 4] + 104;
			confidences[3 * cell] = brightness < 100 ? 8 : 0;
			confidences[3 * cell + 1] = brightness >= 100 && brightness < 180 ? brightness / 40 : -3;
			confidences[3 * cell + 2] = brightness >= 180 ? brightness / 40 : -3;
		}
	}
}
