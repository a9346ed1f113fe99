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
package sc.fiji.ssd.model.weights.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;

/** The fields of one small message of caffe.proto, by their numbers. Packed and single numbers read alike. */
public record CaffeFields(UnknownFieldSet fields) {

	public static final CaffeFields EMPTY = new CaffeFields(UnknownFieldSet.getDefaultInstance());

	/**
	 * @param message encoded
	 * @return its fields
	 * @throws IOException if the bytes are not a message
	 */
	static CaffeFields of(final byte[] message) throws IOException {
		try {
			return new CaffeFields(UnknownFieldSet.parseFrom(message));
		}
		catch (final InvalidProtocolBufferException e) {
			throw new IOException("a layer's parameters are damaged", e);
		}
	}

	/** @return whether the field occurs */
	public boolean has(final int field) {
		return fields.hasField(field);
	}

	/** @return the values of a repeated float, as their shortest decimal text reads: 35.84f is 35.84 */
	public List<Double> floats(final int field) throws IOException {
		final List<Double> numbers = new ArrayList<>();
		for (final int bits : fields.getField(field).getFixed32List())
			numbers.add(decimal(bits));
		for (final ByteString packed : fields.getField(field).getLengthDelimitedList()) {
			if (packed.size() % Float.BYTES != 0) throw new IOException("a layer's parameters are damaged");
			final ByteBuffer bits = packed.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
			while (bits.hasRemaining())
				numbers.add(decimal(bits.getInt()));
		}
		return numbers;
	}

	private static double decimal(final int bits) {
		return Double.parseDouble(Float.toString(Float.intBitsToFloat(bits)));
	}

	/** @return the last value of a float, if it occurs */
	public OptionalDouble decimal(final int field, final String name) throws IOException {
		final List<Double> all = floats(field);
		if (all.isEmpty()) return OptionalDouble.empty();
		final double last = all.get(all.size() - 1);
		if (!Double.isFinite(last)) throw new IOException(name + " is " + last);
		return OptionalDouble.of(last);
	}

	/** @return the last value of a whole number, a truth value or an enum, if it occurs */
	public OptionalLong whole(final int field) throws IOException {
		final List<Long> all = wholes(field);
		return all.isEmpty() ? OptionalLong.empty() : OptionalLong.of(all.get(all.size() - 1));
	}

	/** @return the values of a repeated whole number */
	List<Long> wholes(final int field) throws IOException {
		final List<Long> numbers = new ArrayList<>(fields.getField(field).getVarintList());
		for (final ByteString packed : fields.getField(field).getLengthDelimitedList()) {
			final CodedInputStream in = packed.newCodedInput();
			while (!in.isAtEnd())
				numbers.add(in.readRawVarint64());
		}
		return numbers;
	}

	/** @return a message inside this one; empty if it does not occur */
	public CaffeFields message(final int field) throws IOException {
		final List<ByteString> all = fields.getField(field).getLengthDelimitedList();
		return all.isEmpty() ? EMPTY : of(all.get(all.size() - 1).toByteArray());
	}
}
