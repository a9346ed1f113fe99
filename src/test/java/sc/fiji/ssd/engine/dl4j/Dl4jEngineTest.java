package sc.fiji.ssd.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import com.google.gson.Gson;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Presets;

/** Holds the engine against PyTorch's values ({@code golden/network.py}) and against its own contract. */
class Dl4jEngineTest {

	private static final NetworkSpec NARROW = Presets.load("ssd300-voc").withWidth(0.125).network(4);

	/** What {@code network.py} wrote. */
	private record Golden(int images, int priors, int locationStep, float[] locations, int confidenceStep,
		float[] confidences, Map<String, List<GoldenGradient>> gradients)
	{}

	private record GoldenGradient(double norm, float[] values) {}

	@Test
	void predictionsAndGradientsEqualPyTorch() throws IOException {
		final Golden golden = golden();
		try (NetworkEngine engine = engine(golden.images(), true)) {
			engine.load(formulaWeights());
			fill(engine.input(2), 1000, 1);
			final Predictions predicted = engine.forward(2);
			assertEquals(golden.priors(), predicted.priors());
			assertClose(golden.locations(), every(predicted.locations(), golden.locationStep()), 1e-4, "locations");
			assertClose(golden.confidences(), every(predicted.confidences(), golden.confidenceStep()), 1e-4, "confidences");

			engine.backward(values(2000, predicted.locations().limit(), 1e-3), values(3000, predicted.confidences().limit(),
				1e-3));
			final NamedWeights gradients = engine.gradients().toWeights();
			golden.gradients().forEach((layer, expected) -> {
				for (int i = 0; i < expected.size(); i++) {
					final String name = layer + (i == 0 ? NamedWeights.WEIGHT : NamedWeights.BIAS);
					final float[] all = gradients.get(name).values();
					double squares = 0;
					for (final float g : all)
						squares += (double) g * g;
					assertEquals(expected.get(i).norm(), Math.sqrt(squares), 1e-3 * expected.get(i).norm() + 1e-9, name);
					assertClose(expected.get(i).values(), every(FloatBuffer.wrap(all), Math.max(1, all.length / 5)), 2e-3, name);
				}
			});
		}
	}

	@Test
	void predictEqualsForwardAndDoesNotDependOnTheBatch() {
		final float[] alone, inTraining, amongOthers;
		try (NetworkEngine engine = engine(3, false)) {
			engine.load(formulaWeights());
			fill(engine.input(1), 1000, 1);
			alone = copy(engine.predict(1).confidences());
			final FloatBuffer three = engine.input(3);
			final int image = three.limit() / 3;
			fill(three, 77, 1);
			three.put(2 * image, values(1000, image, 1), 0, image);
			final FloatBuffer all = engine.predict(3).confidences();
			amongOthers = copy(all.slice(2 * all.limit() / 3, all.limit() / 3));
		}
		try (NetworkEngine engine = engine(1, true)) {
			engine.load(formulaWeights());
			fill(engine.input(1), 1000, 1);
			inTraining = copy(engine.forward(1).confidences());
		}
		assertArrayEquals(alone, inTraining);
		assertClose(alone, amongOthers, 1e-5, "in a batch");
	}

