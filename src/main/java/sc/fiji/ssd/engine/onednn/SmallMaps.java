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
package sc.fiji.ssd.engine.onednn;

import java.util.List;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.plan.LayerPlan;

/**
 * The operations after the large maps. Their kernels have more bytes than the maps of an image, and are read once for
 * several images.
 */
final class SmallMaps {

	/** Images whose small maps one thread computes together. */
	static final int IMAGES = 4;

	/** Largest of them, in pixels to a side. */
	private static final int MOST_SIZE = 32;

	private SmallMaps() {}

	/**
	 * @param operations of a network
	 * @return the first of those that read nothing of large maps but the output of the one before the first; their
	 *         number if there are none
	 */
	static int first(final List<LayerPlan> operations) {
		for (int i = 1; i < operations.size(); i++) {
			final int first = i;
			final LayerPlan before = operations.get(i - 1);
			if (before.layer() instanceof Layer.MaxPooling && before.size() <= MOST_SIZE &&
				operations.stream().skip(first).allMatch(o -> o.input() >= first - 1)) return first;
		}
		return operations.size();
	}
}
