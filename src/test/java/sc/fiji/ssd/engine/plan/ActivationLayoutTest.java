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
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.model.Presets;

class ActivationLayoutTest {

	private static final NetworkPlan SSD300 = NetworkPlan.of(Presets.load("ssd300-voc").network(21));

	/** Channels in packs of 8, values of 2 bytes, and 5 bytes a pixel that poolings and norms keep. */
	private static final ActivationLayout.Format PADDED = format(2);

	private static ActivationLayout.Format format(final int valueBytes) {
		return new ActivationLayout.Format(8, valueBytes,
			(o, images) -> o.layer() instanceof Layer.Convolution ? 0 : 5L * images * o.pixels());
	}

	/** 300 x 300 x 64 and 512 x 512 x 64 values are the largest maps. */
	@Test
	void noMapIsTooLargeToBeAddressed() {
		assertEquals(372, ActivationLayout.addressableImages(SSD300, PADDED));
		assertEquals(127, ActivationLayout.addressableImages(NetworkPlan.of(Presets.load("ssd512-voc").network(21)), PADDED));
	}

	private record Span(int from, int to, long start, long end) {}

	/** Executes the two passes in thought: what one operation writes must not lie on what another still needs. */
	@Test
	void mapsThatAreNeededTogetherDoNotOverlap() {
		for (final boolean training : new boolean[] { false, true }) {
			final int images = 2, bytes = 2, last = 2 * SSD300.operations().size() + 1;
			final ActivationLayout plan = ActivationLayout.of(SSD300, images, PADDED, training);
			final List<Span> spans = new ArrayList<>();
			for (int i = 0; i < SSD300.operations().size(); i++) {
				final LayerPlan o = SSD300.operations().get(i);
				final long length = (long) images * o.size() * o.size() * PADDED.padded(o.channels()) * bytes;
				int until = i;
				for (int j = 0; j < SSD300.operations().size(); j++)
					if (SSD300.operations().get(j).input() == i) until = Math.max(until, j);
				final int reader = until;
				if (training && o.head() == null) until = last - i;
				spans.add(new Span(i, until, plan.outputs()[i], plan.outputs()[i] + length));
				if (!training) continue;
				spans.add(new Span(last - reader, last - i, plan.derivatives()[i], plan.derivatives()[i] + length));
				if (o.layer() instanceof Layer.Convolution) continue;
				assertNotEquals(ActivationLayout.NONE, plan.kept()[i]);
				spans.add(new Span(i, last - i, plan.kept()[i], plan.kept()[i] + 5L * images * o.pixels()));
			}
			for (int a = 0; a < spans.size(); a++) {
				final Span s = spans.get(a);
				assertTrue(s.start >= 0 && s.end <= plan.bytes() && s.start % 16 == 0);
				for (int b = 0; b < a; b++) {
					final Span t = spans.get(b);
					final boolean together = s.from <= t.to && t.from <= s.to;
					assertTrue(!together || s.end <= t.start || t.end <= s.start, s + " and " + t);
				}
			}
		}
	}

	@Test
	void channelsArePaddedForMatrixUnits() {
		assertEquals(8, PADDED.padded(3));
		assertEquals(104, PADDED.padded(100));
		assertEquals(512, PADDED.padded(512));
	}

	@Test
	void theBatchIsHalvedUntilItFits() {
		final long training = ActivationLayout.totalBytes(SSD300, 32, PADDED, true);
		assertTrue(training > ActivationLayout.totalBytes(SSD300, 32, PADDED, false));
		assertTrue(training < 8L << 30, "SSD300 at batch 32 trains in less than 8 GiB in 16 bits: " + training);
		assertEquals(32, ActivationLayout.fittingImages(SSD300, 32, PADDED, true, 24L << 30));
		final int small = ActivationLayout.fittingImages(SSD300, 32, PADDED, true, 2L << 30);
		assertTrue(small > 1 && small < 32 && ActivationLayout.totalBytes(SSD300, small, PADDED, true) <= 7L << 28,
			"images together: " + small);
		assertEquals(1, ActivationLayout.fittingImages(SSD300, 32, format(4), true, 1 << 20));
		assertEquals(4,
			ActivationLayout.fittingImages(SSD300, 7, PADDED, false, ActivationLayout.totalBytes(SSD300, 4, PADDED, false) * 8 / 7 + 100));
	}
}
