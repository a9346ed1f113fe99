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
package sc.fiji.ssd.engine.cudnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.engine.FormulaNetwork.copy;
import static sc.fiji.ssd.engine.FormulaNetwork.fill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.scijava.Context;
import org.scijava.log.LogService;

import com.google.gson.Gson;

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.cudnn.convolution.KernelCache;
import sc.fiji.ssd.io.UserException;

/** Kernels that are compiled at run time: by several threads at once, within a time. Runs on the imitated GPU. */
@EnabledIf(value = FakeCard.HERE, disabledReason = "FakeCardTest runs it in a JVM of its own")
class KernelBuildsTest {

	static final String BUILDERS = "ssd.cudnn.builders";
	private static final String SECONDS = "ssd.cudnn.seconds", FILE = "ssd.cudnn.kernels";
	private static final NetworkSpec NETWORK = FailingCallsTest.NETWORK;
	private static final int IMAGES = 2;

	@BeforeEach
	void compileSlowly() {
		FakeCard.set("compile_millis", 20);
		KernelCache.shared().clear();
	}

	@AfterEach
	void asBefore() {
		FakeCard.set("compile_millis", 0);
		FakeCard.set("fail_at", -1);
		System.clearProperty(BUILDERS);
		System.clearProperty(SECONDS);
		KernelCache.shared().clear();
		assertEquals(Map.of(), FakeCard.left());
	}

	/** What an engine predicts, and what choosing its kernels took. */
	private record Outcome(float[] confidences, long plans, long compilations, String choice) {}

	@Test
	void severalBuildersChooseWhatOneChooses() throws IOException {
		System.setProperty(BUILDERS, "1");
		final Outcome one = train(true);
		System.setProperty(BUILDERS, "4");
		final Outcome several = train(true);
		assertTrue(FakeCard.get("compiled_at_once") > 1, "at once: " + FakeCard.get("compiled_at_once"));
		assertTrue(one.compilations > 2, "compiled: " + one.compilations);
		assertEquals(one.compilations, several.compilations);
		assertEquals(one.choice, several.choice);
		assertArrayEquals(one.confidences, several.confidences);
	}

	/** A builder that fails leaves its kernel to the one that asks for it. */
	@Test
	void aBuilderThatFailsDoesNotStopTheOthers() throws IOException {
		System.setProperty(BUILDERS, "4");
		FakeCard.set("compile_millis", 1);
		final long opened = FakeCard.get("calls");
		final Outcome expected = train(true);
		final long calls = FakeCard.get("calls") - opened;
		int done = 0;
		for (long n = 0; n < calls; n += 23) {
			final long failed = FakeCard.get("failed cudnnBackendFinalize");
			FakeCard.set("fail_at", FakeCard.get("calls") + n);
			try {
				assertArrayEquals(expected.confidences, train(true).confidences, 1e-5f);
				if (FakeCard.get("failed cudnnBackendFinalize") > failed) done++;
			}
			catch (final UserException e) {
				assertTrue(e.getMessage().length() < 500, e.getMessage());
			}
			FakeCard.set("fail_at", -1);
			assertEquals(Map.of(), FakeCard.left());
		}
		assertTrue(done > 0, "no builder failed");
	}

	/** Without time, only the first kernel of each convolution is built; with it, others are tried. */
	@Test
	void onlyTheFirstKernelIsBuiltOnceTheTimeIsOver() throws IOException {
		final Outcome tried = train(false);
		System.setProperty(SECONDS, "0");
		final Outcome hurried = train(false);
		final long convolutions = new Gson().fromJson(hurried.choice, Map.class).size();
		assertEquals(convolutions, hurried.plans);
		assertTrue(tried.plans > hurried.plans, tried.plans + " and " + hurried.plans);
		assertArrayEquals(tried.confidences, hurried.confidences, 1e-5f);
	}

	@Test
	void theLogSaysHowLongALongChoiceTook() throws IOException {
		System.setProperty(BUILDERS, "1");
		FakeCard.set("compile_millis", 1100);
		final List<String> said = new CopyOnWriteArrayList<>();
		try (Context context = new Context(LogService.class)) {
			context.service(LogService.class).addLogListener(message -> said.add(message.text()));
			final CudnnEngineProvider provider = new CudnnEngineProvider();
			context.inject(provider);
			train(provider, true);
		}
		assertTrue(said.stream().anyMatch(line -> line.matches(
			"Choosing cuDNN kernels took \\d+\\.\\d s: \\d+ convolutions, \\d+ kernels tried, 0 known from earlier runs\\.")),
			said.toString());
	}

	private static Outcome train(final boolean deterministic) throws IOException {
		return train(new CudnnEngineProvider(), deterministic);
	}

	/** @return an engine that learns, from an empty cache */
	private static Outcome train(final CudnnEngineProvider provider, final boolean deterministic) throws IOException {
		KernelCache.shared().clear();
		final long plans = FakeCard.get("plans"), compilations = FakeCard.get("compilations");
		try (NetworkEngine engine = provider.create(NETWORK,
			new EngineSettings("cudnn", "cuda", "bfloat16", 0, deterministic), IMAGES, true))
		{
			engine.load(FailingCallsTest.start(NETWORK));
			fill(engine.input(IMAGES), 1, 1);
			final float[] confidences = copy(engine.forward(IMAGES).confidences());
			return new Outcome(confidences, FakeCard.get("plans") - plans, FakeCard.get("compilations") - compilations,
				Files.readString(Path.of(System.getProperty(FILE))));
		}
	}
}
