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
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.train.TinyFields;

/** Tests {@link TimeBudget} with an engine that takes a fraction of a millisecond. */
class TimeBudgetTest {

	/** Number of engines for which there is memory. */
	private int room;

	private final SsdArchitecture tiny = TinyFields.model().architecture();

	private TimeBudget.Task task(final int validationImages) {
		return new TimeBudget.Task(3, EngineSettings.DEFAULT, 4, 2, true, validationImages, 1000, Integer.MAX_VALUE);
	}

	private List<SsdArchitecture> widths(final Double... widths) {
		return TimeBudget.networks(List.of(tiny), List.of(widths));
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
		final List<SsdArchitecture> all = TimeBudget.networks(List.of(tiny), TimeBudget.WIDTHS);
		final TimeBudget ample = TimeBudget.of(engines, task(0), 100_000, all);
		assertEquals(1, ample.network().width());
		assertTrue(ample.iterations() >= 1000);
		final double expected = 0.8 * 60 * 100_000 / ample.secondsPerIteration();
		assertEquals(1, ample.iterations() / Math.min(expected, Integer.MAX_VALUE), 0.01);
		final TimeBudget none = TimeBudget.of(engines, task(0), 1e-9, all);
		assertEquals(0.125, none.network().width(), "where no width leaves enough, the smallest");
		assertEquals(0.5, TimeBudget.of(engines, task(0), 1e-9, widths(0.5)).network().width(), "a width that is given stays");
		assertTrue(engines.made().stream().allMatch(LinearEngine::isClosed));
		assertTrue(engines.made().get(0).network().normalizesBatches());
	}

	@Test
	void moreIterationsThanHelpAreNotPlanned() {
		final TimeBudget.Task limited = new TimeBudget.Task(3, EngineSettings.DEFAULT, 4, 2, true, 0, 1000, 1600);
		final TimeBudget ample = TimeBudget.of(new LinearEngineService(), limited, 100_000, widths(0.25));
		assertEquals(1600, ample.iterations());
		assertTrue(ample.line(100_000).startsWith("100000 minutes: input ") && ample.line(100_000).endsWith("so it ends earlier"), ample.line(100_000));
		final TimeBudget brief = TimeBudget.of(new LinearEngineService(), limited, 1e-9, widths(0.25));
		assertEquals(1, brief.iterations());
		assertTrue(brief.line(1).endsWith("has width 1"), brief.line(1));
	}

	@Test
	void aNetworkThatDoesNotFitIntoMemoryIsLeftOut() {
		final LinearEngineService engines = new LinearEngineService() {

			@Override
			public NetworkEngine create(final NetworkSpec network, final EngineSettings settings, final int maxBatch,
				final boolean training)
			{
				if (made().size() == room) throw new OutOfMemoryError("the network needs more");
				return super.create(network, settings, maxBatch, training);
			}
		};
		room = 2;
		assertEquals(0.375, TimeBudget.of(engines, task(0), 100_000, widths(0.25, 0.375, 0.5, 1.0)).network().width());
		room = 0;
		engines.made().clear();
		String message = "";
		try { // JUnit's assertThrows does not take this error
			TimeBudget.of(engines, task(0), 100_000, widths(0.25, 0.5));
		}
		catch (final OutOfMemoryError e) {
			message = e.getMessage();
		}
		assertEquals("the network needs more", message);
	}

	/** First the width rises to a quarter, then the input, then the width. */
	@Test
	void networksGrowInWidthThenInputThenWidth() {
		final List<SsdArchitecture> sizes = List.of(tiny, Presets.load("ssd300-voc"), Presets.load("ssd512-voc"));
		final int input = tiny.inputSize();
		assertEquals(List.of(input + " 0.125", input + " 0.25", "300 0.25", "512 0.25", "512 0.375", "512 0.5", "512 1.0"),
			names(TimeBudget.networks(sizes, TimeBudget.WIDTHS)));
		assertEquals(List.of(input + " 0.5", "300 0.5", "512 0.5"), names(TimeBudget.networks(sizes, List.of(0.5))));
		assertEquals(List.of(input + " 0.125", input + " 0.25", input + " 0.375", input + " 0.5", input + " 1.0"),
			names(TimeBudget.networks(List.of(tiny), TimeBudget.WIDTHS)));
	}

	private static List<String> names(final List<SsdArchitecture> networks) {
		return networks.stream().map(network -> network.inputSize() + " " + network.width()).toList();
	}
}
