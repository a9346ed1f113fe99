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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.io.FloatType;

/**
 * Caffe's binary {@code NetParameter} (caffe.proto), with the layers of today ({@code layer}) and those of before 2014
 * ({@code layers}, V1). Arrays are named {@code LAYER.weight}, {@code LAYER.bias}, and {@code LAYER.N} from the third
 * blob on. Only the position of every blob is kept.
 */
final class CaffeReader {

	/** Field numbers of caffe.proto. */
	private static final int NET_LAYERS_V1 = 2, NET_LAYER = 100;
	private static final int V1_NAME = 4, V1_BLOBS = 6, NONE = -1;
	private static final Set<Integer> PARAMETERS = Set.of(CaffeNet.TRANSFORM, CaffeNet.CONVOLUTION, CaffeNet.POOLING,
		CaffeNet.INPUT, CaffeNet.PRIOR_BOX, CaffeNet.DETECTION_OUTPUT);
	private static final int LAYER_NAME = 1, LAYER_TYPE = 2, LAYER_BOTTOM = 3, LAYER_BLOBS = 7;
	private static final int BLOB_NUM = 1, BLOB_WIDTH = 4, BLOB_DATA = 5, BLOB_SHAPE = 7, BLOB_DOUBLE_DATA = 8;
	private static final int SHAPE_DIM = 1;

	private static final int MAX_RANK = 8;
	private static final int MAX_BLOBS = 16;
	private static final int MAX_NAME = 1024;
	private static final int MAX_LAYERS = 10_000, MAX_BOTTOMS = 1000, MAX_PARAMETERS = 1 << 16;
	private static final String[] ENDINGS = { ".weight", ".bias" };

	private final FileBytes file;
	private final CodedInputStream in;
	private final Map<String, StoredArray> arrays = new LinkedHashMap<>();
	private final List<CaffeNet.Layer> layers = new ArrayList<>();

	/**
	 * The content of a file.
	 *
	 * @param arrays its weights
	 * @param net what it says about the network
	 */
	record Content(Map<String, StoredArray> arrays, CaffeNet net) {}

	private CaffeReader(final FileBytes file) throws IOException {
		this.file = file;
		in = CodedInputStream.newInstance(file.stream(0), 1 << 16);
		in.setSizeLimit(Integer.MAX_VALUE);
	}

	static Content read(final FileBytes file) throws IOException {
		if (file.size() > Integer.MAX_VALUE) throw new IOException("it is larger than a protobuf file can be");
		try {
			final CaffeReader reader = new CaffeReader(file);
			reader.net();
			return new Content(reader.arrays, new CaffeNet(reader.layers));
		}
		catch (final InvalidProtocolBufferException e) {
			throw new IOException("it is not a Caffe NetParameter, or damaged", e);
		}
	}

	/** Handles a field of a message. */
	private interface Field {

		/** @return false if the field is of no interest and was not read */
		boolean read(int number, int wireType) throws IOException;
	}

	private void net() throws IOException {
		fields((number, type) -> {
			if (type != WireFormat.WIRETYPE_LENGTH_DELIMITED) return false;
			if (number == NET_LAYER) layer(LAYER_NAME, LAYER_TYPE, LAYER_BOTTOM, LAYER_BLOBS);
			else if (number == NET_LAYERS_V1) layer(V1_NAME, NONE, NONE, V1_BLOBS);
			else return false;
			return true;
		});
	}

	private void layer(final int nameField, final int typeField, final int bottomField, final int blobsField)
		throws IOException
	{
		final String[] name = { "", "" };
		final List<String> bottoms = new ArrayList<>();
		final Map<Integer, CaffeFields> parameters = new LinkedHashMap<>();
		final List<Blob> blobs = new ArrayList<>();
		message((number, type) -> {
			if (type != WireFormat.WIRETYPE_LENGTH_DELIMITED) return false;
			if (number == nameField) name[0] = text();
			else if (number == typeField) name[1] = text();
			else if (number == bottomField && bottoms.size() < MAX_BOTTOMS) bottoms.add(text());
			else if (number == blobsField) {
				if (blobs.size() == MAX_BLOBS) throw new IOException("a layer has more than " + MAX_BLOBS + " blobs");
				blobs.add(new Blob());
				message(blobs.get(blobs.size() - 1));
			}
			else if (typeField != NONE && PARAMETERS.contains(number)) parameters.put(number, parameters());
			else return false;
			return true;
		});
		if (layers.size() == MAX_LAYERS) throw new IOException("it has more than " + MAX_LAYERS + " layers");
		layers.add(new CaffeNet.Layer(name[0], name[1], bottoms, parameters));
		for (int i = 0; i < blobs.size(); i++) {
			final String array = name[0] + (i < ENDINGS.length ? ENDINGS[i] : "." + i);
			if (arrays.put(array, blobs.get(i).array(array)) != null)
				throw new IOException("it has two layers named " + name[0]);
		}
	}

	private CaffeFields parameters() throws IOException {
		final int length = length();
		if (length > MAX_PARAMETERS) throw new IOException("a layer has parameters of " + length + " bytes");
		return CaffeFields.of(in.readRawBytes(length));
	}

