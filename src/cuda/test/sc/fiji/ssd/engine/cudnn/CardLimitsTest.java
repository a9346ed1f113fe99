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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.engine.FormulaNetwork.NARROW;
import static sc.fiji.ssd.engine.FormulaNetwork.assertClose;
import static sc.fiji.ssd.engine.FormulaNetwork.copy;
import static sc.fiji.ssd.engine.FormulaNetwork.fill;
import static sc.fiji.ssd.engine.FormulaNetwork.formulaWeights;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.cudnn.convolution.KernelCache;
import sc.fiji.ssd.io.UserException;

/** What an engine does where a GPU has little memory, few kernels, kernels that are compiled, or a neighbour. */
@EnabledIf(value = FakeCard.HERE, disabledReason = "FakeCardTest runs it in a JVM of its own")
class CardLimitsTest {

	private static final CudnnEngineProvider PROVIDER = new CudnnEngineProvider();
	private static final long MEMORY = 8000;

	@AfterEach
	void asBefore() {
		FakeCard.set("free_mib", MEMORY);
		for (final String setting : List.of("no_kernels", "compile_millis"))
			FakeCard.set(setting, 0);
		KernelCache.shared().clear();
	}

	@Test
	void fewerImagesAtOnceWhereMemoryIsShort() {
		final float[] expected = predict("cuda", 4);
		FakeCard.set("free_mib", 40);
		assertClose(expected, predict("cuda", 4), 1e-5, "confidences");
		FakeCard.set("free_mib", 4);
		final String message = assertThrows(UserException.class, () -> predict("cuda", 4)).getMessage();
		assertTrue(message.startsWith("device: cuda:0 has too little free memory for one image ("), message);
	}

	@Test
	void kernelsAreCompiledOnceAndRemembered() {
		FakeCard.set("compile_millis", 1);
		final long plans = FakeCard.get("plans"), compiled = FakeCard.get("compilations"),
			json = FakeCard.get("plans from JSON");
		predict("cuda", "bfloat16", 1);
		final long tried = FakeCard.get("plans") - plans, first = FakeCard.get("compilations") - compiled;
		assertTrue(first > 0 && first < tried, first + " of " + tried);
		predict("cuda", "bfloat16", 1);
		assertEquals(first, FakeCard.get("compilations") - compiled);
		assertEquals(tried, FakeCard.get("plans") - plans);
		assertTrue(FakeCard.get("plans from JSON") > json);
	}

	@Test
	void aRefusalHasTheWordsOfTheLibrary() {
		FakeCard.set("no_kernels", 1);
		final String message = assertThrows(UserException.class, () -> predict("cuda", 1)).getMessage();
		assertTrue(message.contains("no kernel for conv1_1") && message.contains("the card has no kernels"), message);
		assertTrue(message.length() < 500 && !message.contains("\n"), message);
	}

	@Test
	void cardsOfOneKindComputeAlike() {
		final List<EngineSettings> cards = PROVIDER.spread(new EngineSettings("cudnn", "auto", "float32", 0));
		assertEquals(List.of("cuda:0", "cuda:1", "cuda:2"), cards.stream().map(EngineSettings::device).toList());
		assertArrayEquals(predict("cuda:0", 2), predict("cuda:1", 2));
	}

	private static float[] predict(final String device, final int images) {
		return predict(device, "float32", images);
	}

	private static float[] predict(final String device, final String precision, final int images) {
		try (NetworkEngine engine = PROVIDER.create(NARROW, new EngineSettings("cudnn", device, precision, 0), images,
			false))
		{
			engine.load(formulaWeights());
			fill(engine.input(images), 5, 1);
			final Predictions p = engine.predict(images);
			return copy(p.confidences());
		}
	}
}
