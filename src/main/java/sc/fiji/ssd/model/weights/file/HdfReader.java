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

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

import io.jhdf.HdfFile;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.FloatingPoint;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.FloatType;

/**
 * HDF5 as Keras writes weights: contiguous floating-point datasets in groups,
 * named by their path without the first slash. Links are not followed, since
 * they may lead to other files; compressed datasets are passed over.
 */
final class HdfReader implements AutoCloseable {

	private static final int MAX_DEPTH = 10;
	private static final int MAX_NODES = 10_000;

	private final Path file;
	private final HdfFile hdf;
	private final long fileSize;
	private final Map<String, StoredArray> arrays = new LinkedHashMap<>();
	private int nodes;

	HdfReader(final Path file, final long fileSize) throws IOException {
		this.file = file;
		this.fileSize = fileSize;
		if (fileSize > Integer.MAX_VALUE) throw new IOException("it is larger than 2 GB");
		// of a mapped file the library takes slices; of an open one it allocates whatever lengths the file claims
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			final ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, fileSize);
			hdf = guarded(() -> HdfFile.fromByteBuffer(mapped));
		}
	}

	Map<String, StoredArray> read() throws IOException {
		guarded(() -> {
			walk(hdf, "", 0);
			return null;
		});
		return arrays;
	}

	/** The library tells of damage by whatever exception comes first. */
	private static <T> T guarded(final FileAccess.Reading<T> call) throws IOException {
		try {
			return call.get();
		}
		catch (final RuntimeException | StackOverflowError | AssertionError e) {
			throw new IOException("its HDF5 structure is damaged", e);
		}
	}

	private void walk(final Group group, final String path, final int depth) throws IOException {
		if (depth > MAX_DEPTH) throw new IOException("its groups are nested too deeply");
		for (final Node node : group.getChildren().values()) {
			if (++nodes > MAX_NODES) throw new IOException("it has more than " + MAX_NODES + " objects");
			if (node.isLink()) continue;
			final String name = path + node.getName();
			if (node instanceof Group inner) walk(inner, name + "/", depth + 1);
			else if (node instanceof ContiguousDataset dataset) add(name, dataset);
		}
	}

	private void add(final String name, final ContiguousDataset dataset) throws IOException {
		if (!(dataset.getDataType() instanceof FloatingPoint number)) return;
		final FloatType type = switch (number.getSize()) {
			case 2 -> FloatType.F16;
			case 4 -> FloatType.F32;
			case 8 -> FloatType.F64;
			default -> null;
		};
		if (type == null) return;
		final long[] dimensions = dataset.getDimensionsAsLong();
		final ByteOrder order = number.getByteOrder();
		final int[] shape = NamedWeights.shape(name, dimensions, dataset.getStorageInBytes() / type.size());
		if (NamedWeights.volume(shape) > fileSize / type.size()) throw new EOFException("it ends too early");
		if (order != ByteOrder.LITTLE_ENDIAN) throw new IOException(name + " is not little-endian");
		arrays.put(name, new StoredArray(file, name, shape, (first, out) -> guarded(() -> {
			final ByteBuffer bytes = dataset.getBuffer().duplicate().order(order);
			final long begin = bytes.position() + first * type.size(), end = begin + (long) out.length * type.size();
			if (end > bytes.limit()) throw new EOFException("it ends too early");
			type.convert(bytes.position((int) begin).limit((int) end), out, 0);
			return null;
		})));
	}

	@Override
	public void close() {
		hdf.close();
	}
}
