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
package sc.fiji.ssd.train.progress;

import java.util.ArrayList;
import java.util.List;

/** The course of a number over the iterations of a training, for plots. Not safe for several threads. */
public final class LossCurve {

	private final List<double[]> rows = new ArrayList<>();

	/**
	 * @param iteration later than the ones before
	 * @param value at that iteration
	 */
	public void add(final int iteration, final double value) {
		rows.add(new double[] { iteration, value });
	}

	/**
	 * @param most points that are wanted
	 * @return iterations and values, {@code [2][points]}: means of as many neighbours as make
	 *         at most that many points
	 */
	public double[][] points(final int most) {
		final int size = rows.size();
		if (size == 0) return new double[2][0];
		final int bin = (size + most - 1) / most, points = (size + bin - 1) / bin;
		final double[][] line = new double[2][points];
		for (int p = 0; p < points; p++) {
			final List<double[]> some = rows.subList(p * bin, Math.min(size, (p + 1) * bin));
			for (int i = 0; i < 2; i++) {
				final int number = i;
				line[i][p] = some.stream().mapToDouble(row -> row[number]).average().orElseThrow();
			}
		}
		return line;
	}
}
