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

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.plan.LayerPlan;

/**
 * A dilated convolution (fc6). libnd4j's oneDNN path cannot create one, so the taps of the kernel are gathered side by
 * side as channels, and a 1x1 convolution over them, which the platform library runs, is the same sum.
 */
final class DilatedConvolution extends LayerOperation {

	private static final int[] SETTINGS = ConvolutionOperation.settings(1, 1, 0);

	private final Layer.Convolution convolution;
	/** {@code [n][h][w][k * k][i]}: what each tap of the kernel sees; zero outside the map. */
	private final INDArray taps;
	private final INDArray dTaps;
	/** {@code [o][k * k][i]}: the kernel in the order of the taps. */
	private final INDArray byTap;
	private final INDArray dByTap;
	/** {@code [o][i][k * k]}: the kernel as it is learned. */
	private final INDArray kernel;
	private final INDArray dKernel;
	private final INDArray bias;
	private final INDArray dBias;

	DilatedConvolution(final LayerPlan plan, final Layer.Convolution c, final Maps maps, final Parameters parameters,
		final Arrays arrays)
	{
		super(plan, maps, parameters);
		if (c.stride() != 1) throw new IllegalArgumentException(c.name() + " has a dilation and a stride");
		convolution = c;
		final long count = (long) c.kernel() * c.kernel(), images = maps.in().size(0);
		final long[] seen = { images, plan.size(), plan.size(), count, c.inChannels() },
			sorted = { c.outChannels(), count, c.inChannels() }, learned = { c.outChannels(), c.inChannels(), count };
		final long seenLength = images * plan.pixels() * count * c.inChannels(),
			kernelLength = c.outChannels() * count * c.inChannels();
		taps = Arrays.view(arrays.shared(c.name() + " taps", seenLength), 0, seen);
		byTap = Arrays.view(arrays.shared(c.name() + " kernel", kernelLength), 0, sorted);
		kernel = parameters.weight(plan, NamedWeights.WEIGHT, learned);
		bias = parameters.weight(plan, NamedWeights.BIAS, c.outChannels());
		dTaps = training ? Arrays.view(arrays.shared(c.name() + " dtaps", seenLength), 0, seen) : null;
		dByTap = training ? Arrays.view(arrays.shared(c.name() + " dkernel", kernelLength), 0, sorted) : null;
		dKernel = training ? parameters.gradient(plan, NamedWeights.WEIGHT, learned) : null;
		dBias = training ? parameters.gradient(plan, NamedWeights.BIAS, c.outChannels()) : null;
	}

	@Override
	void compute() {
		eachTap((tap, from, to) -> tapAt(taps, tap, to).assign(maps.in().get(all(), from[0], from[1], all())));
		byTap.assign(kernel.permute(0, 2, 1));
		Arrays.run("conv2d", new INDArray[] { flat(taps), flatKernel(byTap), bias }, new INDArray[] { maps.out() },
			SETTINGS);
	}

	@Override
	void differentiate() {
		Arrays.run("conv2d_bp", new INDArray[] { flat(taps), flatKernel(byTap), bias, maps.dOut() },
			new INDArray[] { flat(dTaps), flatKernel(dByTap), dBias }, SETTINGS);
		dKernel.assign(dByTap.permute(0, 2, 1));
		final INDArray dIn = maps.dIn();
		dIn.assign(0);
		eachTap((tap, from, to) -> dIn.get(all(), from[0], from[1], all()).addi(tapAt(dTaps, tap, to)));
	}

	private interface Tap {

		/** @param from rows and columns of the input, @param to of the output, of one tap */
		void visit(int tap, INDArrayIndex[] from, INDArrayIndex[] to);
	}

	private void eachTap(final Tap visitor) {
		final Layer.Convolution c = convolution;
		final long in = plan.inputSize(), out = plan.size();
		for (int ky = 0; ky < c.kernel(); ky++)
			for (int kx = 0; kx < c.kernel(); kx++) {
				final long dy = (long) ky * c.dilation() - c.pad(), dx = (long) kx * c.dilation() - c.pad();
				final long y0 = Math.max(0, -dy), y1 = Math.min(out, in - dy);
				final long x0 = Math.max(0, -dx), x1 = Math.min(out, in - dx);
				if (y1 <= y0 || x1 <= x0) continue;
				visitor.visit(ky * c.kernel() + kx,
					new INDArrayIndex[] { interval(y0 + dy, y1 + dy), interval(x0 + dx, x1 + dx) },
					new INDArrayIndex[] { interval(y0, y1), interval(x0, x1) });
			}
	}

	private static INDArray tapAt(final INDArray array, final int tap, final INDArrayIndex[] where) {
		return array.get(all(), where[0], where[1], point(tap), all());
	}

	private static INDArray flat(final INDArray t) {
		return t.reshape('c', t.size(0), t.size(1), t.size(2), t.size(3) * t.size(4));
	}

	private static INDArray flatKernel(final INDArray k) {
		return k.reshape('c', k.size(0), k.size(1) * k.size(2), 1, 1);
	}
}
