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
package sc.fiji.ssd.train.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.box.DefaultBoxLayer;
import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.data.GroundTruthBoxes;
import sc.fiji.ssd.engine.Predictions;

/** What boxes that cross the border teach, and do not teach. */
class BorderBoxesLossTest {

	private static final int CLASSES = 3;

	@Test
	void boxesThatCrossTheBorderTeachNothingIfLeftOut() {
		final List<DefaultBoxLayer> layers = List.of(new DefaultBoxLayer(6, 6, 10, DefaultBoxLayer.shapes(15, 25, List.of(2.0))));
		// one object in the middle, one in a corner that crossing boxes match best
		final GroundTruthBoxes truths = new GroundTruthBoxes(new float[] { 0.35f, 0.35f, 0.62f, 0.6f, 0, 0, 0.2f, 0.2f },
			new int[] { 1, 2 });
		int crossingTaught = 0;
		for (final DefaultBoxes.Border border : DefaultBoxes.Border.values()) {
			final DefaultBoxes priors = new DefaultBoxes(60, layers, DefaultBoxes.Clipping.NONE, border);
			final int size = priors.size();
			final FloatBuffer dLocations = FloatBuffer.allocate(4 * size),
				dConfidences = FloatBuffer.allocate(CLASSES * size);
			final Random random = new Random(2);
			final FloatBuffer locations = FloatBuffer.allocate(4 * size),
				confidences = FloatBuffer.allocate(CLASSES * size);
			for (int i = 0; i < 4 * size; i++)
				locations.put(i, (float) random.nextGaussian());
			for (int i = 0; i < CLASSES * size; i++)
				confidences.put(i, (float) random.nextGaussian());
			final ExecutorService executor = Executors.newSingleThreadExecutor();
			try {
				final LossSums sums = new MultiBoxLoss(priors, CLASSES, new BoxCoder(0.1, 0.2), false, executor)
					.compute(new Predictions(1, size, CLASSES, locations, confidences), List.of(truths), dLocations,
						dConfidences);
				assertTrue(sums.matches() > 0);
				assertEquals(3 * sums.matches(), sums.negatives());
			}
			finally {
				executor.shutdownNow();
			}
			for (int p = 0; p < size; p++) {
				boolean taught = false;
				for (int k = 0; k < 4; k++)
					taught |= dLocations.get(4 * p + k) != 0;
				for (int c = 0; c < CLASSES; c++)
					taught |= dConfidences.get(CLASSES * p + c) != 0;
				final float[] b = priors.corners();
				final boolean crosses = b[4 * p] < 0 || b[4 * p + 1] < 0 || b[4 * p + 2] > 1 || b[4 * p + 3] > 1;
				if (crosses && border != DefaultBoxes.Border.USED) assertTrue(!taught, border + " " + p);
				if (crosses && taught) crossingTaught++;
			}
		}
		assertTrue(crossingTaught > 3, "of the boxes that are used, some that cross do learn");
	}
}
