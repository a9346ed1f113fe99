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

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.cuda.cudart.CUgraphExec_st;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.cudnn.convolution.ConvolutionPlan;
import sc.fiji.ssd.engine.cudnn.convolution.Convolutions;
import sc.fiji.ssd.engine.cudnn.convolution.Precision;
import sc.fiji.ssd.engine.cudnn.driver.Cuda;
import sc.fiji.ssd.engine.cudnn.driver.CudaException;
import sc.fiji.ssd.engine.plan.ActivationLayout;
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.engine.plan.NetworkPlan;

/** Both passes for one number of images: calls on memory that stays, recorded by CUDA when they run for the second time. */
public final class Program implements AutoCloseable {

	/** Rows of sums of a map, and rows that are then summed into one. */
	private static final int MOST_ROWS = 4096, ROWS_TO_ONE = 64;
	private static final int LANES = 32, TIMES = 3;

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
	 * What the programs of an engine have in common.
	 *
	 * @param cuda the card
	 * @param kernels of the engine itself
	 * @param convolutions makes those of cuDNN
	 * @param network to compute
	 * @param parameters its weights and gradients
	 * @param precision of the maps
	 * @param training whether there is a backward pass
	 * @param timed whether kernels are timed to choose among them
	 */
	public record Context(Cuda cuda, KernelModule kernels, Convolutions convolutions, NetworkPlan network,
		DeviceParameters parameters, Precision precision, boolean training, boolean timed)
	{}

	/** A list of calls, once recorded done at once. */
	private final class Pass {

		private final List<Runnable> calls = new ArrayList<>();
		private boolean warm;
		private boolean tried;
		private CUgraphExec_st recorded;

		void run() {
			if (!warm) calls.forEach(Runnable::run); // libraries load their kernels now, which cannot be recorded
			else {
				if (!tried) recorded = cuda.capture(() -> calls.forEach(Runnable::run));
				tried = true;
				if (recorded == null) calls.forEach(Runnable::run);
				else cuda.launch(recorded);
			}
			warm = true;
		}
	}

	private final Cuda cuda;
	private final KernelModule kernels;
	private final Convolutions convolutions;
	private final NetworkPlan network;
	private final DeviceParameters parameters;
	private final Precision precision;
	private final int images;
	private final boolean training;
	private final boolean timed;
	private final Memory memory;
	private final Workspace workspace;
	private final ActivationLayout maps;
	private final long block;
	private final List<AutoCloseable> made = new ArrayList<>();
	private final List<Binding> bindings = new ArrayList<>();
	private final Pass forward = new Pass();
	private final Pass backward = new Pass();

	/** A call whose workspace is known once all plans are. */
	private static final class Binding implements Runnable {

		private final ConvolutionPlan plan;
		private final long[] addresses;
		private ConvolutionPlan.Call call;

		Binding(final ConvolutionPlan plan, final long... addresses) {
			this.plan = plan;
			this.addresses = addresses;
		}

		@Override
		public void run() {
			call.run();
		}
	}

	/**
	 * @param context of the engine
	 * @param memory of the images
	 * @param workspace of all programs of the engine
	 * @param images computed together
	 */
	public Program(final Context context, final Memory memory, final Workspace workspace, final int images) {
		cuda = context.cuda;
		kernels = context.kernels;
		convolutions = context.convolutions;
		network = context.network;
		parameters = context.parameters;
		precision = context.precision;
		training = context.training;
		timed = context.timed;
		this.images = images;
		this.memory = memory;
		this.workspace = workspace;
		maps = ActivationLayout.of(network, images, precision.format(), training);
		block = maps.bytes() <= memory.blockBytes ? memory.block : cuda.allocate(maps.bytes());
		try {
			final List<LayerPlan> operations = network.operations();
			final LayerPlan first = operations.get(0);
			final int pixels = first.inputSize() * first.inputSize();
			forward.calls.add(kernels.launch("image_to_map", (long) images * pixels, memory.images, map(maps.image()),
				(long) images * pixels, pixels, first.inputChannels()));
			for (int i = 0; i < operations.size(); i++)
				forward(i, operations.get(i));
			if (training) {
				for (int i = operations.size() - 1; i >= 0; i--)
					backward(i, operations.get(i));
			}
			final long space = workspace.bind();
			for (final Binding binding : bindings) {
				binding.call = binding.plan.on(space, binding.addresses);
				made.add(binding.call);
			}
			cuda.finish();
			convolutions.chosen();
		}
		catch (final RuntimeException e) {
			close();
			throw e;
		}
	}

