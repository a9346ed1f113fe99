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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.engine.CandidateEngine;
import sc.fiji.ssd.model.Decoding;
import sc.fiji.ssd.model.Presets;

/** Candidates of an engine lead to the detections that its predictions lead to. */
class CandidatesTest {

	private static final int CLASSES = 4, IMAGES = 2;

	@Test
	void candidatesInAnyOrderGiveTheDetectionsOfThePredictions() {
		final DefaultBoxes priors = Presets.load("ssd300-voc").priors();
		for (final Decoding decoding : List.of(Decoding.CAFFE, Decoding.TORCHVISION)) {
			final double limit = decoding.maxLogSize() == null ? Double.POSITIVE_INFINITY : decoding.maxLogSize();
			final BoxCoder coder = new BoxCoder(0.1, 0.2, limit);
			final PostProcessing processing = new PostProcessing(priors, coder, decoding, CLASSES,
				DetectionSettings.PAPER);
			final Random random = new Random(3);
			final FloatBuffer locations = FloatBuffer.allocate(IMAGES * priors.size() * 4);
			final FloatBuffer confidences = FloatBuffer.allocate(IMAGES * priors.size() * CLASSES);
			for (int i = 0; i < locations.limit(); i++)
				locations.put(i, (float) random.nextGaussian());
			for (int i = 0; i < confidences.limit(); i++)
				confidences.put(i, (float) (random.nextGaussian() * 2 + (i % CLASSES == 0 ? 6 : 0)));
			final CandidateEngine.Candidates found = candidates(locations, confidences, priors.size(),
				processing.rule(), priors, coder);
			for (int image = 0; image < IMAGES; image++) {
				final List<PostProcessing.Candidate> expected = processing.process(locations, confidences, image);
				assertTrue(expected.size() > 20);
				assertEquals(expected, processing.process(found, image));
			}
		}
	}

	private static CandidateEngine.Candidates candidates(final FloatBuffer locations, final FloatBuffer confidences,
		final int size, final CandidateEngine.Rule rule, final DefaultBoxes priors, final BoxCoder coder)
	{
		final int room = 4 * size;
		final ByteBuffer entries = ByteBuffer.allocate(IMAGES * room * CandidateEngine.Candidates.BYTES)
			.order(ByteOrder.nativeOrder());
		final int[] counts = new int[IMAGES];
		final List<Integer> order = new ArrayList<>();
		for (int p = 0; p < size; p++)
			order.add(p);
		Collections.shuffle(order, new Random(5));
		final float[] corners = new float[4];
		for (int image = 0; image < IMAGES; image++)
			for (final int p : order) {
				final int k = image * size + p;
				double max = Double.NEGATIVE_INFINITY, sum = 0;
				for (int c = 0; c < CLASSES; c++)
					max = Math.max(max, confidences.get(k * CLASSES + c));
				for (int c = 0; c < CLASSES; c++)
					sum += Math.exp(confidences.get(k * CLASSES + c) - max);
				for (int c = 1; c < CLASSES; c++) {
					final double e = Math.exp(confidences.get(k * CLASSES + c) - max);
					if (!(e > rule.score() * sum)) continue;
					final int at = (image * room + counts[image]++) * CandidateEngine.Candidates.BYTES;
					coder.decode(priors, p, locations.get(4 * k), locations.get(4 * k + 1), locations.get(4 * k + 2),
						locations.get(4 * k + 3), corners, 0);
					entries.putInt(at, p).putInt(at + 4, c).putFloat(at + 8, (float) (e / sum));
					for (int i = 0; i < 4; i++)
						entries.putFloat(at + 12 + 4 * i, corners[i]);
				}
			}
		return new CandidateEngine.Candidates(counts, room, entries);
	}
}
