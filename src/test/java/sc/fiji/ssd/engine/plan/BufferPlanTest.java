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

	private record Life(int first, int last, long bytes) {

		BufferPlan.Buffer addTo(final BufferPlan plan) {
			final BufferPlan.Buffer buffer = plan.add(bytes);
			buffer.usedAt(last);
			buffer.usedAt(first);
			return buffer;
		}
	}

	@Test
	void buffersThatLiveTogetherDoNotOverlap() {
		final Random random = new Random(7);
		for (int round = 0; round < 50; round++) {
			final List<Life> lives = new ArrayList<>();
			long sum = 0;
			for (int i = 0; i < 40; i++) {
				final int first = random.nextInt(60);
				lives.add(new Life(first, first + random.nextInt(8), 1 + random.nextInt(100_000)));
				sum += lives.get(i).bytes() + 4096;
			}
			final BufferPlan plan = new BufferPlan();
			final List<BufferPlan.Buffer> buffers = lives.stream().map(life -> life.addTo(plan)).toList();
			final long bytes = plan.place();
			assertTrue(bytes <= sum);
			for (int i = 0; i < lives.size(); i++) {
				final Life a = lives.get(i);
				final long start = buffers.get(i).offset();
				assertEquals(0, start % 4096);
				assertTrue(start + a.bytes() <= bytes);
				for (int j = 0; j < i; j++) {
					final Life b = lives.get(j);
					final boolean together = a.first() <= b.last() && b.first() <= a.last();
					assertTrue(!together || start + a.bytes() <= buffers.get(j).offset() ||
						buffers.get(j).offset() + b.bytes() <= start);
				}
			}
		}
	}

	@Test
	void aChainTakesTheTwoLargestNeighbours() {
		final BufferPlan plan = new BufferPlan();
		for (final Life life : List.of(new Life(0, 1, 8192), new Life(1, 2, 40960), new Life(2, 3, 20480),
			new Life(3, 4, 4096)))
			life.addTo(plan);
		assertEquals(40960 + 20480, plan.place());
	}
}
