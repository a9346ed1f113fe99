package sc.fiji.ssd.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.Pointer;

import sc.fiji.ssd.engine.BufferPlan;

/**
 * Makes operations in the order of their execution, notes from when to when
 * each tensor is used, and finally gives the tensors memory.
 */
final class Recorder {

	/** What an operation reads or writes: oneDNN's name of the argument, and the tensor. */
	record Argument(int name, Tensor tensor) {}

	private final Dnnl dnnl;
	private final Block scratch;
	private final List<Tensor.Storage> storages = new ArrayList<>();
	private List<Operation> operations = new ArrayList<>();
	private int step;

	/**
	 * @param dnnl that makes the primitives
	 * @param scratch what they need while they run
	 */
	Recorder(final Dnnl dnnl, final Block scratch) {
		this.dnnl = dnnl;
		this.scratch = scratch;
	}

	/** @return a new tensor, whose memory others take over outside its lifetime */
	Tensor tensor(final dnnl_memory_desc desc) {
		final Tensor.Storage storage = new Tensor.Storage(dnnl_memory_desc_get_size(desc));
		storages.add(storage);
		return tensor(desc, storage);
	}

	/** @return the same memory, described otherwise */
	Tensor alias(final Tensor tensor, final dnnl_memory_desc desc) {
		return tensor(desc, tensor.storage());
	}

	private Tensor tensor(final dnnl_memory_desc desc, final Tensor.Storage storage) {
		final dnnl_memory memory = dnnl.memory(desc);
		storage.add(memory);
		return new Tensor(desc, memory, storage);
	}

	/** @return a tensor that lies in memory of its own */
	Tensor fixed(final dnnl_memory_desc desc, final Pointer where) {
		final dnnl_memory memory = dnnl.memory(desc);
		Dnnl.place(memory, where);
		return new Tensor(desc, memory, null);
	}

	/** Appends an operation. */
	void record(final dnnl_primitive_desc operation, final Argument... arguments) {
		final dnnl_memory_desc scratchDesc = dnnl.query(operation, dnnl_query_scratchpad_md);
		final long scratchBytes = dnnl_memory_desc_get_size(scratchDesc);
		final dnnl_exec_arg_t listed = dnnl.arguments(arguments.length + 1);
		for (int i = 0; i < arguments.length; i++) {
			final Tensor tensor = arguments[i].tensor();
			listed.getPointer(i).arg(arguments[i].name()).memory(tensor.memory());
			if (tensor.storage() != null) tensor.storage().use(step);
		}
		if (scratchBytes > 0) {
			final dnnl_memory memory = dnnl.memory(scratchDesc);
			scratch.require(scratchBytes);
			scratch.add(memory, 0);
			listed.getPointer(arguments.length).arg(DNNL_ARG_SCRATCHPAD).memory(memory);
		}
		operations.add(new Operation(dnnl.primitive(operation), listed, arguments.length + (scratchBytes > 0 ? 1 : 0)));
		step++;
	}

	/** Appends a copy, with a change of type and order where the descriptors differ. */
	void copy(final Tensor from, final Tensor to) {
		copy(from, to, dnnl.plain());
	}

	/** Appends {@code to += from}. */
	void add(final Tensor from, final Tensor to) {
		copy(from, to, dnnl.accumulate());
	}

	/** Appends {@code to += from} with each row of {@code from} multiplied by a number of its own. */
	void addRows(final Tensor from, final Tensor factors, final Tensor to) {
		record(copying(from, to, dnnl.accumulateRows()), new Argument(DNNL_ARG_FROM, from), new Argument(
			DNNL_ARG_ATTR_SCALES | DNNL_ARG_FROM, factors), new Argument(DNNL_ARG_TO, to));
	}

	private void copy(final Tensor from, final Tensor to, final dnnl_primitive_attr attributes) {
		record(copying(from, to, attributes), new Argument(DNNL_ARG_FROM, from), new Argument(DNNL_ARG_TO, to));
	}

	private dnnl_primitive_desc copying(final Tensor from, final Tensor to, final dnnl_primitive_attr attributes) {
		return dnnl.operation(made -> dnnl_reorder_primitive_desc_create(made, from.desc(), dnnl.engine(), to.desc(), dnnl
			.engine(), attributes));
	}

	/** @return the tensor itself if it lies as described, else a copy that does */
	Tensor as(final Tensor tensor, final dnnl_memory_desc desc) {
		if (dnnl_memory_desc_equal(tensor.desc(), desc) != 0) return tensor;
		final Tensor copy = tensor(desc);
		copy(tensor, copy);
		return copy;
	}

	/**
	 * Appends {@code to = sum of factors[i] * from[i]}. All lie alike, and
	 * {@code to} may be the first of them.
	 */
	void sum(final Tensor to, final float[] factors, final List<Tensor> from) {
		final dnnl_primitive_desc sum = dnnl.sum(to.desc(), factors, from.stream().map(Tensor::desc).toList());
		final Argument[] arguments = new Argument[from.size() + 1];
		for (int i = 0; i < from.size(); i++)
			arguments[i] = new Argument(DNNL_ARG_MULTIPLE_SRC + i, from.get(i));
		arguments[from.size()] = new Argument(DNNL_ARG_DST, to);
		record(sum, arguments);
	}

	/** @return the operations since the last call */
	List<Operation> take() {
		final List<Operation> taken = operations;
		operations = new ArrayList<>();
		return taken;
	}

	/** Gives all tensors memory. */
	void place(final Block block) {
		final BufferPlan plan = BufferPlan.of(storages.stream().map(s -> new BufferPlan.Lifetime(s.first(), s.last(), s
			.bytes())).toList());
		block.require(plan.bytes());
		for (int i = 0; i < storages.size(); i++)
			for (final dnnl_memory memory : storages.get(i).memories())
				block.add(memory, plan.offsets()[i]);
	}
}
