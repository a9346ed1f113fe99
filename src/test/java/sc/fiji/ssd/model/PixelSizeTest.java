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
package sc.fiji.ssd.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PixelSizeTest {

	@Test
	void lengthsBecomeMicronsAndOtherUnitsNothing() {
		assertEquals(0.325, PixelSize.of(0.325, 0.325, "\u00b5m").value(), 1e-12);
		assertEquals(0.325, PixelSize.of(0.325, 0.325, " Microns ").value(), 1e-12);
		assertEquals(0.325, PixelSize.of(325, 325, "nm").value(), 1e-12);
		assertEquals(325, PixelSize.of(0.325, 0.325, "mm").value(), 1e-9);
		assertEquals(2, PixelSize.of(1, 4, "um").value(), 1e-12);
		for (final String unit : new String[] { "pixel", "pixels", "inch", "", "sec", null })
			assertNull(PixelSize.of(1, 1, unit), unit);
		for (final double wrong : new double[] { 0, -1, Double.NaN, Double.POSITIVE_INFINITY })
			assertNull(PixelSize.of(wrong, 1, "um"));
	}

	@Test
	void sizesThatDifferByRoundingAreAlike() {
		assertTrue(PixelSize.of(0.325, 0.325, "um").isLike(PixelSize.of(0.33, 0.33, "um")));
		assertFalse(PixelSize.of(0.325, 0.325, "um").isLike(PixelSize.of(0.35, 0.35, "um")));
	}
}