	/** A BlobProto. */
	private final class Blob implements Field {

		private final long[] legacy = new long[BLOB_WIDTH];
		private boolean hasLegacy;
		private long[] shape;
		private FloatType type = FloatType.F32;
		private long offset;
		private long count;
		/** Numbers that were written one by one, which early writers did. */
		private ByteBuffer single;

		@Override
		public boolean read(final int number, final int wireType) throws IOException {
			if (number >= BLOB_NUM && number <= BLOB_WIDTH && wireType == WireFormat.WIRETYPE_VARINT) {
				hasLegacy = true;
				legacy[number - BLOB_NUM] = in.readInt32();
			}
			else if (number == BLOB_SHAPE && wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED) shape();
			else if (number == BLOB_DATA && wireType == WireFormat.WIRETYPE_FIXED32) single(FloatType.F32);
			else if (number == BLOB_DOUBLE_DATA && wireType == WireFormat.WIRETYPE_FIXED64) single(FloatType.F64);
			else if (number == BLOB_DATA && wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED) packed(FloatType.F32);
			else
				if (number == BLOB_DOUBLE_DATA && wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED)
					packed(FloatType.F64);
				else
					return false;
			return true;
		}

		private void packed(final FloatType numbers) throws IOException {
			final int length = in.readRawVarint32();
			offset = in.getTotalBytesRead();
			if (length < 0 || length > file.size() - offset || length % numbers.size() != 0)
				throw new IOException("a blob claims " + length + " bytes");
			if (count > 0) throw new IOException("a blob has its numbers in several parts");
			type = numbers;
			count = length / numbers.size();
			in.skipRawBytes(length);
		}

		private void single(final FloatType numbers) throws IOException {
			if (single == null && count > 0 || single != null && type != numbers)
				throw new IOException("a blob has its numbers in several parts");
			type = numbers;
			if (single == null) single = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
			if (single.remaining() < numbers.size())
				single = ByteBuffer.allocate(Math.multiplyExact(2, single.capacity())).order(ByteOrder.LITTLE_ENDIAN)
					.put(single.flip());
			if (numbers == FloatType.F32) single.putInt(in.readFixed32());
			else single.putLong(in.readFixed64());
			count++;
		}

		private void shape() throws IOException {
			final long[] dimensions = new long[MAX_RANK];
			final int[] rank = { 0 };
			message((number, wireType) -> {
				if (number != SHAPE_DIM) return false;
				if (wireType == WireFormat.WIRETYPE_VARINT) dimension(dimensions, rank);
				else if (wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
					final int old = in.pushLimit(length());
					while (!in.isAtEnd())
						dimension(dimensions, rank);
					in.popLimit(old);
				}
				else return false;
				return true;
			});
			shape = Arrays.copyOf(dimensions, rank[0]);
		}

		private void dimension(final long[] dimensions, final int[] rank) throws IOException {
			if (rank[0] == MAX_RANK) throw new IOException("a blob has more than " + MAX_RANK + " dimensions");
			dimensions[rank[0]++] = in.readInt64();
		}

		private StoredArray array(final String name) throws IOException {
			final long[] claimed = shape != null ? shape : hasLegacy ? legacy : new long[] { count };
			final int[] checked = NamedWeights.shape(name, claimed, count);
			final FloatType numbers = type;
			if (single == null) {
				final long begin = offset;
				return new StoredArray(file.path(), name, checked,
					(first, out) -> file.read(begin + first * numbers.size(), numbers, out));
			}
			final ByteBuffer values = single.flip();
			return new StoredArray(file.path(), name, checked,
				(first,
					out) -> numbers.convert(values.duplicate().order(ByteOrder.LITTLE_ENDIAN)
						.position((int) first * numbers.size()).limit((int) (first + out.length) * numbers.size()), out,
						0));
		}
	}

	private void fields(final Field field) throws IOException {
		while (true) {
			final int tag = in.isAtEnd() ? 0 : in.readTag();
			if (tag == 0) return;
			final int number = WireFormat.getTagFieldNumber(tag), type = WireFormat.getTagWireType(tag);
			if (field.read(number, type)) continue;
			switch (type) {
				case WireFormat.WIRETYPE_VARINT -> in.readRawVarint64();
				case WireFormat.WIRETYPE_FIXED32 -> in.readFixed32();
				case WireFormat.WIRETYPE_FIXED64 -> in.readFixed64();
				case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.skipRawBytes(length());
				default -> throw new IOException("it is not a Caffe NetParameter, or damaged"); // groups are not used
			}
		}
	}

	private void message(final Field field) throws IOException {
		final int old = in.pushLimit(length());
		fields(field);
		if (in.getBytesUntilLimit() != 0) throw new IOException("it is not a Caffe NetParameter, or damaged");
		in.popLimit(old);
	}

	private int length() throws IOException {
		final int length = in.readRawVarint32();
		if (length < 0 || length > file.size() - in.getTotalBytesRead())
			throw new IOException("a message claims " + length + " bytes");
		return length;
	}

	private String text() throws IOException {
		final int length = length();
		if (length > MAX_NAME) throw new IOException("a layer has a name of " + length + " bytes");
		return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
	}
}