	/** @return bytes of {@link Memory#rows} */
	public static long rowsBytes(final NetworkPlan network) {
		return 2L * Float.BYTES * MOST_ROWS *
			network.operations().stream().mapToInt(o -> Precision.padded(o.channels())).max().orElse(1);
	}

	public void forward() {
		forward.run();
	}

	/** Leaves the derivatives of this pass, times the scale, in the memory of passes. */
	public void backward() {
		backward.run();
	}

	private long map(final long place) {
		return block + place;
	}

	private long input(final LayerPlan o) {
		return map(o.input() == LayerPlan.IMAGE ? maps.image() : maps.outputs()[o.input()]);
	}

	private static int packs(final LayerPlan o) {
		return Precision.padded(o.channels()) / Precision.PACK;
	}

	private long pixels(final LayerPlan o) {
		return (long) images * o.size() * o.size();
	}

	private void forward(final int i, final LayerPlan o) {
		final long out = map(maps.outputs()[i]);
		if (o.layer() instanceof Layer.Convolution c) convolve(o, c, out);
		else
			if (o.layer() instanceof Layer.MaxPooling p)
				forward.calls.add(kernels.launch("pool", pixels(o) * packs(o), input(o), out,
					maps.kept()[i] == ActivationLayout.NONE ? 0L : map(maps.kept()[i]), pixels(o) * packs(o), packs(o),
					o.inputSize(), o.size(), p.kernel(), p.stride(), p.pad(), o.masks() ? 1 : 0));
			else
				forward.calls.add(kernels.launch("normalize", pixels(o) * LANES, input(o), out, scale(o),
					maps.kept()[i] == ActivationLayout.NONE ? 0L : map(maps.kept()[i]), pixels(o), packs(o),
					Layer.L2Norm.EPSILON));
		if (o.head() != null) {
			final int pixels = o.size() * o.size();
			final long count = (long) images * pixels * o.channels();
			forward.calls.add(kernels.launch("predict", count, out, memory.locations, memory.confidences, count,
				o.channels(), Precision.padded(o.channels()), o.head().boxes(), network.network().classes(), pixels,
				o.head().firstPrior(), network.priors()));
		}
	}

	private long scale(final LayerPlan o) {
		return parameters.weights(offset(o, NamedWeights.WEIGHT));
	}

	private long offset(final LayerPlan o, final String kind) {
		return parameters.layout().offset(o, kind);
	}

	private void convolve(final LayerPlan o, final Layer.Convolution c, final long out) {
		final long w = parameters.copy(offset(o, NamedWeights.WEIGHT)),
			b = parameters.copy(offset(o, NamedWeights.BIAS));
		final ConvolutionPlan fused = plan(ConvolutionPlan.Kind.FUSED, o, input(o), w, out, b);
		if (fused != null) {
			forward.calls.add(bind(fused, input(o), w, out, b));
			return;
		}
		forward.calls.add(bind(required(ConvolutionPlan.Kind.FORWARD, o, input(o), w, out), input(o), w, out));
		forward.calls.add(
			kernels.launch("add_bias", pixels(o) * packs(o), out, b, pixels(o) * packs(o), packs(o), c.relu() ? 1 : 0));
	}

	private ConvolutionPlan required(final ConvolutionPlan.Kind kind, final LayerPlan o, final long... addresses) {
		final ConvolutionPlan plan = plan(kind, o, addresses);
		if (plan == null)
			throw new CudaException(
				"cuDNN has no kernel for " + o.layer().name() + " (" + kind + ") in " + precision + " for " + images +
					" images" + (convolutions.refusal().isEmpty() ? "" : "; it says: " + convolutions.refusal()));
		return plan;
	}

	private ConvolutionPlan plan(final ConvolutionPlan.Kind kind, final LayerPlan o, final long... addresses) {
		final ConvolutionPlan plan = convolutions.plan(kind, o, images, timed, p -> time(p, addresses));
		if (plan != null) made.add(plan);
		return plan;
	}

