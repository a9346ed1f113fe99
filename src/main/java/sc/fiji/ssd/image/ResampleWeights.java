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

/**
 * For each position of one axis of the resized picture: the source positions it
 * is made of, and their weights, which sum to 1. The arithmetic is OpenCV's
 * (modules/imgproc/src/resize.cpp).
 *
 * @param count how many taps a position has
 * @param index [size * count] source positions, inside the source
 * @param weight [size * count]
 */
record ResampleWeights(int count, int[] index, float[] weight) {

	/** OpenCV's parameter of the cubic kernel. */
	private static final double CUBIC_A = -0.75;

	/**
	 * @param source size of the axis before
	 * @param size after
	 * @param how the interpolation
	 * @param shrinks whether neither axis grows, which decides what AREA does
	 */
	static ResampleWeights of(final int source, final int size, final Interpolation how, final boolean shrinks) {
		switch (how) {
			case NEAREST :
				return nearest(source, size);
			case BILINEAR :
				return kernel(source, size, 2, (t, w) -> {
					w[0] = 1 - t;
					w[1] = t;
				});
			case BICUBIC :
				return kernel(source, size, 4, ResampleWeights::cubic);
			case LANCZOS4 :
				return kernel(source, size, 8, ResampleWeights::lanczos4);
			case AREA :
				return shrinks ? area(source, size) : areaEnlarging(source, size);
			default :
				throw new AssertionError(how);
		}
	}

	/** @return how many positions there are */
	int size() {
		return index.length / count;
	}

	@FunctionalInterface
	private interface Kernel {

		/** Sets the weights for a position that lies t, 0 to 1, after the left middle tap. */
		void weights(double t, double[] weights);
	}

	private static ResampleWeights nearest(final int source, final int size) {
		final double scale = (double) source / size;
		final ResampleWeights taps = new ResampleWeights(1, new int[size], new float[size]);
		for (int i = 0; i < size; i++) {
			taps.index[i] = Math.min((int) (i * scale), source - 1);
			taps.weight[i] = 1;
		}
		return taps;
	}

	/** Half-pixel centres, the border pixel repeated outside. */
	private static ResampleWeights kernel(final int source, final int size, final int count, final Kernel kernel) {
		final double scale = (double) source / size;
		final ResampleWeights taps = new ResampleWeights(count, new int[size * count], new float[size * count]);
		final double[] weights = new double[count];
		for (int i = 0; i < size; i++) {
			final float centre = (float) ((i + 0.5) * scale - 0.5);
			final int left = (int) Math.floor(centre);
			kernel.weights(centre - left, weights);
			for (int k = 0; k < count; k++) {
				taps.index[i * count + k] = Math.max(0, Math.min(source - 1, left - count / 2 + 1 + k));
				taps.weight[i * count + k] = (float) weights[k];
			}
		}
		return taps;
	}

	private static void cubic(final double t, final double[] w) {
		final double a = CUBIC_A;
		w[0] = ((a * (t + 1) - 5 * a) * (t + 1) + 8 * a) * (t + 1) - 4 * a;
		w[1] = ((a + 2) * t - (a + 3)) * t * t + 1;
		final double u = 1 - t;
		w[2] = ((a + 2) * u - (a + 3)) * u * u + 1;
		w[3] = 1 - w[0] - w[1] - w[2];
	}

	private static void lanczos4(final double t, final double[] w) {
		double sum = 0;
		for (int k = 0; k < 8; k++) {
			final double x = t + 3 - k;
			w[k] = Math.abs(x) < 1e-6
				? 1
				: Math.sin(Math.PI * x) * Math.sin(Math.PI * x / 4) / (Math.PI * Math.PI * x * x / 4);
			sum += w[k];
		}
		for (int k = 0; k < 8; k++)
			w[k] /= sum;
	}

	/** Each position is the mean over the part of the source that it covers. */
	private static ResampleWeights area(final int source, final int size) {
		final double scale = (double) source / size;
		final int count = (int) Math.ceil(scale) + 1;
		final ResampleWeights taps = new ResampleWeights(count, new int[size * count], new float[size * count]);
		for (int i = 0; i < size; i++) {
			final double from = i * scale;
			final double to = Math.min(from + scale, source);
			final int first = Math.min((int) from, source - 1);
			for (int k = 0; k < count; k++) {
				final int pixel = first + k;
				final double covered = Math.min(to, pixel + 1.0) - Math.max(from, pixel);
				taps.index[i * count + k] = Math.min(pixel, source - 1);
				taps.weight[i * count + k] = (float) (Math.max(0, covered) / (to - from));
			}
		}
		return taps;
	}

	/**
	 * What {@code cv::INTER_AREA} does unless both axes shrink: pixels keep their
	 * area, and only positions across an edge of two are mixed.
	 */
	private static ResampleWeights areaEnlarging(final int source, final int size) {
		final double scale = (double) source / size;
		final ResampleWeights taps = new ResampleWeights(2, new int[size * 2], new float[size * 2]);
		for (int i = 0; i < size; i++) {
			final int left = Math.min((int) (i * scale), source - 1);
			final float past = (float) ((i + 1) - (left + 1) / scale);
			final double t = past <= 0 ? 0 : past - Math.floor(past);
			taps.index[2 * i] = left;
			taps.index[2 * i + 1] = Math.min(left + 1, source - 1);
			taps.weight[2 * i] = (float) (1 - t);
			taps.weight[2 * i + 1] = (float) t;
		}
		return taps;
	}
}
