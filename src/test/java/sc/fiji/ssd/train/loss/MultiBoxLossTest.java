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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import sc.fiji.ssd.Golden;
import sc.fiji.ssd.Noise;
import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.box.DefaultBoxLayer;
import sc.fiji.ssd.box.DefaultBoxLayer.Shape;
import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.data.GroundTruthBoxes;
import sc.fiji.ssd.engine.Predictions;

/** Tests {@link MultiBoxLoss} against torchvision, finite differences and itself. */
class MultiBoxLossTest {

	private static final DefaultBoxes PRIORS = new DefaultBoxes(64,
		List.of(new DefaultBoxLayer(8, 8, 8, List.of(new Shape(10, 10), new Shape(14, 7))),
			new DefaultBoxLayer(4, 4, 16, List.of(new Shape(24, 24), new Shape(16, 32)))),
		DefaultBoxes.Clipping.NONE, DefaultBoxes.Border.USED);
	private static final int CLASSES = 4;
	private static final GroundTruthBoxes CELLS = truths(new double[][] { { 3, 4, 15, 13 }, { 30, 20, 55, 46 } }, 1, 3);
	private static final GroundTruthBoxes ROD = truths(new double[][] { { 8, 30, 26, 63 } }, 2);

	private final ExecutorService executor = Executors.newFixedThreadPool(3);

	@AfterEach
	void tearDown() {
		executor.shutdownNow();
	}

	/** One evaluation with its gradients. */
	private record Evaluated(LossSums sums, float[] dLocations, float[] dConfidences) {}

	@Test
	void agreesWithTorchvision() throws Exception {
		final JsonObject golden;
		try (Reader in = new InputStreamReader(getClass().getResourceAsStream("/sc/fiji/ssd/golden/multibox_loss.json"),
			StandardCharsets.UTF_8))
		{
			golden = new Gson().fromJson(in, JsonObject.class);
		}
		final List<GroundTruthBoxes> truths = new ArrayList<>();
		for (final JsonElement t : golden.getAsJsonArray("targets")) {
			final JsonArray boxes = t.getAsJsonObject().getAsJsonArray("boxes");
			final float[] labels = floats(t.getAsJsonObject().getAsJsonArray("labels"));
			final double[][] corners = new double[labels.length][4];
			final int[] classes = new int[labels.length];
			for (int i = 0; i < labels.length; i++) {
				classes[i] = (int) labels[i];
				for (int k = 0; k < 4; k++)
					corners[i][k] = boxes.get(i).getAsJsonArray().get(k).getAsDouble();
			}
			truths.add(truths(corners, classes));
		}
		final Evaluated e = evaluate(truths, floats(golden.getAsJsonArray("locations")),
			floats(golden.getAsJsonArray("confidences")), false);
		final double n = e.sums.normalizer();
		assertEquals(golden.get("matches").getAsLong(), e.sums.matches());
		assertEquals(3 * e.sums.matches(), e.sums.negatives());
		assertEquals(golden.get("localization_loss").getAsDouble(), e.sums.localization() / n, 1e-5);
		assertEquals(golden.get("confidence_loss").getAsDouble(), e.sums.confidence() / n, 1e-5);
		assertArrayEquals(floats(golden.getAsJsonArray("d_locations")), scaled(e.dLocations, 1 / n), 1e-5f);
		assertArrayEquals(floats(golden.getAsJsonArray("d_confidences")), scaled(e.dConfidences, 1 / n), 1e-6f);
	}

	/** Gradients are compared by their norms, and their products with noise. */
	@Test
	void agreesWithTorchvisionInFiftyCases() {
		final double[][] cases = Golden.rows(Golden.read("random_cases").get("loss"));
		assertEquals(50, cases.length);
		for (final double[] c : cases) {
			final long seed = (long) c[0];
			final int images = (int) c[1];
			final List<GroundTruthBoxes> truths = new ArrayList<>();
			for (int i = 0; i < images; i++) {
				final int count = (int) (1 + (seed / 10 + i) % 4);
				final double[] classes = Noise.noise(count, seed + i + 5);
				truths.add(new GroundTruthBoxes(Noise.boxes(count, seed + i, 0.12, 0.7),
					Arrays.stream(classes).mapToInt(u -> 1 + (int) (u * (CLASSES - 1))).toArray()));
			}
			final Evaluated e = evaluate(truths, Noise.noise(images * PRIORS.size() * 4, seed + 3, -3, 3),
				Noise.noise(images * PRIORS.size() * CLASSES, seed + 4, -6, 6), false);
			final double n = e.sums.normalizer();
			assertEquals((long) c[2], e.sums.matches(), "seed " + seed);
			final double[] actual = { e.sums.localization() / n, e.sums.confidence() / n, norm(e.dLocations) / n,
				norm(e.dConfidences) / n, shadow(e.dLocations, 7) / n, shadow(e.dLocations, 8) / n,
				shadow(e.dConfidences, 7) / n, shadow(e.dConfidences, 8) / n };
			assertArrayEquals(Arrays.copyOfRange(c, 3, 11), actual, 2e-5, "seed " + seed);
		}
	}