	@Test
	void gradientsAddUpAndAStepFollowsCaffesRule() {
		try (NetworkEngine engine = engine(1, true)) {
			final NamedWeights before = formulaWeights();
			engine.load(before);
			final NamedWeights once = gradients(engine, 1), twice = gradients(engine, 1);
			assertClose(doubled(once, "fc6.weight"), twice.get("fc6.weight").values(), 1e-5, "two backward passes");
			engine.gradients().scale(0.5);
			engine.gradients().zero("conv1_1");
			assertEquals(0, engine.gradients().norm("conv1_1"));
			engine.step(new SgdStep(0.1, 0.9, 0.01, 2, 0));
			final NamedWeights after = engine.weights(), momentum = engine.optimizerState().momentum();
			final float[] kernel = before.get("fc6.weight").values(), kernelGradient = once.get("fc6.weight").values();
			final float[] bias = before.get("fc6.bias").values(), biasGradient = once.get("fc6.bias").values();
			for (int i = 0; i < kernel.length; i += 997) {
				final double v = 0.1 * (kernelGradient[i] + 0.01 * kernel[i]);
				assertEquals(v, momentum.get("fc6.weight").values()[i], 1e-6);
				assertEquals(kernel[i] - v, after.get("fc6.weight").values()[i], 1e-6);
			}
			for (int i = 0; i < bias.length; i++)
				assertEquals(bias[i] - 0.2 * biasGradient[i], after.get("fc6.bias").values()[i], 1e-6);
			assertArrayEquals(before.get("conv1_1.weight").values(), after.get("conv1_1.weight").values(),
				"a layer whose gradients were zeroed does not move");
			assertEquals(0, engine.gradients().norm("fc6"), "gradients are zero after a step");

			engine.step(new SgdStep(0.1, 0.9, 0, 2, 0));
			final float[] later = engine.weights().get("fc6.weight").values();
			for (int i = 0; i < kernel.length; i += 997)
				assertEquals(after.get("fc6.weight").values()[i] - 0.9 * momentum.get("fc6.weight").values()[i], later[i], 1e-6,
					"momentum goes on");
		}
	}

	@Test
	void aTrainingStepIsTheSameToTheBitAndGoesOnFromSavedState() {
		final NamedWeights unbroken = train(formulaWeights(), null, 0, 4);
		assertSame(unbroken, train(formulaWeights(), null, 0, 4));
		final NamedWeights[] saved = new NamedWeights[2];
		try (NetworkEngine engine = engine(2, true)) {
			engine.load(formulaWeights());
			steps(engine, 0, 2);
			saved[0] = engine.weights();
			saved[1] = engine.optimizerState().momentum();
		}
		assertSame(unbroken, train(saved[0], new OptimizerState(saved[1]), 2, 4));
	}

	@Test
	void fullWidthHasThePapersParametersAndRuns() {
		final NetworkSpec full = Presets.load("ssd300-voc").network(21);
		assertEquals(26_285_486, full.parameterCount());
		try (NetworkEngine engine = new Dl4jEngineProvider().create(full, EngineSettings.DEFAULT, 1, false)) {
			engine.load(Initialization.heXavier(full, 1));
			fill(engine.input(1), 5, 1);
			final Predictions predicted = engine.predict(1);
			assertEquals(8732 * 21, predicted.confidences().limit());
			for (int i = 0; i < predicted.confidences().limit(); i += 101)
				assertTrue(Float.isFinite(predicted.confidences().get(i)));
		}
	}

	@Test
	void refusesWhatIsNotThereInOneLine() {
		final Dl4jEngineProvider provider = new Dl4jEngineProvider();
		assertTrue(provider.probe().usable(), provider.probe().detail());
		for (final EngineSettings wrong : List.of(new EngineSettings("dl4j", "tpu", "auto", 0), new EngineSettings("dl4j",
			"auto", "bfloat16", 0)))
		{
			final SsdException e = assertThrows(SsdException.class, () -> provider.create(NARROW, wrong, 1, false));
			assertEquals(1, e.getMessage().lines().count());
		}
		try (NetworkEngine engine = engine(1, false)) {
			assertThrows(IllegalStateException.class, () -> engine.forward(1));
			assertThrows(IllegalArgumentException.class, () -> engine.input(2));
		}
		final NetworkEngine closed = engine(1, true);
		assertThrows(IllegalStateException.class, () -> closed.backward(FloatBuffer.allocate(1), FloatBuffer.allocate(1)));
		closed.close();
		assertThrows(IllegalStateException.class, () -> closed.predict(1));
	}

	@Test
	void instructionSetFollowsTheProcessorAndTheLimit() {
		final var server = Set.of("sse4_1", "avx", "avx2", "avx512f");
		assertEquals("avx512", InstructionSet.name(server, null, "amd64"));
		assertEquals("avx2", InstructionSet.name(server, "AVX2", "amd64"));
		assertEquals("sse4.1", InstructionSet.name(server, "SSE41", "amd64"));
		assertEquals("aarch64", InstructionSet.name(Set.of(), null, "aarch64"));
	}

