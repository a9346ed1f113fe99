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
package sc.fiji.ssd.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.List;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.onednn.Recorder.Argument;
import sc.fiji.ssd.engine.plan.LayerPlan;

/** Makes the operations from image to predictions, and keeps for the backward pass what each has read and written. */
final class ForwardPass {

	private final Compilation c;
	private final Recorder recorder;
	private final Tensor image;
	private final NativeMemory locations;
	private final NativeMemory confidences;
	private final Tensor[] sources;
	private final Tensor[] outputs;
	private final Tensor[] kept;
	private final dnnl_primitive_desc[] made;
	private final BatchNormalization[] batchNorms;

	/**
	 * @param c what is compiled
	 * @param input memory of all images
	 * @param locations memory of the predictions
	 * @param confidences memory of the predictions
	 */
	ForwardPass(final Compilation c, final NativeMemory input, final NativeMemory locations,
		final NativeMemory confidences)
	{
		this.c = c;
		recorder = c.recorder();
		this.locations = locations;
		this.confidences = confidences;
		final LayerPlan first = c.plan().operations().get(0);
		image = recorder.fixed(
			c.dnnl().desc(dnnl_f32, dnnl_nchw, c.images(), first.inputChannels(), first.inputSize(), first.inputSize()),
			input.at(c.inputOffset()));
		final int count = c.plan().operations().size();
		sources = new Tensor[count];
		outputs = new Tensor[count];
		kept = new Tensor[count];
		made = new dnnl_primitive_desc[count];
		batchNorms = new BatchNormalization[count];
	}

	List<Step> compile() {
		record(0, outputs.length);
		return recorder.take();
	}

	/** Lets others read something as the output of an operation that is not recorded here. */
	void give(final int operation, final Tensor output) {
		outputs[operation] = output;
	}

	/** Records operations from one to another, which is not among them. */
	void record(final int from, final int to) {
		for (int i = from; i < to; i++) {
			final LayerPlan plan = c.plan().operations().get(i);
			final Tensor in = plan.input() == LayerPlan.IMAGE ? image : outputs[plan.input()];
			final Strips strips = Strips.from(c, i);
			if (strips != null) {
				i = strips.last();
				outputs[i] = strips.record(in);
				continue;
			}
			if (plan.layer() instanceof Layer.Convolution convolution) {
				if (GatheredConvolution.isFaster(c, plan, convolution))
					outputs[i] = new GatheredConvolution(c, plan, convolution).record(in);
				else
					convolve(i, plan, convolution, in);
			}
			else if (plan.layer() instanceof Layer.MaxPooling pooling) pool(i, plan, pooling, in);
			else if (plan.layer() instanceof Layer.BatchNorm) batchNorms[i] = new BatchNormalization(c, plan, in);
			else normalize(i, plan, in);
			if (batchNorms[i] != null) outputs[i] = batchNorms[i].output();
			if (plan.head() != null) predict(plan, outputs[i]);
		}
	}

	private void convolve(final int i, final LayerPlan plan, final Layer.Convolution convolution, final Tensor in) {
		final dnnl_memory_desc out = plan.head() == null
			? c.anyOutput(plan)
			: c.map(dnnl_f32, plan.channels(), plan.size());
		made[i] = c.convolution(plan, Window.of(convolution), c.anyInput(plan), out, c.withRelu(convolution));
		sources[i] = recorder.as(in, query(i, dnnl_query_src_md));
		outputs[i] = recorder.tensor(query(i, dnnl_query_dst_md));
		c.record(plan, made[i], sources[i], outputs[i]);
	}

	private void pool(final int i, final LayerPlan plan, final Layer.MaxPooling pooling, final Tensor in) {
		sources[i] = plan.input() == LayerPlan.IMAGE
			? recorder.as(in, c.map(c.precision().type(), plan.inputChannels(), plan.inputSize()))
			: in;
		made[i] = c.pooling(Window.of(pooling, plan.inputSize()), sources[i].desc(), c.anyOutput(plan));
		outputs[i] = recorder.tensor(query(i, dnnl_query_dst_md));
		final Argument src = new Argument(DNNL_ARG_SRC, sources[i]), dst = new Argument(DNNL_ARG_DST, outputs[i]);
		if (!c.training()) {
			recorder.record(made[i], src, dst);
			return;
		}
		kept[i] = recorder.tensor(query(i, dnnl_query_workspace_md));
		recorder.record(made[i], src, dst, new Argument(DNNL_ARG_WORKSPACE, kept[i]));
	}

	/**
	 * oneDNN's layer normalisation divides by the root of the mean square, so that
	 * the sum's epsilon and the scale are brought to the mean.
	 */
	private void normalize(final int i, final LayerPlan plan, final Tensor in) {
		final dnnl_memory_desc map = c.map(c.precision().type(), plan.channels(), plan.size()),
			rows = c.pixels(plan, c.precision().type(), plan.channels());
		sources[i] = recorder.as(in, map);
		outputs[i] = recorder.tensor(map);
		final dnnl_memory_desc statistics = statistics(plan);
		made[i] = c.dnnl().operation(o -> dnnl_layer_normalization_forward_primitive_desc_create(o, c.dnnl().engine(),
			c.kind(), rows, rows, statistics, normEpsilon(plan), dnnl_use_scale | dnnl_rms_norm, c.dnnl().plain()));
		final Argument src = new Argument(DNNL_ARG_SRC, recorder.alias(sources[i], rows)),
			dst = new Argument(DNNL_ARG_DST, recorder.alias(outputs[i], rows)),
			scale = new Argument(DNNL_ARG_SCALE, c.kernels().scale(plan, normFactor(plan)));
		if (!c.training()) {
			recorder.record(made[i], src, dst, scale);
			return;
		}
		kept[i] = recorder.tensor(statistics);
		recorder.record(made[i], src, dst, scale, new Argument(DNNL_ARG_VARIANCE, kept[i]));
	}

	/** @return a number for every pixel */
	private dnnl_memory_desc statistics(final LayerPlan plan) {
		return c.dnnl().desc(dnnl_f32, dnnl_a, (long) c.images() * plan.size() * plan.size());
	}

	/** @return what is added to the mean of squares instead of their sum */
	static float normEpsilon(final LayerPlan plan) {
		return Layer.L2Norm.EPSILON / plan.channels();
	}

	/** @return what the scale is multiplied by where the mean of squares is taken instead of the sum */
	static float normFactor(final LayerPlan plan) {
		return (float) (1 / Math.sqrt(plan.channels()));
	}

	private void predict(final LayerPlan head, final Tensor output) {
		for (final boolean confidence : new boolean[] { false, true })
			recorder.copy(recorder.alias(output, c.headPart(head, output.desc(), confidence)),
				recorder.fixed(c.predictions(head, confidence),
					(confidence ? confidences : locations).at(c.predictionsOffset(head, confidence))));
	}

	private dnnl_memory_desc query(final int i, final int what) {
		return c.dnnl().query(made[i], what);
	}

	/** @return what an operation has read */
	Tensor source(final int operation) {
		return sources[operation];
	}

	/** @return what an operation has written */
	Tensor output(final int operation) {
		return outputs[operation];
	}

	/** @return which pixels have won in a pooling, or the mean squares of a norm */
	Tensor kept(final int operation) {
		return kept[operation];
	}

	/** @return a batch normalisation with what its derivative needs; null for all other operations */
	BatchNormalization batchNorm(final int operation) {
		return batchNorms[operation];
	}

	/** @return the operation itself */
	dnnl_primitive_desc made(final int operation) {
		return made[operation];
	}
}
