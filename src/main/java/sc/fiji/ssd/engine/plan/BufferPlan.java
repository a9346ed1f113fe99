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

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where buffers lie in one piece of memory, such that those whose lifetimes
 * overlap do not.
 *
 * @param offsets of the buffers in bytes
 * @param bytes that the piece needs
 */
public record BufferPlan(long[] offsets, long bytes) {

	/** Offsets are multiples of this: a page. */
	private static final long ALIGNMENT = 4096;

	/**
	 * When a buffer is used.
	 *
	 * @param first step of the execution that writes it
	 * @param last step that reads it
	 * @param bytes its size
	 */
	public record Lifetime(int first, int last, long bytes) {}

	/**
	 * Places the largest buffers first, each as low as it fits.
	 *
	 * @param lifetimes of all buffers
	 * @return their places
	 */
	public static BufferPlan of(final List<Lifetime> lifetimes) {
		final int[] bySize = IntStream.range(0, lifetimes.size()).boxed()
			.sorted(Comparator.comparingLong((final Integer i) -> -lifetimes.get(i).bytes()))
			.mapToInt(Integer::intValue).toArray();
		final long[] offsets = new long[lifetimes.size()];
		long total = 0;
		for (int k = 0; k < bySize.length; k++) {
			final Lifetime life = lifetimes.get(bySize[k]);
			final int[] alive = IntStream.range(0, k).map(j -> bySize[j])
				.filter(j -> lifetimes.get(j).first() <= life.last() && life.first() <= lifetimes.get(j).last()).boxed()
				.sorted(Comparator.comparingLong((final Integer j) -> offsets[j])).mapToInt(Integer::intValue)
				.toArray();
			long offset = 0;
			for (final int j : alive) {
				if (offset + life.bytes() <= offsets[j]) break;
				offset = Math.max(offset, aligned(offsets[j] + lifetimes.get(j).bytes()));
			}
			offsets[bySize[k]] = offset;
			total = Math.max(total, offset + life.bytes());
		}
		return new BufferPlan(offsets, total);
	}

	private static long aligned(final long bytes) {
		return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	}
}
