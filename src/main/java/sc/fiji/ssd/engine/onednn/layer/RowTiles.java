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

import org.bytedeco.dnnl.dnnl_memory_desc;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.onednn.primitives.InstructionSet;
import sc.fiji.ssd.engine.onednn.primitives.Recorder;
import sc.fiji.ssd.engine.onednn.primitives.Recorder.Argument;
import sc.fiji.ssd.engine.onednn.primitives.Tensor;
import sc.fiji.ssd.engine.plan.LayerPlan;

/**
 * Convolutions and the pooling after them, one tile of rows after another, so that what one writes and the next reads
 * stays in the cache of a core; the maps of the first layers are larger than that. Rows that two tiles read are
 * computed twice.
 *
 * @param c where they are recorded
 * @param first index of the first convolution among the network's operations
 * @param last index of the pooling
 */
public record RowTiles(Compilation c, int first, int last) {

	/**
	 * Bytes of a core's second-level cache: current server cores have 1 to 2 MiB. Doubling or halving it costs about 5
	 * %.
	 */
	private static final long CACHE = 2_000_000;

	/** Bytes of a kernel that is worth to be read again for each tile, in parts of the cache. */
	private static final double KERNEL = 0.3;

	/**
	 * It does not depend on the number of threads, on which results must not depend either.
	 *
	 * @param precision of maps and kernels
	 * @return bytes that an operation should read and write in a tile; 0 where tiles do not pay, as convolutions
	 * without units for matrices wait for arithmetic and not for memory
	 */
	public static long cache(final Precision precision) {
		return precision == Precision.BFLOAT16 && InstructionSet.effective().hasMatrixUnits() ? CACHE : 0;
	}

	/**
	 * @param c whose operations one thread computes
	 * @param first an operation
	 * @return the convolutions from it on and a pooling, if their maps are larger than the cache; otherwise null
	 */
	static RowTiles from(final Compilation c, final int first) {
		if (c.session().cache() == 0 || c.session().training() || c.shared() || c.images() != 1) return null;
		final List<LayerPlan> all = c.session().plan().operations();
		long largest = 0;
		for (int i = first; i < all.size(); i++) {
			final LayerPlan plan = all.get(i);
			if (i > first && (plan.input() != i - 1 || all.get(i - 1).readers().size() != 1)) return null;
			if (plan.layer() instanceof Layer.MaxPooling p)
				return i > first && p.kernel() == p.stride() && p.pad() == 0 && largest > 2 * c.session().cache()
					? new RowTiles(c, first, i)
					: null;
			if (!(plan.layer() instanceof Layer.Convolution v) || plan.head() != null || v.stride() != 1 ||
				plan.size() != plan.inputSize() || kernel(c, v) > KERNEL * c.session().cache()) return null;
			largest = Math.max(largest, row(c, plan) * plan.size());
		}
		return null;
	}

	/** @return bytes that a convolution reads and writes for a row */
	private static long row(final Compilation c, final LayerPlan plan) {
		return bytes(c, plan.channels() + plan.inputChannels(), plan.size(), 1);
	}

	private static long kernel(final Compilation c, final Layer.Convolution v) {
		return (long) v.outChannels() * v.inChannels() * v.kernel() * v.kernel() *
			dnnl_data_type_size(c.type());
	}

	private static long bytes(final Compilation c, final int channels, final int width, final int rows) {
		return (long) rows * width * channels * dnnl_data_type_size(c.type());
	}

	/** @return output of the last operation */
	Tensor record(final Tensor in) {
		final Recorder recorder = c.recorder();
		final LayerPlan begin = plan(first), end = plan(last);
		final Tensor source = recorder.as(in, c.map(c.type(), begin.inputChannels(), begin.inputSize())),
			output = recorder.tensor(c.map(c.type(), end.channels(), end.size()));
		final int height = height();
		for (int row = 0; row < end.size(); row += height)
			tile(source, output, row, Math.min(end.size(), row + height));
		return output;
	}

	private LayerPlan plan(final int operation) {
		return c.session().plan().operations().get(operation);
	}

	/** @return rows of the output in a tile */
	private int height() {
		long row = 0;
		for (int i = first; i < last; i++)
			row = Math.max(row, row(c, plan(i)));
		final Layer.MaxPooling pooling = (Layer.MaxPooling) plan(last).layer();
		final int most = (int) Math.max(1, c.session().cache() / row / pooling.stride()), size = plan(last).size();
		final int count = (size + most - 1) / most;
		return (size + count - 1) / count;
	}

	/** Output rows from one to another, which is not among them. */
	private void tile(final Tensor source, final Tensor output, final int from, final int to) {
		final Rows[] written = new Rows[last + 1];
		written[last] = new Rows(from, to, 0, 0);
		for (int i = last; i > first; i--)
			written[i - 1] = written[i].read(plan(i));
		final Rows read = written[first].read(plan(first));
		Tensor in = rows(source, plan(first).inputChannels(), plan(first).inputSize(), read);
		Rows given = read;
		for (int i = first; i <= last; i++) {
			final Tensor out = i == last
				? rows(output, plan(i).channels(), plan(i).size(), written[i])
				: c.recorder().tensor(desc(plan(i).channels(), plan(i).size(), written[i]));
			operation(plan(i), in, out, given);
			in = out;
			given = written[i];
		}
	}

	/**
	 * Rows of a map.
	 *
	 * @param from the first
	 * @param to after the last
	 * @param above rows of the border that the reader sees above them
	 * @param below rows of the border below them
	 */
	private record Rows(int from, int to, int above, int below) {

		/** @return what an operation reads to write these */
		Rows read(final LayerPlan plan) {
			final Window w = Window.of(plan);
			final int stride = (int) w.strides()[0], reach = (int) ((w.kernel()[0] - 1) * (w.dilations()[0] + 1)),
				begin = from * stride - (int) w.before()[0], end = (to - 1) * stride - (int) w.before()[0] + reach + 1;
			return new Rows(Math.max(0, begin), Math.min(plan.inputSize(), end), Math.max(0, -begin),
				Math.max(0, end - plan.inputSize()));
		}
	}

	private dnnl_memory_desc desc(final int channels, final int width, final Rows rows) {
		return c.dnnl().desc(c.type(), dnnl_nhwc, 1, channels, rows.to - rows.from, width);
	}

	private Tensor rows(final Tensor map, final int channels, final int width, final Rows rows) {
		return c.recorder().part(map, desc(channels, width, rows), bytes(c, channels, width, rows.from));
	}

	private void operation(final LayerPlan plan, final Tensor in, final Tensor out, final Rows read) {
		final Window w = Window.of(plan).bordered(read.above, read.below);
		if (plan.layer() instanceof Layer.Convolution v)
			c.record(plan, c.convolution(plan, w, in.desc(), out.desc(), c.withRelu(v)), in, out);
		else
			c.recorder().record(c.pooling(w, in.desc(), out.desc()), new Argument(DNNL_ARG_SRC, in),
				new Argument(DNNL_ARG_DST, out));
	}
}
