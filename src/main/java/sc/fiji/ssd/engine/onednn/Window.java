package sc.fiji.ssd.engine.onednn;

import sc.fiji.ssd.engine.Layer;

/**
 * How a kernel moves, in the form that oneDNN asks for, for height and width.
 *
 * @param kernel size
 * @param strides steps
 * @param dilations distance of the taps, 0 is dense
 * @param before border above and on the left
 * @param after border below and on the right
 */
record Window(long[] kernel, long[] strides, long[] dilations, long[] before, long[] after) {

	static Window of(final Layer.Convolution c) {
		return new Window(both(c.kernel()), both(c.stride()), both(c.dilation() - 1), both(c.pad()), both(c.pad()));
	}

	/** Rounding the size up is a larger border on the right. */
	static Window of(final Layer.MaxPooling p, final int inputSize) {
		final int end = (p.outputSize(inputSize) - 1) * p.stride() + p.kernel() - p.pad();
		return new Window(both(p.kernel()), both(p.stride()), both(0), both(p.pad()), both(Math.max(0, end - inputSize)));
	}

	private static long[] both(final long value) {
		return new long[] { value, value };
	}
}
