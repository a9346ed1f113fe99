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
package sc.fiji.ssd.box;

import java.util.ArrayList;
import java.util.List;

/** The default boxes of torchvision's SSD300, written out by hand. */
final class TorchvisionDefaultBoxes {

	private TorchvisionDefaultBoxes() {}

	static DefaultBoxes ssd300(final DefaultBoxes.Clipping clipping) {
		final int[] maps = { 38, 19, 10, 5, 3, 1 }, steps = { 8, 16, 32, 64, 100, 300 },
			sizes = { 21, 45, 99, 153, 207, 261, 315 };
		final List<DefaultBoxLayer> layers = new ArrayList<>();
		for (int i = 0; i < maps.length; i++)
			layers.add(new DefaultBoxLayer(maps[i], maps[i], steps[i],
				DefaultBoxLayer.shapes(sizes[i], sizes[i + 1], i >= 1 && i <= 3 ? List.of(2.0, 3.0) : List.of(2.0))));
		return new DefaultBoxes(300, layers, clipping, DefaultBoxes.Border.USED);
	}
}
