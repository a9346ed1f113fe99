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
package sc.fiji.ssd.image;

import java.nio.FloatBuffer;

import sc.fiji.ssd.model.Preprocessing;

/** Writes pictures as the network's input: planes in the model's order, mean off, scaled. */
public final class InputTensor {

	private InputTensor() {}

	/**
	 * @param picture of the network's input size already
	 * @param preprocessing its order, mean and scale are used
	 * @param out takes [3][height][width] values; its position stays
	 * @param offset of the first value in the buffer: image number * 3 * height *
	 *          width
	 */
	public static void write(final Picture picture, final Preprocessing preprocessing, final FloatBuffer out,
		final int offset)
	{
		final boolean bgr = preprocessing.order().equals("BGR");
		final int area = picture.width() * picture.height();
		final float scale = (float) preprocessing.scale();
		final float[] values = new float[area];
		for (int c = 0; c < 3; c++) {
			final float[] plane = picture.planes()[bgr ? 2 - c : c];
			final float mean = preprocessing.mean().get(c).floatValue();
			for (int i = 0; i < area; i++)
				values[i] = (plane[i] - mean) * scale;
			out.put(offset + c * area, values);
		}
	}
}