	private static NamedWeights train(final NamedWeights weights, final OptimizerState state, final int from,
		final int to)
	{
		try (NetworkEngine engine = engine(2, true)) {
			engine.load(weights);
			if (state != null) engine.load(state);
			steps(engine, from, to);
			return engine.weights();
		}
	}

	private static void steps(final NetworkEngine engine, final int from, final int to) {
		for (int i = from; i < to; i++) {
			gradients(engine, i);
			engine.step(SgdStep.of(0.01));
		}
	}

	private static NamedWeights gradients(final NetworkEngine engine, final int seed) {
		fill(engine.input(1), 10 + seed, 1);
		final Predictions predicted = engine.forward(1);
		engine.backward(values(20, predicted.locations().limit(), 1e-3), values(30, predicted.confidences().limit(), 1e-3));
		return engine.gradients().toWeights();
	}

	private static float[] doubled(final NamedWeights weights, final String name) {
		final float[] values = weights.get(name).values().clone();
		for (int i = 0; i < values.length; i++)
			values[i] *= 2;
		return values;
	}

	private static NetworkEngine engine(final int batch, final boolean training) {
		return new Dl4jEngineProvider().create(NARROW, EngineSettings.DEFAULT, batch, training);
	}

	/** The weights of {@code network.py}. */
	private static NamedWeights formulaWeights() {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		final Map<String, int[]> shapes = NARROW.parameterShapes();
		int seed = 0;
		for (final Layer layer : NARROW.layers()) {
			final String kernel = layer.name() + NamedWeights.WEIGHT, bias = layer.name() + NamedWeights.BIAS;
			if (layer instanceof Layer.Convolution c) {
				seed++;
				final int fanIn = c.inChannels() * c.kernel() * c.kernel();
				arrays.put(kernel, new NamedWeights.Array(shapes.get(kernel), values(seed, c.outChannels() * fanIn, Math.sqrt(
					24.0 / fanIn)).array()));
				arrays.put(bias, new NamedWeights.Array(shapes.get(bias), values(seed + 0.5, c.outChannels(), 0.1).array()));
			}
			else if (layer instanceof Layer.ChannelNorm n) {
				seed++;
				final float[] scale = values(seed, n.channels(), 5).array();
				for (int i = 0; i < scale.length; i++)
					scale[i] += n.initialScale();
				arrays.put(kernel, new NamedWeights.Array(shapes.get(kernel), scale));
			}
		}
		return new NamedWeights(arrays);
	}

	private static FloatBuffer values(final double seed, final int count, final double scale) {
		final FloatBuffer values = FloatBuffer.allocate(count);
		for (int i = 0; i < count; i++) {
			final double x = 43758.5453 * Math.sin(12.9898 * i + seed);
			values.put(i, (float) ((x - Math.floor(x) - 0.5) * scale));
		}
		return values;
	}

	private static void fill(final FloatBuffer buffer, final double seed, final double scale) {
		buffer.put(0, values(seed, buffer.limit(), scale), 0, buffer.limit());
	}

	private static float[] every(final FloatBuffer values, final int step) {
		final float[] some = new float[(values.limit() + step - 1) / step];
		for (int i = 0; i < some.length; i++)
			some[i] = values.get(i * step);
		return some;
	}

	private static float[] copy(final FloatBuffer values) {
		return every(values, 1);
	}

	/** Largest difference over largest magnitude. */
	private static void assertClose(final float[] expected, final float[] actual, final double tolerance,
		final String what)
	{
		assertEquals(expected.length, actual.length, what);
		double largest = 1e-12, difference = 0;
		for (int i = 0; i < expected.length; i++) {
			largest = Math.max(largest, Math.abs(expected[i]));
			difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
		}
		assertTrue(difference <= tolerance * largest, what + " differ by " + difference + " of " + largest);
	}

	private static void assertSame(final NamedWeights expected, final NamedWeights actual) {
		expected.arrays().forEach((name, array) -> assertArrayEquals(array.values(), actual.get(name).values(), name));
	}

	private static Golden golden() throws IOException {
		try (Reader in = new InputStreamReader(Dl4jEngineTest.class.getResourceAsStream("/sc/fiji/ssd/golden/network.json"),
			StandardCharsets.UTF_8))
		{
			return new Gson().fromJson(in, Golden.class);
		}
	}
}
