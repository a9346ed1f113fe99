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
package sc.fiji.ssd.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

/** Places random buffers. */
class BufferPlanTest {

	@Test
	void buffersThatLiveTogetherDoNotOverlap() {
		final Random random = new Random(7);
		for (int round = 0; round < 50; round++) {
			final List<BufferPlan.Lifetime> lives = new ArrayList<>();
			long sum = 0;
			for (int i = 0; i < 40; i++) {
				final int first = random.nextInt(60);
				lives.add(new BufferPlan.Lifetime(first, first + random.nextInt(8), 1 + random.nextInt(100_000)));
				sum += lives.get(i).bytes() + 4096;
			}
			final BufferPlan plan = BufferPlan.of(lives);
			assertTrue(plan.bytes() <= sum);
			for (int i = 0; i < lives.size(); i++) {
				final BufferPlan.Lifetime a = lives.get(i);
				assertEquals(0, plan.offsets()[i] % 4096);
				assertTrue(plan.offsets()[i] + a.bytes() <= plan.bytes());
				for (int j = 0; j < i; j++) {
					final BufferPlan.Lifetime b = lives.get(j);
					final boolean together = a.first() <= b.last() && b.first() <= a.last();
					assertTrue(!together || plan.offsets()[i] + a.bytes() <= plan.offsets()[j] ||
						plan.offsets()[j] + b.bytes() <= plan.offsets()[i]);
				}
			}
		}
	}

	@Test
	void aChainTakesTheTwoLargestNeighbours() {
		final List<BufferPlan.Lifetime> chain = List.of(new BufferPlan.Lifetime(0, 1, 8192),
			new BufferPlan.Lifetime(1, 2, 40960), new BufferPlan.Lifetime(2, 3, 20480),
			new BufferPlan.Lifetime(3, 4, 4096));
		assertEquals(40960 + 20480, BufferPlan.of(chain).bytes());
	}
}
