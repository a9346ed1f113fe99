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
package sc.fiji.ssd.imagej.results;

import java.awt.Color;

/** One colour for each class, the same in every image and every run. */
public final class ClassColors {

	/** Told apart on grey and black; the first eight also by most colour-blind people. */
	private static final int[] FIRST = { 0xffd700, 0x00c8ff, 0xff5a36, 0x3ddc5b, 0xff7ad9, 0x4f7dff, 0xffa94d, 0xb5ffe9,
		0xc77dff, 0xa3d900, 0xff3b8d, 0x00e0b0 };

	/** Turns of the colour wheel between neighbours beyond the first: the golden section never repeats. */
	private static final float TURN = 0.618034f;

	private ClassColors() {}

	/**
	 * @param classIndex of the model, 1-based
	 * @return its colour
	 */
	public static Color of(final int classIndex) {
		if (classIndex < 1) throw new IllegalArgumentException("Class " + classIndex + " has no colour");
		if (classIndex <= FIRST.length) return new Color(FIRST[classIndex - 1]);
		return Color.getHSBColor(classIndex * TURN % 1, 0.55f + 0.15f * (classIndex % 4), 1);
	}
}
