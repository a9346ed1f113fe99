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

import java.util.List;

import sc.fiji.ssd.engine.cudnn.convolution.Convolutions;
import sc.fiji.ssd.engine.cudnn.convolution.Precision;
import sc.fiji.ssd.engine.cudnn.driver.Cuda;
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.engine.plan.NetworkPlan;

/**
 * Both passes for one number of images: calls on fixed memory, recorded by CUDA when they run for the second time.
 */
public final class Program implements AutoCloseable {

	/**
	 * Addresses outside the maps.
	 *
	 * @param images float, channels first
	 * @param locations float
	 * @param confidences float
	 * @param dLocations float
	 * @param dConfidences float
	 * @param passKernels derivatives by all kernels of one pass, in the type of maps
	 * @param passVectors derivatives by scales and biases of one pass, float
	 * @param scale float: of the loss, and its inverse
	 * @param rows float: sums of rows of maps, two pieces that take turns, {@link #rowsBytes}
	 * @param block of the maps
	 * @param blockBytes size of the block
	 */
	public record Memory(long images, long locations, long confidences, long dLocations, long dConfidences, long passKernels,
		long passVectors, long scale, long rows, long block, long blockBytes)
	{}

	/**
	 * The context that the programs of an engine share.
	 *
	 * @param cuda the card
	 * @param kernels of the engine itself
	 * @param convolutions prepares cuDNN's convolutions
	 * @param network to compute
	 * @param parameters its weights and gradients
	 * @param precision of the maps
	 * @param training whether there is a backward pass
	 * @param timed whether kernels are timed to choose among them
	 */
	public record Context(Cuda cuda, KernelModule kernels, Convolutions convolutions, NetworkPlan network,
		DeviceParameters parameters, Precision precision, boolean training, boolean timed)
	{}

	private final Compilation c;

	/**
	 * @param context of the engine
	 * @param memory of the images
	 * @param workspace of all programs of the engine
	 * @param images computed together
	 */
	public Program(final Context context, final Memory memory, final Workspace workspace, final int images) {
		c = new Compilation(context, memory, workspace, images);
		try {
			context.convolutions.buildAhead(context.network, images, context.training, context.timed);
			final List<LayerPlan> operations = context.network.operations();
			final LayerPlan first = operations.get(0);
			final int pixels = first.inputSize() * first.inputSize();
			c.launch(c.forward(), "image_to_map", (long) images * pixels, memory.images, c.address(c.maps().image()),
				(long) images * pixels, pixels, first.inputChannels());
			final LayerRecorder[] layers = new LayerRecorder[operations.size()];
			for (int i = 0; i < layers.length; i++) {
				layers[i] = LayerRecorder.of(c, i);
				layers[i].forward();
				if (operations.get(i).head() != null) new HeadRecorder(c, operations.get(i)).forward(layers[i].output());
			}
			if (context.training) for (int i = layers.length - 1; i >= 0; i--)
				if (operations.get(i).used()) backward(layers[i], operations.get(i), c.maps().derivatives()[i], i);
			c.bind();
			context.cuda.finish();
			context.convolutions.chosen();
		}
		catch (final RuntimeException e) {
			close();
			throw e;
		}
	}

	private void backward(final LayerRecorder layer, final LayerPlan plan, final long place, final int index) {
		final long derivative = c.address(place);
		if (plan.head() != null) new HeadRecorder(c, plan).backward(derivative);
		if (plan.input() == LayerPlan.IMAGE) {
			layer.backward(derivative, 0);
			return;
		}
		final long ofInput = c.address(c.maps().derivatives()[plan.input()]);
		final long result = plan.adds() ? c.address(c.maps().parts()[index]) : ofInput;
		layer.backward(derivative, result);
		if (!plan.adds()) return;
		final LayerPlan read = c.context().network().operations().get(plan.input());
		final long packs = (long) c.images() * read.pixels() * Precision.padded(read.channels()) / Precision.PACK;
		c.launch(c.backward(), "add_maps", packs, ofInput, result, packs);
	}

	/** @return bytes of {@link Memory#rows} */
	public static long rowsBytes(final NetworkPlan network) {
		return Compilation.rowsBytes(network);
	}

	/** Computes the predictions into memory. */
	public void forward() {
		c.forward().run();
	}

	/** Moves the running statistics of batch normalizations towards those of the last forward pass. Comes before {@link #backward()}. */
	public void moveStatistics() {
		c.statistics().run();
	}

	/** Computes the derivatives of this pass, times the scale, into the memory of passes. */
	public void backward() {
		c.backward().run();
	}

	@Override
	public void close() {
		c.close();
	}
}
