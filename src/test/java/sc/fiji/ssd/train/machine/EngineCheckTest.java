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
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.scijava.service.AbstractService;

import sc.fiji.ssd.engine.Availability;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.ResolvedEngine;
import sc.fiji.ssd.io.UserException;

/** A check says each line as soon as it is known, and continues after failures of any kind. */
class EngineCheckTest {

	/** What is created and what is said, in this order. */
	private final List<String> events = new ArrayList<>();

	/** An engine that fails in another way in each precision. */
	private final class Failing extends AbstractService implements EngineService {

		@Override
		public Map<String, Availability> probe() {
			final Map<String, Availability> all = new LinkedHashMap<>();
			all.put("failing", new Availability(true, List.of("cuda:0"), List.of("float32", "tf32", "float16"), ""));
			return all;
		}

		@Override
		public ResolvedEngine resolve(final EngineSettings settings, final boolean training) {
			throw new UnsupportedOperationException();
		}

		@Override
		public NetworkEngine create(final NetworkSpec network, final EngineSettings settings, final int maxBatch,
			final boolean training)
		{
			events.add("create " + settings.precision());
			switch (settings.precision()) {
				case "float32" -> throw new UserException("no kernel");
				case "tf32" -> throw new UnsatisfiedLinkError("no library");
				default -> throw new OutOfMemoryError("no memory");
			}
		}
	}

	@Test
	void saysEachLineAtOnceAndContinuesAfterFailures() {
		final EngineCheck.Result result = new EngineCheck(new Failing()).run("failing", events::add);
		assertFalse(result.passed());
		final List<String> expected = new ArrayList<>();
		for (final List<String> one : List.of(List.of("float32", "no kernel"), List.of("tf32", "no library"),
			List.of("float16", "no memory")))
			for (int part = 0; part < 3; part++) {
				expected.add("create " + one.get(0));
				expected.add(String.join(": ", one) + ": FAILED");
			}
		assertEquals(expected, events);
		assertEquals(9, result.lines().size());
	}
}
