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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;

import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * oneDNN's objects of one engine: makes them and, at the end, destroys them all.
 * Descriptors have logical dimensions n, c, h, w.
 */
public final class Dnnl implements AutoCloseable {

	private final Deque<Runnable> owned = new ArrayDeque<>();
	private final dnnl_engine engine;
	private final dnnl_primitive_attr plain;
	private final dnnl_primitive_attr relu;
	private final dnnl_primitive_attr accumulate;
	private final dnnl_primitive_attr accumulateRows;

	public Dnnl() {
		engine = own(new dnnl_engine(), e -> dnnl_engine_create(e, dnnl_cpu, 0), e -> dnnl_engine_destroy(e));
		plain = attributes(operations -> dnnl_success);
		relu = attributes(operations -> dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_relu, 0, 0));
		accumulate = attributes(operations -> dnnl_post_ops_append_sum(operations, 1, 0, dnnl_data_type_undef));
		accumulateRows = attributes(operations -> dnnl_post_ops_append_sum(operations, 1, 0, dnnl_data_type_undef));
		check(dnnl_primitive_attr_set_scales_mask(accumulateRows, DNNL_ARG_FROM, 1));
	}

	/** @return the object, made, and destroyed with this one */
	private <P extends Pointer> P own(final P object, final ToIntFunction<P> create, final ToIntFunction<P> destroy) {
		check(create.applyAsInt(object));
		owned.push(() -> destroy.applyAsInt(object));
		return object;
	}

	private dnnl_primitive_attr attributes(final ToIntFunction<dnnl_post_ops> appended) {
		final dnnl_primitive_attr attributes = own(new dnnl_primitive_attr(), a -> dnnl_primitive_attr_create(a),
			a -> dnnl_primitive_attr_destroy(a));
		check(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user));
		final dnnl_post_ops operations = new dnnl_post_ops();
		check(dnnl_post_ops_create(operations));
		check(appended.applyAsInt(operations));
		check(dnnl_primitive_attr_set_post_ops(attributes, operations));
		check(dnnl_post_ops_destroy(operations));
		return attributes;
	}

	/** @return what operations of one thread at a time are executed on */
	public dnnl_stream stream() {
		return own(new dnnl_stream(), s -> dnnl_stream_create(s, engine, dnnl_stream_default_flags),
			s -> dnnl_stream_destroy(s));
	}

	/** @return attributes of an operation that replaces its output */
	public dnnl_primitive_attr plain() {
		return plain;
	}

	/** @return attributes of an operation that is followed by max(0, x) */
	public dnnl_primitive_attr relu() {
		return relu;
	}

	/** @return attributes of an operation that adds to its output */
	dnnl_primitive_attr accumulate() {
		return accumulate;
	}

	/** @return attributes of a copy that multiplies every row by its own number and adds to its output */
	dnnl_primitive_attr accumulateRows() {
		return accumulateRows;
	}

	/** @return a descriptor of dense memory in the order of a format tag */
	public dnnl_memory_desc desc(final int type, final int tag, final long... dims) {
		return desc(d -> dnnl_memory_desc_create_with_tag(d, dims.length, dims, type, tag));
	}

	/** @return a descriptor of memory with these distances between neighbours */
	public dnnl_memory_desc strided(final int type, final long[] dims, final long[] strides) {
		return desc(d -> dnnl_memory_desc_create_with_strides(d, dims.length, dims, type, strides));
	}

	/** @return a descriptor of a part of another descriptor */
	public dnnl_memory_desc part(final dnnl_memory_desc whole, final long[] dims, final long[] offsets) {
		return desc(d -> dnnl_memory_desc_create_submemory(d, whole, dims, offsets));
	}

	/** @return a copy of the descriptor that an operation has chosen */
	public dnnl_memory_desc query(final dnnl_primitive_desc operation, final int what) {
		return desc(d -> dnnl_memory_desc_clone(d, dnnl_primitive_desc_query_md(operation, what, 0)));
	}

	private dnnl_memory_desc desc(final ToIntFunction<dnnl_memory_desc> create) {
		return own(new dnnl_memory_desc(), create, d -> dnnl_memory_desc_destroy(d));
	}

	/** @param create one of oneDNN's functions that create operations, which returns its status */
	public dnnl_primitive_desc operation(final ToIntBiFunction<dnnl_primitive_desc, dnnl_engine> create) {
		return own(new dnnl_primitive_desc(), o -> create.applyAsInt(o, engine), o -> dnnl_primitive_desc_destroy(o));
	}

	/** @return the operation {@code to = sum of factors[i] * from[i]} */
	dnnl_primitive_desc sum(final dnnl_memory_desc to, final float[] factors, final List<dnnl_memory_desc> from) {
		try (PointerPointer<dnnl_primitive_desc> made = new PointerPointer<>(1);
			PointerPointer<dnnl_memory_desc> sources = new PointerPointer<>(from.toArray(dnnl_memory_desc[]::new)))
		{
			check(dnnl_sum_primitive_desc_create(made, engine, to, from.size(), factors, sources, plain));
			final dnnl_primitive_desc sum = made.get(dnnl_primitive_desc.class, 0);
			owned.push(() -> dnnl_primitive_desc_destroy(sum));
			return sum;
		}
	}

	dnnl_primitive primitive(final dnnl_primitive_desc operation) {
		return own(new dnnl_primitive(), p -> dnnl_primitive_create(p, operation), p -> dnnl_primitive_destroy(p));
	}

	/** @return memory that lies nowhere yet, see {@link #place} */
	dnnl_memory memory(final dnnl_memory_desc desc) {
		return own(new dnnl_memory(), m -> dnnl_memory_create(m, desc, engine, (Pointer) null),
			m -> dnnl_memory_destroy(m));
	}

	static void place(final dnnl_memory memory, final Pointer where) {
		check(dnnl_memory_set_data_handle(memory, where));
	}

	dnnl_exec_arg_t arguments(final int count) {
		final dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(count);
		owned.push(arguments::deallocate);
		return arguments;
	}

	/** @return zeroed memory until {@link #close} */
	public NativeMemory allocate(final long bytes) {
		final NativeMemory memory = NativeMemory.allocate(bytes);
		atClose(memory::close);
		return memory;
	}

	/** @param release what frees something that oneDNN's objects use; runs in the reverse order of these calls */
	void atClose(final Runnable release) {
		owned.push(release);
	}

	/** Executes an operation and waits until it is done. */
	static void execute(final Operation operation) {
		check(dnnl_primitive_execute(operation.primitive(), operation.stream(), operation.count(),
			operation.arguments()));
		check(dnnl_stream_wait(operation.stream()));
	}

	private static void check(final int status) {
		if (status == dnnl_success) return;
		if (status == dnnl_out_of_memory) throw new OutOfMemoryError("oneDNN does not have enough native memory");
		throw new IllegalStateException("oneDNN fails with status " + status);
	}

	@Override
	public void close() {
		while (!owned.isEmpty())
			owned.pop().run();
	}
}
