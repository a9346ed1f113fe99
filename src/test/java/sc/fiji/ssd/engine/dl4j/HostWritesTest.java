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
package sc.fiji.ssd.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.model.Initialization;

/**
 * What callers write into the buffers of the engine is marked as changed on the host before a pass reads it, and what they
 * read is fetched from the device after it. On the processor both do nothing; on CUDA the network would see zeros without
 * them. The calls are recorded instead of ND4J's, as no GPU is needed for that.
 */
class HostWritesTest {

	private static final NetworkSpec NETWORK = new NetworkSpec(8, 2, List.of( //
		new Layer.Convolution("conv1", NetworkSpec.INPUT, 3, 4, 3, 1, 1, 1, true), //
		new Layer.Convolution("location", "conv1", 4, 4, 3, 1, 1, 1, false), //
		new Layer.Convolution("confidence", "conv1", 4, 2, 3, 1, 1, 1, false)),
		List.of(new NetworkSpec.Head("location", "confidence")));

	@Test
	void writesAreMarkedBeforeAPassAndPredictionsFetchedAfterIt() throws ReflectiveOperationException {
		try (NetworkEngine engine = new Dl4jEngineProvider().create(NETWORK,
			new EngineSettings("dl4j", "auto", "float32", 1), 1, true))
		{
			engine.load(Initialization.heXavier(NETWORK, 1));
			final FloatBuffer input = engine.input(1);
			final Predictions[] predicted = new Predictions[1];
			final List<String> forward = calls(() -> predicted[0] = engine.forward(1));
			final int locations = predicted[0].locations().limit(), confidences = predicted[0].confidences().limit();
			assertEquals(List.of("tag " + input.limit() + " HOST", "ensure " + locations + " HOST",
				"ensure " + confidences + " HOST"), forward);
			final List<String> backward = calls(
				() -> engine.backward(FloatBuffer.allocate(locations), FloatBuffer.allocate(confidences)));
			assertEquals(List.of("tag " + locations + " HOST", "tag " + confidences + " HOST"), backward);
			final List<String> both = calls(() -> engine.forwardBackward(1, (p, first, dLocations, dConfidences) -> {}));
			final List<String> expected = new ArrayList<>(forward);
			expected.addAll(backward);
			assertEquals(expected, both);
			assertTrue(calls(() -> engine.predict(1)).get(0).startsWith("tag " + input.limit()));
		}
	}

	/** @return what is said about the places of arrays, with their lengths */
	private static List<String> calls(final Runnable pass) throws ReflectiveOperationException {
		final List<String> calls = new ArrayList<>();
		final AffinityManager real = Nd4j.getAffinityManager();
		final Field field = Nd4j.class.getDeclaredField("affinityManager");
		field.setAccessible(true);
		field.set(null, Proxy.newProxyInstance(HostWritesTest.class.getClassLoader(),
			new Class<?>[] { AffinityManager.class }, (proxy, method, arguments) -> {
				if (method.getName().matches("(tag|ensure)Location"))
					calls.add(method.getName().replace("Location", "") + " " +
						(arguments[0] instanceof INDArray array ? array.length() : "a buffer") + " " + arguments[1]);
				try {
					return method.invoke(real, arguments);
				}
				catch (final InvocationTargetException e) {
					throw e.getCause();
				}
			}));
		try {
			pass.run();
			return calls;
		}
		finally {
			field.set(null, real);
		}
	}
}
