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

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Today's container of {@code torch.save}: a zip, not compressed, of
 * {@code NAME/data.pkl} and the storages {@code NAME/data/KEY}.
 */
final class TorchZipReader implements AutoCloseable {

	private static final String PICKLE = "/data.pkl";
	private static final int MAX_PICKLE = 4 << 20;
	private static final int CHUNK = 1 << 18;

	private final Path file;
	private final ZipFile zip;
	private final long fileSize;
	private String folder;

	TorchZipReader(final Path file, final long fileSize) throws IOException {
		this.file = file;
		this.fileSize = fileSize;
		zip = new ZipFile(file.toFile());
	}

	Map<String, StoredArray> read() throws IOException {
		final ZipEntry pickle = zip.stream().filter(e -> e.getName().endsWith(PICKLE)).findFirst()
			.orElseThrow(() -> new IOException("it is a zip without data.pkl, so it was not written by torch.save"));
		folder = pickle.getName().substring(0, pickle.getName().length() - PICKLE.length());
		final ZipEntry order = zip.getEntry(folder + "/byteorder");
		if (order != null) {
			try (InputStream in = zip.getInputStream(order)) {
				if (!new String(in.readNBytes(16), StandardCharsets.US_ASCII).strip().equals("little"))
					throw new IOException("its numbers are not little-endian");
			}
		}
		checkStored(pickle);
		if (pickle.getSize() > MAX_PICKLE)
			throw new IOException("its pickle is too long (" + pickle.getSize() + " bytes)");
		try (InputStream in = new BufferedInputStream(zip.getInputStream(pickle))) {
			return TorchTensors.arrays(file, Pickle.load(new PickleStream(in, pickle.getSize()), this::storage),
				this::read);
		}
	}

	private Pickle.Storage storage(final List<?> id) throws IOException {
		final Pickle.Storage storage = TorchTensors.storage(id);
		final ZipEntry entry = entry(storage);
		if (entry.getSize() / storage.itemSize() < storage.size())
			throw new IOException("its storage " + storage.key() + " claims " + storage.size() + " numbers but has " +
				entry.getSize() + " bytes");
		return storage;
	}

	private ZipEntry entry(final Pickle.Storage storage) throws IOException {
		final ZipEntry entry = zip.getEntry(folder + "/data/" + storage.key());
		if (entry == null) throw new IOException("its storage " + storage.key() + " is missing");
		checkStored(entry);
		return entry;
	}

	private void checkStored(final ZipEntry entry) throws IOException {
		if (entry.getMethod() != ZipEntry.STORED)
			throw new IOException(entry.getName() + " is compressed, which torch.save does not do; save it again");
		if (entry.getSize() < 0 || entry.getSize() > fileSize)
			throw new IOException(entry.getName() + " claims " + entry.getSize() + " bytes");
	}

	private void read(final Pickle.Storage storage, final long first, final float[] out) throws IOException {
		final int size = storage.itemSize();
		try (InputStream in = zip.getInputStream(entry(storage))) {
			in.skipNBytes(first * size);
			for (int done = 0; done < out.length;) {
				final int count = Math.min(CHUNK / size, out.length - done);
				final byte[] bytes = in.readNBytes(count * size);
				if (bytes.length < count * size) throw new EOFException("it ends too early");
				storage.type().convert(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), out, done);
				done += count;
			}
		}
	}

	@Override
	public void close() throws IOException {
		zip.close();
	}
}
