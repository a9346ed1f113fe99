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
package sc.fiji.ssd.engine.onednn.layer;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.List;

import sc.fiji.ssd.engine.onednn.primitives.Recorder;
import sc.fiji.ssd.engine.onednn.primitives.Step;
import sc.fiji.ssd.engine.onednn.primitives.Tensor;
import sc.fiji.ssd.engine.plan.HostBuffer;
import sc.fiji.ssd.engine.plan.LayerPlan;

/** Records the operations from image to predictions. */
public final class ForwardPass {

	private final Compilation c;
	private final Recorder recorder;
	private final Tensor image;
	private final Tensor[] outputs;
	private final LayerRecorder[] layers;

	/** @param c what is compiled */
	public ForwardPass(final Compilation c) {
		this.c = c;
		recorder = c.recorder();
		final LayerPlan first = c.session().plan().operations().get(0);
		image = recorder.fixed(
			c.dnnl().desc(dnnl_f32, dnnl_nchw, c.images(), first.inputChannels(), first.inputSize(), first.inputSize()),
			c.session().memory().at(HostBuffer.INPUT, c.first(), 0));
		outputs = new Tensor[c.session().plan().operations().size()];
		layers = new LayerRecorder[outputs.length];
	}

	/** @return all operations */
	public List<Step> compile() {
		record(0, outputs.length);
		return recorder.take();
	}

	/** Lets others read a tensor as the output of an operation that is not recorded here. */
	public void give(final int operation, final Tensor output) {
		outputs[operation] = output;
	}

	/** Records the operations {@code from} to {@code to - 1}. */
	public void record(final int from, final int to) {
		for (int i = from; i < to; i++) {
			final LayerPlan plan = c.session().plan().operations().get(i);
			final Tensor in = plan.input() == LayerPlan.IMAGE ? image : outputs[plan.input()];
			final RowTiles tiles = RowTiles.from(c, i);
			if (tiles != null) {
				i = tiles.last();
				outputs[i] = tiles.record(in);
				continue;
			}
			layers[i] = LayerRecorder.of(c, plan);
			outputs[i] = layers[i].forward(in);
			if (plan.head() != null) c.copyPredictions(plan, outputs[i], false);
		}
	}

	/** @return what an operation writes */
	public Tensor output(final int operation) {
		return outputs[operation];
	}

	/** @return what has recorded an operation */
	LayerRecorder layer(final int operation) {
		return layers[operation];
	}
}
