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
package sc.fiji.ssd.train.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.LinearEngine;
import sc.fiji.ssd.engine.LinearEngineService;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.train.TinyFields;

/** Tests {@link TimeBudget} with an engine that takes a fraction of a millisecond. */
class TimeBudgetTest {

	private final SsdArchitecture tiny = TinyFields.model().architecture();

	private TimeBudget.Task task(final int validationImages) {
		return new TimeBudget.Task(tiny, 3, EngineSettings.DEFAULT, 4, 2, true, validationImages);
	}

	@Test
	void validationsCountAsIterations() {
		// 100 s, 0.5 s an iteration of 8 images: 1/16 s an image
		assertEquals(200, TimeBudget.iterations(100, 0.5, task(0)));
		// 10 validations of 96 images at a third of 1/16 s are 20 s
		assertEquals(160, TimeBudget.iterations(100, 0.5, task(96)));
		assertEquals(1, TimeBudget.iterations(-5, 0.5, task(0)));
	}

	@Test
	void takesTheLargestWidthThatLeavesEnoughIterations() {
		final LinearEngineService engines = new LinearEngineService();
		final TimeBudget ample = TimeBudget.of(engines, task(0), 100_000, TimeBudget.WIDTHS);
		assertEquals(1, ample.width());
		assertTrue(ample.iterations() >= 1000);
		final double expected = 0.8 * 60 * 100_000 / ample.secondsPerIteration();
		assertEquals(1, ample.iterations() / Math.min(expected, Integer.MAX_VALUE), 0.01);
		final TimeBudget none = TimeBudget.of(engines, task(0), 1e-9, TimeBudget.WIDTHS);
		assertEquals(0.125, none.width(), "where no width leaves enough, the smallest");
		assertEquals(0.5, TimeBudget.of(engines, task(0), 1e-9, List.of(0.5)).width(), "a width that is given stays");
		assertTrue(engines.made().stream().allMatch(LinearEngine::isClosed));
		assertTrue(engines.made().get(0).network().normalizesBatches());
	}
}
