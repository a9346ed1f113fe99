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

import sc.fiji.ssd.engine.cudnn.convolution.ConvolutionPlan;
import sc.fiji.ssd.engine.cudnn.convolution.Precision;
import sc.fiji.ssd.engine.plan.ActivationLayout;
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.engine.plan.NetworkPlan;

/**
 * The context that the layers of a {@link Program} share while they are recorded: addresses, passes, and resources
 * to be freed.
 */
final class Compilation implements AutoCloseable {

	/** Numbers of rows: partial sums of a map, and rows that are summed into one. */
	private static final int MOST_ROWS = 4096, ROWS_TO_ONE = 64;

	private final Program.Context context;
	private final Program.Memory memory;
	private final Workspace workspace;
	private final int images;
	private final ActivationLayout maps;
	private final long block;
	private final Pass forward;
	private final Pass backward;
	private final Pass statistics;
	private final List<AutoCloseable> made = new ArrayList<>();
	private final List<Binding> bindings = new ArrayList<>();

	/** A convolution whose workspace is known when all plans exist. */
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

	Compilation(final Program.Context context, final Program.Memory memory, final Workspace workspace,
		final int images)
	{
		this.context = context;
		this.memory = memory;
		this.workspace = workspace;
		this.images = images;
		maps = ActivationLayout.of(context.network(), images, context.precision().format(), context.training());
		block = maps.bytes() <= memory.blockBytes() ? memory.block() : context.cuda().allocate(maps.bytes());
		forward = new Pass(context.cuda());
		backward = new Pass(context.cuda());
		statistics = new Pass(context.cuda());
	}

	/** @return bytes of {@link Program.Memory#rows} */
	static long rowsBytes(final NetworkPlan network) {
		return 2L * Float.BYTES * MOST_ROWS *
			network.operations().stream().mapToInt(o -> Precision.padded(o.channels())).max().orElse(1);
	}

	Program.Context context() {
		return context;
	}

	Program.Memory memory() {
		return memory;
	}

	int images() {
		return images;
	}

	Workspace workspace() {
		return workspace;
	}

	/** @return the places of the maps, relative to {@link #address} */
	ActivationLayout maps() {
		return maps;
	}

	/** @return the address of a place, 0 if there is no such map */
	long address(final long place) {
		return place == ActivationLayout.NONE ? 0 : block + place;
	}

	/** @return index of an operation's array in the vector of parameters */
	long offset(final LayerPlan plan, final String kind) {
		return context.parameters().layout().offset(plan, kind);
	}

	/** @return the address of an array in the derivatives of scales and biases of one pass, float */
	long passVector(final LayerPlan plan, final String kind) {
		return memory.passVectors() +
			(offset(plan, kind) - context.parameters().layout().kernelLength()) * Float.BYTES;
	}

	Pass forward() {
		return forward;
	}

	Pass backward() {
		return backward;
	}

	/** @return moves the running statistics of batch normalizations */
	Pass statistics() {
		return statistics;
	}

	/** Adds a kernel to a pass, see {@link KernelModule#launch}. */
	void launch(final Pass pass, final String name, final long threads, final Object... arguments) {
		pass.add(context.kernels().launch(name, threads, arguments));
	}

	/**
	 * Adds the sum over all pixels of a map, in a fixed order: first into rows, then into fewer rows until one is
	 * left.
	 *
	 * @param pass to add it to
	 * @param plan whose output has the size of the map
	 * @param target address of the sums, a float for each channel
	 * @param kernel makes the first rows
	 * @param arguments its first arguments
	 */
	void sumRows(final Pass pass, final LayerPlan plan, final long target, final String kernel,
		final Object... arguments)
	{
		final long pixels = (long) images * plan.pixels();
		final int width = Precision.padded(plan.channels()), packs = width / Precision.PACK;
		final int run = Math.toIntExact((pixels + MOST_ROWS - 1) / MOST_ROWS);
		int height = Math.toIntExact((pixels + run - 1) / run);
		long from = height == 1 ? target : memory.rows();
		final List<Object> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of(from, pixels, run, packs, (long) height * packs));
		launch(pass, kernel, (long) height * packs, all.toArray());
		while (height > 1) {
			final int fewer = (height + ROWS_TO_ONE - 1) / ROWS_TO_ONE;
			final long to = fewer == 1
				? target
				: memory.rows() + (from == memory.rows() ? (long) Float.BYTES * MOST_ROWS * width : 0);
			launch(pass, "sum_rows", (long) fewer * width, from, to, height, ROWS_TO_ONE, width, (long) fewer * width);
			height = fewer;
			from = to;
		}
	}

	/** Keeps something that is closed with the program. */
	<T extends AutoCloseable> T keep(final T part) {
		if (part != null) made.add(part);
		return part;
	}

	/** Adds a convolution to a pass. */
	void convolve(final Pass pass, final ConvolutionPlan plan, final long... addresses) {
		final Binding binding = new Binding(plan, addresses);
		bindings.add(binding);
		pass.add(binding);
	}

	/** Ends the recording: all convolutions are known, and with them the size of the workspace. */
	void bind() {
		final long space = workspace.bind();
		for (final Binding binding : bindings)
			binding.call = keep(binding.plan.on(space, binding.addresses));
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
