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

/** The mean over the covered area, in floating point. */
final class AreaPass {

	private AreaPass() {}

	static void resize(final float[] from, final int sourceWidth, final ResampleWeights x, final ResampleWeights y, final float[] to) {
		final int width = x.size();
		final float[][] rows = new float[from.length / sourceWidth][];
		for (int j = 0, tap = 0; j < y.size(); j++) {
			final float[] sum = new float[width];
			for (int k = 0; k < y.count(); k++, tap++) {
				final float weight = y.weight()[tap];
				if (weight == 0) continue;
				final int source = y.index()[tap];
				if (rows[source] == null) rows[source] = row(from, source * sourceWidth, x);
				for (int i = 0; i < width; i++)
					sum[i] += weight * rows[source][i];
			}
			for (int i = 0; i < width; i++)
				to[j * width + i] = FixedPointPass.level(sum[i]);
		}
	}

	private static float[] row(final float[] plane, final int start, final ResampleWeights x) {
		final float[] row = new float[x.size()];
		for (int i = 0, tap = 0; i < row.length; i++) {
			float sum = 0;
			for (int k = 0; k < x.count(); k++, tap++)
				sum += plane[start + x.index()[tap]] * x.weight()[tap];
			row[i] = sum;
		}
		return row;
	}
}