	private static double norm(final float[] values) {
		double squares = 0;
		for (final float v : values)
			squares += (double) v * v;
		return Math.sqrt(squares);
	}

	private static double shadow(final float[] values, final int seed) {
		final double[] noise = Noise.noise(values.length, seed);
		double sum = 0;
		for (int i = 0; i < values.length; i++)
			sum += values[i] * (noise[i] - 0.5);
		return sum;
	}

	/** Central differences, where a change of one value does not change the mining or cross the kink of smooth L1. */
	@Test
	void gradientsAreThoseOfTheLoss() {
		final Random random = new Random(3);
		final List<GroundTruthBoxes> truths = List.of(CELLS, GroundTruthBoxes.NONE, ROD);
		final float[] loc = gaussians(random, 3 * PRIORS.size() * 4, 0.2),
			conf = gaussians(random, 3 * PRIORS.size() * CLASSES, 0.5);
		// mined boxes stand apart from the others
		for (int p = 0; p < 3 * PRIORS.size(); p++)
			conf[p * CLASSES] += p % 9 == 0 ? -4 : 4;
		final Evaluated e = evaluate(truths, loc, conf, true);
		final double step = 1 / 256.0;
		int compared = 0;
		for (int i = 0; i < conf.length; i += 1)
			compared += compare(truths, loc, conf, conf, i, step, e.dConfidences[i], e.sums);
		for (int i = 0; i < loc.length; i += 1)
			compared += compare(truths, loc, conf, loc, i, step, e.dLocations[i], e.sums);
		assertTrue(compared > 0.99 * (conf.length + loc.length), "compared " + compared);
		assertTrue(e.sums.negatives() > 0);
	}

	private int compare(final List<GroundTruthBoxes> truths, final float[] loc, final float[] conf, final float[] changed,
		final int i, final double step, final double gradient, final LossSums before)
	{
		final float value = changed[i];
		changed[i] = (float) (value + step);
		final double up = changed[i];
		final LossSums plus = evaluate(truths, loc, conf, true).sums;
		changed[i] = (float) (value - step);
		final double down = changed[i];
		final LossSums minus = evaluate(truths, loc, conf, true).sums;
		changed[i] = value;
		assertEquals(before.negatives(), plus.negatives());
		final double numeric = (plus.localization() + plus.confidence() - minus.localization() - minus.confidence()) /
			(up - down);
		if (Math.abs(numeric - gradient) < 1e-4) return 1;
		// else only a kink may explain it: the one-sided differences differ there
		final double here = before.localization() + before.confidence();
		final double right = (plus.localization() + plus.confidence() - here) / (up - value);
		final double left = (here - minus.localization() - minus.confidence()) / (value - down);
		assertTrue(Math.abs(right - left) > 1e-3, "value " + i + ": " + numeric + " and " + gradient);
		return 0;
	}

	@Test
	void imagesWithoutObjectsGiveNothingAsInCaffe() {
		final Random random = new Random(1);
		final Evaluated e = evaluate(List.of(GroundTruthBoxes.NONE, GroundTruthBoxes.NONE), gaussians(random, 2 * PRIORS.size() * 4, 1),
			gaussians(random, 2 * PRIORS.size() * CLASSES, 1), false);
		assertEquals(new LossSums(0, 0, 0, 0, 2), e.sums);
		assertEquals(1, e.sums.normalizer());
		assertArrayEquals(new float[2 * PRIORS.size() * 4], e.dLocations);
		assertArrayEquals(new float[2 * PRIORS.size() * CLASSES], e.dConfidences);
	}

