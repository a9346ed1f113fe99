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
package sc.fiji.ssd.engine.cudnn.driver;

import static org.bytedeco.cuda.global.cudnn.*;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.bytedeco.cuda.cudnn.cudnnBackendDescriptor_t;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** A descriptor of cuDNN's graph API: created, given attributes, finalized, destroyed. */
public final class Descriptor implements AutoCloseable {

	private static final int MOST_WORDS = 200;
	private static final Pattern OUT_OF_MEMORY = Pattern.compile("(?i)out[ _]of[ _]memory");

	private final cudnnBackendDescriptor_t handle = new cudnnBackendDescriptor_t();
	/** Descriptors that live as long as this one. */
	private final List<Descriptor> parts = new ArrayList<>();

	/** @param kind CUDNN_BACKEND_..._DESCRIPTOR */
	public Descriptor(final int kind) {
		check(cudnnBackendCreateDescriptor(kind, handle), "cudnnBackendCreateDescriptor");
	}

	public static void check(final int status, final String call) {
		if (status == CUDNN_STATUS_SUCCESS) return;
		final String words = words();
		final String message = call + " gives " + cudnnGetErrorString(status).getString() +
			(words.isEmpty() ? "" : ": " + words);
		if (status == CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED ||
			status == CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED || OUT_OF_MEMORY.matcher(words).find())
			throw new CudaException.OutOfMemory(message);
		throw new CudaException(message);
	}

	/** @return cuDNN's message about the last failure, in one line */
	private static String words() {
		try (BytePointer text = new BytePointer(MOST_WORDS)) {
			Pointer.memset(text, 0, MOST_WORDS);
			cudnnGetLastErrorString(text, MOST_WORDS - 1);
			return text.getString().strip().replaceAll("\\s+", " ");
		}
	}

	/** If creation fails, the partially created descriptor is freed. */
	private Descriptor checked(final int status, final String call) {
		if (status != CUDNN_STATUS_SUCCESS) close();
		check(status, call);
		return this;
	}

	public cudnnBackendDescriptor_t handle() {
		return handle;
	}

	/** Sets an attribute to another descriptor, which is closed with this one. */
	public Descriptor owns(final Descriptor part) {
		parts.add(part);
		return this;
	}

	Descriptor set(final int attribute, final int type, final int count, final Pointer values) {
		return checked(cudnnBackendSetAttribute(handle, attribute, type, count, values),
			"cudnnBackendSetAttribute(" + attribute + ")");
	}

	/** An enumeration's value. */
	public Descriptor choice(final int attribute, final int type, final int value) {
		try (IntPointer values = new IntPointer(1)) {
			return set(attribute, type, 1, values.put(value));
		}
	}

	public Descriptor numbers(final int attribute, final long... numbers) {
		try (LongPointer values = new LongPointer(numbers)) {
			return set(attribute, CUDNN_TYPE_INT64, numbers.length, values);
		}
	}

	public Descriptor number(final int attribute, final float number) {
		try (FloatPointer values = new FloatPointer(1)) {
			return set(attribute, CUDNN_TYPE_FLOAT, 1, values.put(number));
		}
	}

	public Descriptor number(final int attribute, final double number) {
		try (DoublePointer values = new DoublePointer(1)) {
			return set(attribute, CUDNN_TYPE_DOUBLE, 1, values.put(number));
		}
	}

	public Descriptor flag(final int attribute, final boolean value) {
		try (BytePointer values = new BytePointer(1)) {
			return set(attribute, CUDNN_TYPE_BOOLEAN, 1, values.put((byte) (value ? 1 : 0)));
		}
	}

	public Descriptor text(final int attribute, final String text) {
		try (BytePointer values = new BytePointer(text, StandardCharsets.UTF_8)) {
			return set(attribute, CUDNN_TYPE_CHAR, Math.toIntExact(values.capacity() - 1), values);
		}
	}