	/** On whatever is in memory now. */
	private double time(final ConvolutionPlan plan, final long... addresses) {
		final long space = workspace.atLeast(plan.workspace());
		try (ConvolutionPlan.Call call = plan.on(space, addresses)) {
			call.run();
			if (!timed) return 0;
			return cuda.time(() -> {
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

	private Binding bind(final ConvolutionPlan plan, final long... addresses) {
		final Binding binding = new Binding(plan, addresses);
		bindings.add(binding);
		return binding;
	}

	private void backward(final int i, final LayerPlan o) {
		if (!o.used()) return;
		final long d = map(maps.derivatives()[i]);
		if (o.head() != null) {
			final int pixels = o.size() * o.size(), padded = Precision.padded(o.channels());
			final long count = (long) images * pixels * padded;
			backward.calls.add(kernels.launch("predict_back", count, d, memory.dLocations, memory.dConfidences,
				memory.scale, count, o.channels(), padded, o.head().boxes(), network.network().classes(), pixels,
				o.head().firstPrior(), network.priors()));
		}
		final boolean toInput = o.input() != LayerPlan.IMAGE;
		final long dInput = !toInput ? 0 : map(o.adds() ? maps.parts()[i] : maps.derivatives()[o.input()]);
		if (o.layer() instanceof Layer.Convolution) convolveBack(i, o, d, toInput, dInput);
		else if (o.layer() instanceof Layer.MaxPooling p) {
			final long count = (long) images * o.inputSize() * o.inputSize() * packs(o);
			if (toInput)
				backward.calls.add(kernels.launch("pool_back", count, d, map(maps.kept()[i]), dInput, count, packs(o),
					o.inputSize(), o.size(), p.kernel(), p.stride(), p.pad()));
		}
		else {
			sumRows(o, offset(o, NamedWeights.WEIGHT), "normalize_rows", input(o), d, map(maps.kept()[i]));
			if (toInput)
				backward.calls.add(kernels.launch("normalize_back", pixels(o) * LANES, input(o), d, dInput, scale(o),
					map(maps.kept()[i]), pixels(o), packs(o)));
		}
		if (o.adds()) {
			final LayerPlan read = network.operations().get(o.input());
			backward.calls.add(kernels.launch("add_maps", pixels(read) * packs(read),
				map(maps.derivatives()[o.input()]), dInput, pixels(read) * packs(read)));
		}
	}

	private void convolveBack(final int i, final LayerPlan o, final long d, final boolean toInput, final long dInput) {
		sumRows(o, offset(o, NamedWeights.BIAS), "bias_rows", d, o.masks() ? map(maps.outputs()[i]) : 0L);
		final long start = offset(o, NamedWeights.WEIGHT), w = parameters.copy(start),
			dw = memory.passKernels + start * precision.bytes();
		backward.calls.add(bind(required(ConvolutionPlan.Kind.BY_KERNEL, o, input(o), dw, d), input(o), dw, d));
		if (toInput) backward.calls.add(bind(required(ConvolutionPlan.Kind.BY_INPUT, o, dInput, w, d), dInput, w, d));
	}

	/** Sums over all pixels in a fixed order: into rows, and these into fewer until there is one. */
	private void sumRows(final LayerPlan o, final long start, final String kernel, final long... maps) {
		final int packs = packs(o), width = Precision.PACK * packs;
		final int run = Math.toIntExact((pixels(o) + MOST_ROWS - 1) / MOST_ROWS);
		int height = Math.toIntExact((pixels(o) + run - 1) / run);
		final long target = memory.passVectors + (start - parameters.layout().kernelLength()) * Float.BYTES;
		long from = height == 1 ? target : memory.rows;
		final List<Object> arguments = new ArrayList<>();
		for (final long map : maps)
			arguments.add(map);
		arguments.addAll(List.of(from, pixels(o), run, packs, (long) height * packs));
		backward.calls.add(kernels.launch(kernel, (long) height * packs, arguments.toArray()));
		while (height > 1) {
			final int fewer = (height + ROWS_TO_ONE - 1) / ROWS_TO_ONE;
			final long to = fewer == 1
				? target
				: memory.rows + (from == memory.rows ? (long) Float.BYTES * MOST_ROWS * width : 0);
			backward.calls.add(kernels.launch("sum_rows", (long) fewer * width, from, to, height, ROWS_TO_ONE, width,
				(long) fewer * width));
			height = fewer;
			from = to;
		}
	}

	@Override
	public void close() {
		for (int k = made.size() - 1; k >= 0; k--)
			try {
				made.get(k).close();
			}
			catch (final Exception e) {
				throw new IllegalStateException(e);
			}
		made.clear();
	}
}
