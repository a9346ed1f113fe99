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
package sc.fiji.ssd.engine.onednn.primitives;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntBiFunction;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.Pointer;

import sc.fiji.ssd.engine.plan.BufferPlan;

/**
 * Makes operations in the order of their execution, notes from when to when
 * each tensor is used, and finally gives the tensors memory.
 */
public final class Recorder {

	/** An argument of an operation: oneDNN's name for it, and the tensor that is read or written. */
	public record Argument(int name, Tensor tensor) {}

	private final WorkerStream worker;
	private final Dnnl dnnl;
	private final BufferPlan buffers = new BufferPlan();
	private final List<Tensor.Storage> storages = new ArrayList<>();
	/** The recorder whose steps count; this one unless it belongs to a worker. */
	private final Recorder main;
	private List<Step> steps = new ArrayList<>();
	private int step;

	/** @param worker runs the operations */
	public Recorder(final WorkerStream worker) {
		this(worker, null);
	}

	private Recorder(final WorkerStream worker, final Recorder main) {
		this.worker = worker;
		dnnl = worker.dnnl();
		this.main = main == null ? this : main;
	}

	/** @return a recorder of operations that run while others run, until {@link #parallel} */
	public Recorder on(final WorkerStream other) {
		return new Recorder(other, main);
	}

	/** Appends what workers have recorded; they run at the same time, each on one thread. */
	public void parallel(final List<Recorder> workers) {
		steps.add(new Step.Parallel(workers.stream().map(Recorder::take).toList(), 1));
		step++;
	}

	/** @return a new tensor, whose memory others take over outside its lifetime */
	public Tensor tensor(final dnnl_memory_desc desc) {
		final Tensor.Storage storage = new Tensor.Storage(main.buffers.add(dnnl_memory_desc_get_size(desc)),
			new ArrayList<>());
		main.storages.add(storage);
		return tensor(desc, storage, 0);
	}

	/** @return the same memory, described otherwise */
	public Tensor alias(final Tensor tensor, final dnnl_memory_desc desc) {
		return tensor(desc, tensor.storage(), 0);
	}

	/** @return a part of the same memory */
	public Tensor part(final Tensor tensor, final dnnl_memory_desc desc, final long byteOffset) {
		return tensor(desc, tensor.storage(), byteOffset);
	}

	private Tensor tensor(final dnnl_memory_desc desc, final Tensor.Storage storage, final long byteOffset) {
		final dnnl_memory memory = dnnl.memory(desc);
		storage.places().add(new Tensor.Place(memory, byteOffset));
		return new Tensor(desc, memory, storage);
	}

	/** @return a tensor that lies in its own memory */
	public Tensor fixed(final dnnl_memory_desc desc, final Pointer where) {
		final dnnl_memory memory = dnnl.memory(desc);
		Dnnl.place(memory, where);
		return new Tensor(desc, memory, null);
	}

	/** Creates and appends an operation, see {@link Dnnl#operation}. */
	public void record(final ToIntBiFunction<dnnl_primitive_desc, dnnl_engine> create, final Argument... arguments) {
		record(dnnl.operation(create), arguments);
	}

	/** Appends an operation. */
	public void record(final dnnl_primitive_desc operation, final Argument... arguments) {
		final dnnl_memory_desc scratchDesc = dnnl.query(operation, dnnl_query_scratchpad_md);
		final long scratchBytes = dnnl_memory_desc_get_size(scratchDesc);
		final dnnl_exec_arg_t listed = dnnl.arguments(arguments.length + 1);
		for (int i = 0; i < arguments.length; i++) {
			final Tensor tensor = arguments[i].tensor();
			listed.getPointer(i).arg(arguments[i].name()).memory(tensor.memory());
			if (tensor.storage() != null) tensor.storage().buffer().usedAt(main.step);
		}
		if (scratchBytes > 0) {
			final dnnl_memory memory = dnnl.memory(scratchDesc);
			worker.scratch().require(scratchBytes);
			worker.scratch().add(memory, 0);
			listed.getPointer(arguments.length).arg(DNNL_ARG_SCRATCHPAD).memory(memory);
		}
		steps.add(
			new Operation(dnnl.primitive(operation), worker.stream(), listed, arguments.length + (scratchBytes > 0 ? 1 : 0)));
		if (main == this) step++;
	}

	/** Appends a copy, with a change of type and order where the descriptors differ. */
	public void copy(final Tensor from, final Tensor to) {
		copy(from, to, dnnl.plain());
	}

	/** Appends {@code to += from}. */
	public void add(final Tensor from, final Tensor to) {
		copy(from, to, dnnl.accumulate());
	}

	/** Appends {@code to += from} with each row of {@code from} multiplied by its own number. */
	public void addRows(final Tensor from, final Tensor factors, final Tensor to) {
		copy(from, to, dnnl.accumulateRows(), new Argument(DNNL_ARG_ATTR_SCALES | DNNL_ARG_FROM, factors));
	}

	private void copy(final Tensor from, final Tensor to, final dnnl_primitive_attr attributes,
		final Argument... further)
	{
		final Argument[] arguments = Arrays.copyOf(further, further.length + 2);
		arguments[further.length] = new Argument(DNNL_ARG_FROM, from);
		arguments[further.length + 1] = new Argument(DNNL_ARG_TO, to);
		record((o, engine) -> dnnl_reorder_primitive_desc_create(o, from.desc(), engine, to.desc(), engine, attributes),
			arguments);
	}

	/** @return the tensor itself if it lies as described, otherwise a copy that does */
	public Tensor as(final Tensor tensor, final dnnl_memory_desc desc) {
		if (dnnl_memory_desc_equal(tensor.desc(), desc) != 0) return tensor;
		final Tensor copy = tensor(desc);
		copy(tensor, copy);
		return copy;
	}

	/**
	 * Appends {@code to = sum of factors[i] * from[i]}. All lie alike, and
	 * {@code to} may be the first of them.
	 */
	public void sum(final Tensor to, final float[] factors, final List<Tensor> from) {
		final dnnl_primitive_desc sum = dnnl.sum(to.desc(), factors, from.stream().map(Tensor::desc).toList());
		final Argument[] arguments = new Argument[from.size() + 1];
		for (int i = 0; i < from.size(); i++)
			arguments[i] = new Argument(DNNL_ARG_MULTIPLE_SRC + i, from.get(i));
		arguments[from.size()] = new Argument(DNNL_ARG_DST, to);
		record(sum, arguments);
	}

	/** @return the steps since the last call */
	public List<Step> take() {
		final List<Step> taken = steps;
		steps = new ArrayList<>();
		return taken;
	}

	/** Gives all tensors memory. */
	public void place(final SharedBuffer block) {
		block.require(buffers.place());
		for (final Tensor.Storage storage : storages)
			for (final Tensor.Place place : storage.places())
				block.add(place.memory(), storage.buffer().offset() + place.offset());
	}
}
