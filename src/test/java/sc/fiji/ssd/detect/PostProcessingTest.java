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

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.Golden;
import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.box.DefaultBoxLayer;
import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.model.Decoding;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;

class PostProcessingTest {

	private static final BoxCoder CODER = new BoxCoder(0.1, 0.2);

	/** As noise() of the golden script. */
	private static float noise(final long i, final long seed) {
		long h = i * 2654435761L + seed * 40503 & 0xFFFFFFFFL;
		h = (h ^ h >>> 15) * 739982445 & 0xFFFFFFFFL;
		h ^= h >>> 12;
		return (h & 0xFFFFFF) / 16777216f;
	}

	@Test
	void agreesWithTorchvision() {
		final JsonObject golden = Golden.read("boxes").getAsJsonObject("detections");
		final SsdArchitecture coco = Presets.load("ssd300-coco");
		final DefaultBoxes priors = new SsdArchitecture(coco.name(), coco.inputSize(), 1, coco.layers(), coco.sources(),
			coco.variances(), false, DefaultBoxes.Clipping.SIZES, null, null, 0).priors();
		final int classes = golden.get("classes").getAsInt();
		// as the second of two images
		final float[] logits = new float[2 * priors.size() * classes], offsets = new float[2 * priors.size() * 4];
		for (int i = 0; i < logits.length / 2; i++)
			logits[logits.length / 2 + i] = noise(i, 1) * 12 - 6 + (i % classes == 0 ? 5 : 0);
		for (int i = 0; i < offsets.length / 2; i++)
			offsets[offsets.length / 2 + i] = noise(i, 2) * 2 - 1;
		final List<PostProcessing.Candidate> found = new PostProcessing(priors, CODER, Decoding.CAFFE, classes,
			DetectionSettings.PAPER).process(FloatBuffer.wrap(offsets), FloatBuffer.wrap(logits), 1);
		final int[] prior = Golden.ints(golden.get("prior")), classIndex = Golden.ints(golden.get("class"));
		final double[] score = Golden.doubles(golden.get("score"));
		final double[][] box = Golden.rows(golden.get("box"));
		assertEquals(prior.length, found.size());
		for (int i = 0; i < prior.length; i++) {
			final PostProcessing.Candidate c = found.get(i);
			assertEquals(prior[i], c.prior());
			assertEquals(classIndex[i], c.classIndex());
			assertEquals(score[i], c.score(), 1e-6);
			assertEquals(box[i][0], c.xMin(), 1e-5);
			assertEquals(box[i][1], c.yMin(), 1e-5);
			assertEquals(box[i][2], c.xMax(), 1e-5);
			assertEquals(box[i][3], c.yMax(), 1e-5);
		}
	}