	@Test
	void imagesWithoutObjectsTeachTheBackgroundIfWanted() {
		final Random random = new Random(1);
		final float[] loc = gaussians(random, 2 * PRIORS.size() * 4, 1),
			conf = gaussians(random, 2 * PRIORS.size() * CLASSES, 1);
		final LossSums empty = evaluate(List.of(GroundTruthBoxes.NONE, GroundTruthBoxes.NONE), loc, conf, true).sums;
		assertEquals(6, empty.negatives());
		assertEquals(2, empty.normalizer());
		final LossSums mixed = evaluate(List.of(CELLS, GroundTruthBoxes.NONE), loc, conf, true).sums;
		assertTrue(mixed.matches() >= 2);
		assertEquals(3 * mixed.matches() + 3 * ((mixed.matches() + 1) / 2), mixed.negatives());
		assertEquals(mixed.matches(), mixed.normalizer());
	}

	@Test
	void hugeLogitsStayFinite() {
		final float[] conf = gaussians(new Random(5), PRIORS.size() * CLASSES, 1e30);
		final Evaluated e = evaluate(List.of(CELLS), new float[PRIORS.size() * 4], conf, true);
		assertTrue(Double.isFinite(e.sums.loss()));
		for (final float g : e.dConfidences)
			assertTrue(Math.abs(g) <= 1, "gradient " + g);
	}

	@Test
	void notANumberIsNotHidden() {
		final float[] conf = gaussians(new Random(5), PRIORS.size() * CLASSES, 1);
		conf[5 * CLASSES] = Float.NaN;
		assertTrue(Double.isNaN(evaluate(List.of(CELLS), new float[PRIORS.size() * 4], conf, true).sums.loss()));
	}

	@Test
	void threadsDoNotChangeABit() {
		final Random random = new Random(11);
		final List<GroundTruthBoxes> truths = List.of(CELLS, ROD, GroundTruthBoxes.NONE, CELLS, ROD);
		final float[] loc = gaussians(random, 5 * PRIORS.size() * 4, 1),
			conf = gaussians(random, 5 * PRIORS.size() * CLASSES, 2);
		final Evaluated many = evaluate(truths, loc, conf, true);
		final ExecutorService one = Executors.newSingleThreadExecutor();
		try {
			final Evaluated single = evaluate(one, truths, loc, conf, true);
			assertEquals(single.sums, many.sums);
			assertArrayEquals(single.dLocations, many.dLocations);
			assertArrayEquals(single.dConfidences, many.dConfidences);
		}
		finally {
			one.shutdownNow();
		}
	}

	private Evaluated evaluate(final List<GroundTruthBoxes> truths, final float[] loc, final float[] conf,
		final boolean emptyAsNegatives)
	{
		return evaluate(executor, truths, loc, conf, emptyAsNegatives);
	}

	private static Evaluated evaluate(final ExecutorService executor, final List<GroundTruthBoxes> truths, final float[] loc,
		final float[] conf, final boolean emptyAsNegatives)
	{
		final MultiBoxLoss loss = new MultiBoxLoss(PRIORS, CLASSES, new BoxCoder(0.1, 0.2), emptyAsNegatives, executor);
		final float[] dLoc = new float[loc.length], dConf = new float[conf.length];
		Arrays.fill(dLoc, 9);
		Arrays.fill(dConf, 9);
		final LossSums sums = loss.compute(
			new Predictions(truths.size(), PRIORS.size(), CLASSES, FloatBuffer.wrap(loc), FloatBuffer.wrap(conf)),
			truths, FloatBuffer.wrap(dLoc), FloatBuffer.wrap(dConf));
		return new Evaluated(sums, dLoc, dConf);
	}

	private static GroundTruthBoxes truths(final double[][] pixels, final int... labels) {
		final float[] corners = new float[4 * labels.length];
		for (int i = 0; i < corners.length; i++)
			corners[i] = (float) (pixels[i / 4][i % 4] / 64);
		return new GroundTruthBoxes(corners, labels);
	}

	private static float[] gaussians(final Random random, final int n, final double deviation) {
		final float[] values = new float[n];
		for (int i = 0; i < n; i++)
			values[i] = (float) (deviation * random.nextGaussian());
		return values;
	}

	private static float[] scaled(final float[] values, final double factor) {
		final float[] scaled = values.clone();
		for (int i = 0; i < scaled.length; i++)
			scaled[i] *= factor;
		return scaled;
	}

	private static float[] floats(final JsonArray array) {
		final float[] values = new float[array.size()];
		for (int i = 0; i < values.length; i++)
			values[i] = array.get(i).getAsFloat();
		return values;
	}
}
