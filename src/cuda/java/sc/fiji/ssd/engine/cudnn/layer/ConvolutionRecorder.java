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
package sc.fiji.ssd.engine.cudnn.layer;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.cudnn.convolution.ConvolutionPlan;
import sc.fiji.ssd.engine.cudnn.convolution.Convolutions;
import sc.fiji.ssd.engine.cudnn.driver.CudaException;

/** A convolution with bias and ReLU by cuDNN, in one kernel where there is one that joins them. */
final class ConvolutionRecorder extends LayerRecorder {

	private static final int TIMES = 3;

	private final Convolutions convolutions;
	private final long kernel;
	private final long bias;

	ConvolutionRecorder(final Compilation c, final int index) {
		super(c, index);
		convolutions = c.context().convolutions();
		kernel = c.context().parameters().copy(c.offset(plan, NamedWeights.WEIGHT));
		bias = c.context().parameters().copy(c.offset(plan, NamedWeights.BIAS));
	}

	@Override
	void forward() {
		final ConvolutionPlan fused = plan(ConvolutionPlan.Kind.FUSED, input(), kernel, output(), bias);
		if (fused != null) {
			c.convolve(c.forward(), fused, input(), kernel, output(), bias);
			return;
		}
		record(c.forward(), ConvolutionPlan.Kind.FORWARD, input(), kernel, output());
		final long count = pixels() * packs();
		c.launch(c.forward(), "add_bias", count, output(), bias, count, packs(),
			((Layer.Convolution) plan.layer()).relu() ? 1 : 0);
	}

	@Override
	void backward(final long derivative, final long result) {
		c.sumRows(c.backward(), plan, c.passVector(plan, NamedWeights.BIAS), "bias_rows", derivative,
			plan.masks() ? output() : 0L);
		record(c.backward(), ConvolutionPlan.Kind.BY_KERNEL, input(), c.memory().passKernels() +
			c.offset(plan, NamedWeights.WEIGHT) * c.context().precision().bytes(), derivative);
		if (result != 0) record(c.backward(), ConvolutionPlan.Kind.BY_INPUT, result, kernel, derivative);
	}

	private void record(final Pass pass, final ConvolutionPlan.Kind kind, final long... addresses) {
		final ConvolutionPlan made = plan(kind, addresses);
		if (made == null)
			throw new CudaException("cuDNN has no kernel for " + plan.layer().name() + " (" + kind + ") in " +
				c.context().precision() + " for " + c.images() + " images" +
				(convolutions.refusal().isEmpty() ? "" : "; it says: " + convolutions.refusal()));
		c.convolve(pass, made, addresses);
	}

	private ConvolutionPlan plan(final ConvolutionPlan.Kind kind, final long... addresses) {
		return c.keep(convolutions.plan(kind, plan, c.images(), c.context().timed(), p -> time(p, addresses)));
	}

	/** Runs on the values that are in memory now. */
	private double time(final ConvolutionPlan candidate, final long... addresses) {
		final long space = c.workspace().atLeast(candidate.workspace());
		try (ConvolutionPlan.Call call = candidate.on(space, addresses)) {
			call.run();
			if (!c.context().timed()) return 0;
			return c.context().cuda().time(() -> {
				for (int k = 0; k < TIMES; k++)
					call.run();
			});
		}
		catch (final CudaException.OutOfMemory e) {
			throw e;
		}
		catch (final CudaException e) {
			return Double.POSITIVE_INFINITY;
		}
	}
}
