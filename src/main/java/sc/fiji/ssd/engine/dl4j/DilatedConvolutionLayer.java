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
package sc.fiji.ssd.engine.dl4j;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;

import sc.fiji.ssd.engine.Layer;

/**
 * A dilated convolution of stride 1 (fc6). libnd4j's oneDNN path cannot create
 * one, so the taps of the kernel are gathered side by side as channels, and a
 * 1x1 convolution over them, which the platform library runs, is the same sum.
 */
final class DilatedConvolutionLayer extends OperationLayer {

	private static final long serialVersionUID = 1L;

	/** {@code [n][h][w][k * k][i]}: what each tap of the kernel sees; zero outside the map. */
	private transient INDArray taps;
	private transient INDArray dTaps;
	/** {@code [o][k * k][i]}: the kernel in the order of the taps. */
	private transient INDArray kernel;
	private transient INDArray dKernel;

	DilatedConvolutionLayer(final NeuralNetConfiguration conf, final DataType type) {
		super(conf, type);
	}

	private Layer.Convolution operation() {
		return (Layer.Convolution) layerConf().operation();
	}

	/** The 1x1 convolution over gathered taps. */
	private Layer.Convolution overTaps() {
		final Layer.Convolution c = operation();
		return new Layer.Convolution(c.name(), c.input(), c.kernel() * c.kernel() * c.inChannels(), c.outChannels(), 1,
			1, 0, 1, c.relu());
	}

	@Override
	void compute(final INDArray in, final INDArray out) {
		allocate(in, out);
		eachTap(in, out, (tap, from, to) -> tapAt(taps, tap, to).assign(in.get(all(), from[0], from[1], all())));
		kernel.assign(weightByTaps(weight()).permute(0, 2, 1));
		ConvolutionLayer.convolve(flat(taps), flatKernel(kernel), bias(), out, overTaps());
	}

	@Override
	void differentiate(final INDArray in, final INDArray out, final INDArray dOut, final INDArray dIn) {
		if (dTaps == null) {
			dTaps = taps.ulike();
			dKernel = kernel.ulike();
		}
		ConvolutionLayer.differentiate(flat(taps), flatKernel(kernel), bias(), dOut, flat(dTaps), flatKernel(dKernel),
			biasGradient(), overTaps());
		weightByTaps(weightGradient()).assign(dKernel.permute(0, 2, 1));
		dIn.assign(0);
		eachTap(in, out, (tap, from, to) -> dIn.get(all(), from[0], from[1], all()).addi(tapAt(dTaps, tap, to)));
	}

	private void allocate(final INDArray in, final INDArray out) {
		final Layer.Convolution c = operation();
		final long count = c.kernel() * c.kernel();
		if (taps != null && taps.size(0) == in.size(0)) return;
		free();
		taps = Nd4j.zeros(DataType.FLOAT, in.size(0), out.size(1), out.size(2), count, c.inChannels());
		kernel = Nd4j.createUninitialized(DataType.FLOAT, c.outChannels(), count, c.inChannels());
	}

	@Override
	void free() {
		for (final INDArray array : new INDArray[] { taps, dTaps, kernel, dKernel })
			if (array != null) array.close();
		taps = dTaps = kernel = dKernel = null;
	}

	private interface Tap {

		/** @param from rows and columns of the input, @param to of the output, of one tap */
		void visit(int tap, INDArrayIndex[] from, INDArrayIndex[] to);
	}

	private void eachTap(final INDArray in, final INDArray out, final Tap visitor) {
		final Layer.Convolution c = operation();
		for (int ky = 0; ky < c.kernel(); ky++)
			for (int kx = 0; kx < c.kernel(); kx++) {
				final long dy = (long) ky * c.dilation() - c.pad(), dx = (long) kx * c.dilation() - c.pad();
				final long y0 = Math.max(0, -dy), y1 = Math.min(out.size(1), in.size(1) - dy);
				final long x0 = Math.max(0, -dx), x1 = Math.min(out.size(2), in.size(2) - dx);
				if (y1 <= y0 || x1 <= x0) continue;
				visitor.visit(ky * c.kernel() + kx,
					new INDArrayIndex[] { interval(y0 + dy, y1 + dy), interval(x0 + dx, x1 + dx) },
					new INDArrayIndex[] { interval(y0, y1), interval(x0, x1) });
			}
	}

	private static INDArray tapAt(final INDArray array, final int tap, final INDArrayIndex[] where) {
		return array.get(all(), where[0], where[1], point(tap), all());
	}

	private INDArray weightByTaps(final INDArray oihw) {
		final Layer.Convolution c = operation();
		return oihw.reshape('c', c.outChannels(), c.inChannels(), (long) c.kernel() * c.kernel());
	}

	private static INDArray flat(final INDArray t) {
		return t.reshape('c', t.size(0), t.size(1), t.size(2), t.size(3) * t.size(4));
	}

	private static INDArray flatKernel(final INDArray k) {
		return k.reshape('c', k.size(0), k.size(1) * k.size(2), 1, 1);
	}
}