	/** @return the attribute, without a terminating 0 */
	public String text(final int attribute) {
		final long[] count = new long[1];
		check(cudnnBackendGetAttribute(handle, attribute, CUDNN_TYPE_CHAR, 0, count, (Pointer) null),
			"cudnnBackendGetAttribute(" + attribute + ")");
		try (BytePointer values = new BytePointer(count[0] + 1)) {
			Pointer.memset(values, 0, count[0] + 1);
			check(cudnnBackendGetAttribute(handle, attribute, CUDNN_TYPE_CHAR, count[0], count, values),
				"cudnnBackendGetAttribute(" + attribute + ")");
			return values.getString(StandardCharsets.UTF_8);
		}
	}

	public Descriptor addresses(final int attribute, final long... addresses) {
		try (LongPointer values = new LongPointer(addresses)) {
			return set(attribute, CUDNN_TYPE_VOID_PTR, addresses.length, values);
		}
	}

	public Descriptor library(final int attribute, final cudnnContext library) {
		try (PointerPointer<Pointer> values = new PointerPointer<>(1)) {
			return set(attribute, CUDNN_TYPE_HANDLE, 1, values.put(0, library));
		}
	}

	public Descriptor descriptors(final int attribute, final List<Descriptor> others) {
		try (PointerPointer<Pointer> values = new PointerPointer<>(others.size())) {
			for (int i = 0; i < others.size(); i++)
				values.put(i, others.get(i).handle);
			return set(attribute, CUDNN_TYPE_BACKEND_DESCRIPTOR, others.size(), values);
		}
	}

	public Descriptor descriptor(final int attribute, final Descriptor other) {
		return descriptors(attribute, List.of(other));
	}

	/** @throws CudaException if cuDNN cannot do what it describes */
	public Descriptor done() {
		return checked(cudnnBackendFinalize(handle), "cudnnBackendFinalize");
	}

	/**
	 * @param kind of the descriptors
	 * @param most largest number of descriptors
	 * @return the existing ones, to be closed
	 */
	public List<Descriptor> get(final int attribute, final int kind, final int most) {
		final List<Descriptor> made = new ArrayList<>();
		final long[] count = new long[1];
		try (PointerPointer<Pointer> values = new PointerPointer<>(most)) {
			for (int i = 0; i < most; i++) {
				made.add(new Descriptor(kind));
				values.put(i, made.get(i).handle);
			}
			check(cudnnBackendGetAttribute(handle, attribute, CUDNN_TYPE_BACKEND_DESCRIPTOR, most, count, values),
				"cudnnBackendGetAttribute(" + attribute + ")");
		}
		catch (final CudaException e) {
			made.forEach(Descriptor::close);
			throw e;
		}
		final int there = (int) Math.min(most, count[0]);
		made.subList(there, most).forEach(Descriptor::close);
		return new ArrayList<>(made.subList(0, there));
	}

	/** @return values of an enumeration */
	public List<Integer> choices(final int attribute, final int type, final int most) {
		final long[] count = new long[1];
		final List<Integer> found = new ArrayList<>();
		try (IntPointer values = new IntPointer(most)) {
			check(cudnnBackendGetAttribute(handle, attribute, type, most, count, values),
				"cudnnBackendGetAttribute(" + attribute + ")");
			for (int i = 0; i < Math.min(most, count[0]); i++)
				found.add(values.get(i));
		}
		return found;
	}

	public long number(final int attribute) {
		try (LongPointer value = new LongPointer(1)) {
			check(cudnnBackendGetAttribute(handle, attribute, CUDNN_TYPE_INT64, 1, new long[1], value),
				"cudnnBackendGetAttribute(" + attribute + ")");
			return value.get();
		}
	}

	@Override
	public void close() {
		if (handle.isNull()) return;
		cudnnBackendDestroyDescriptor(handle);
		handle.setNull();
		for (int i = parts.size() - 1; i >= 0; i--)
			parts.get(i).close();
	}
}