	/** Default boxes that do not overlap, so that nothing is suppressed. */
	private static DefaultBoxes apart(final int side) {
		return new DefaultBoxes(side, List.of(new DefaultBoxLayer(side, side, 1, DefaultBoxLayer.shapes(0.5, 0, List.of()))),
			DefaultBoxes.Clipping.NONE, DefaultBoxes.Border.USED);
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, 1e-6, 0.01, 0.3, 0.5, 0.9, 0.999, 1 })
	void shortcutLosesNothing(final double threshold) {
		final int classes = 6;
		final DefaultBoxes priors = apart(40);
		final Random random = new Random(3);
		final float[] logits = new float[priors.size() * classes];
		for (int i = 0; i < logits.length; i++)
			logits[i] = (float) (random.nextGaussian() * 3 + (i % classes == 0 ? 4 : 0));
		final int[] passing = new int[classes];
		for (int p = 0; p < priors.size(); p++) {
			double sum = 0;
			for (int c = 0; c < classes; c++)
				sum += Math.exp(logits[p * classes + c]);
			for (int c = 1; c < classes; c++)
				if (Math.exp(logits[p * classes + c]) / sum > threshold) passing[c]++;
		}
		final DetectionSettings settings = new DetectionSettings(threshold, 0.45, 1_000_000);
		final List<PostProcessing.Candidate> found = new PostProcessing(priors, CODER, Decoding.CAFFE, classes,
			settings).process(FloatBuffer.allocate(priors.size() * 4), FloatBuffer.wrap(logits), 0);
		int expected = 0;
		for (final int n : passing)
			expected += Math.min(n, Decoding.CAFFE.candidates());
		assertEquals(expected, found.size());
		assertTrue(found.stream().allMatch(c -> c.score() > threshold));
	}

	@Test
	void equalScoresGoByClassThenDefaultBox() {
		final DefaultBoxes priors = apart(3);
		final float[] logits = new float[9 * 3];
		for (int p = 0; p < 9; p++) {
			logits[3 * p] = -2;
			logits[3 * p + 1] = 1;
			logits[3 * p + 2] = 1;
		}
		final List<PostProcessing.Candidate> found = new PostProcessing(priors, CODER, Decoding.CAFFE, 3,
			new DetectionSettings(0.1, 0.45, 12)).process(FloatBuffer.allocate(36), FloatBuffer.wrap(logits), 0);
		final List<String> order = new ArrayList<>();
		for (final PostProcessing.Candidate c : found)
			order.add(c.classIndex() + ":" + c.prior());
		assertEquals(List.of("1:0", "1:1", "1:2", "1:3", "1:4", "1:5", "1:6", "1:7", "1:8", "2:0", "2:1", "2:2"),
			order);
	}

	/** Both classes have a probability of 0.5 almost; each is held against its own score, and max_detections counts what passed. */
	@Test
	void classesHaveScoresOfTheirOwn() {
		final DefaultBoxes priors = apart(3);
		final float[] logits = new float[9 * 3];
		for (int p = 0; p < 9; p++) {
			logits[3 * p] = -9;
			logits[3 * p + 1] = 1;
			logits[3 * p + 2] = 0.5f;
		}
		final DetectionSettings settings = new DetectionSettings(0.5, 0.45, 5).withClassScores(List.of(0.7, 0.2));
		assertEquals(0.2, settings.score());
		final List<PostProcessing.Candidate> found = new PostProcessing(priors, CODER, Decoding.CAFFE, 3, settings)
			.process(FloatBuffer.allocate(36), FloatBuffer.wrap(logits), 0);
		assertEquals(5, found.size());
		for (final PostProcessing.Candidate c : found)
			assertEquals(2, c.classIndex());
	}

	@Test
	void suppressesWithinAClassOnly() {
		final DefaultBoxes priors = new DefaultBoxes(10,
			List.of(new DefaultBoxLayer(1, 1, 10, List.of(new DefaultBoxLayer.Shape(4, 4), new DefaultBoxLayer.Shape(4, 4.1)))),
			DefaultBoxes.Clipping.NONE, DefaultBoxes.Border.USED);
		final float[] logits = { 0, 3, 1, 0, 4, 3 };
		final List<PostProcessing.Candidate> found = new PostProcessing(priors, CODER, Decoding.CAFFE, 3,
			new DetectionSettings(0.01, 0.45, 200)).process(FloatBuffer.allocate(8), FloatBuffer.wrap(logits), 0);
		assertEquals(2, found.size());
		assertEquals(1, found.get(0).classIndex());
		assertEquals(2, found.get(1).classIndex());
		assertEquals(0, found.get(0).prior());
		assertEquals(1, found.get(1).prior());
	}

	@Test
	void brokenPredictionsFindNothing() {
		final DefaultBoxes priors = apart(2);
		final float[] logits = { Float.NaN, 5, 0, Float.NaN, Float.POSITIVE_INFINITY, 1, 0, 1 };
		final PostProcessing post = new PostProcessing(priors, CODER, Decoding.CAFFE, 2, DetectionSettings.PAPER);
		final float[] offsets = new float[16];
		offsets[12] = Float.NaN;
		final List<PostProcessing.Candidate> found = post.process(FloatBuffer.wrap(offsets), FloatBuffer.wrap(logits),
			0);
		assertTrue(found.stream().allMatch(c -> c.prior() == 3));
		assertTrue(found.stream().noneMatch(c -> Float.isNaN(c.score())));
	}

	/** Two boxes that overlap little, but what of them lies inside the image is the same. */
	@Test
	void clipsBeforeSuppressionWhereTheModelSaysSo() {
		final DefaultBoxes priors = new DefaultBoxes(10,
			List.of(new DefaultBoxLayer(1, 1, 10, List.of(new DefaultBoxLayer.Shape(40, 20), new DefaultBoxLayer.Shape(10, 20)))),
			DefaultBoxes.Clipping.NONE, DefaultBoxes.Border.USED);
		final FloatBuffer logits = FloatBuffer.wrap(new float[] { 0, 3, 0, 2 });
		assertEquals(2, new PostProcessing(priors, CODER, Decoding.CAFFE, 2, DetectionSettings.PAPER)
			.process(FloatBuffer.allocate(8), logits, 0).size());
		final List<PostProcessing.Candidate> clipped = new PostProcessing(priors, CODER, Decoding.TORCHVISION, 2,
			DetectionSettings.PAPER).process(FloatBuffer.allocate(8), logits, 0);
		assertEquals(1, clipped.size());
		assertEquals(0, clipped.get(0).xMin());
		assertEquals(1, clipped.get(0).yMax());
	}

	@Test
	void looksAtAsManyCandidatesAsTheModelSays() {
		final DefaultBoxes priors = apart(6);
		final float[] logits = new float[36 * 2];
		for (int p = 0; p < 36; p++)
			logits[2 * p + 1] = p;
		for (final int candidates : new int[] { 1, 5, 35, 1000 })
			assertEquals(Math.min(36, candidates),
				new PostProcessing(priors, CODER, new Decoding(candidates, null, false, false), 2, DetectionSettings.PAPER)
					.process(FloatBuffer.allocate(36 * 4), FloatBuffer.wrap(logits), 0).size());
	}
}
