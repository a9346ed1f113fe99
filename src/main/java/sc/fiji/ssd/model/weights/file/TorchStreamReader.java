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
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The container of {@code torch.save} before PyTorch 1.6: pickles of a magic
 * number, the protocol, the system, the object and the storages' keys, then each
 * storage as its size (8 bytes) and its numbers.
 */
final class TorchStreamReader {

	private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
	private static final Long PROTOCOL = 1001L;
	private static final int MAX_PICKLE = 4 << 20;

	private final FileBytes file;
	private final Map<String, Pickle.Storage> storages = new LinkedHashMap<>();
	private final Map<String, Long> offsets = new HashMap<>();

	private TorchStreamReader(final FileBytes file) {
		this.file = file;
	}

	static Map<String, StoredArray> read(final FileBytes file) throws IOException {
		return new TorchStreamReader(file).read();
	}

	private Map<String, StoredArray> read() throws IOException {
		final PickleStream in = new PickleStream(new BufferedInputStream(file.stream(0)),
			Math.min(file.size(), MAX_PICKLE));
		if (!MAGIC.equals(plain(in)) || !PROTOCOL.equals(plain(in)))
			throw new IOException("it is a pickle, but not written by torch.save");
		if (plain(in) instanceof Map<?, ?> system && Boolean.FALSE.equals(system.get("little_endian")))
			throw new IOException("its numbers are not little-endian");
		final Object root = Pickle.load(in, this::storage);
		if (!(plain(in) instanceof List<?> keys)) throw new IOException("its list of storages is damaged");
		locate(keys, in.position());
		return TorchTensors.arrays(file.path(), root, this::read);
	}

	private static Object plain(final PickleStream in) throws IOException {
		return Pickle.load(in, id -> {
			throw new IOException("its pickle is damaged");
		});
	}

	private Pickle.Storage storage(final List<?> id) throws IOException {
		final Pickle.Storage storage = TorchTensors.storage(id);
		final Pickle.Storage known = storages.putIfAbsent(storage.key(), storage);
		if (known != null && !known.equals(storage))
			throw new IOException("its storage " + storage.key() + " has two descriptions");
		return storage;
	}

	private void locate(final List<?> keys, final long begin) throws IOException {
		long at = begin;
		for (final Object key : keys) {
			final Pickle.Storage storage = key instanceof String ? storages.get(key) : null;
			if (storage == null) throw new IOException("its list of storages is damaged");
			final long size = file.read(at, 8).getLong();
			if (size != storage.size())
				throw new IOException("its storage " + key + " claims " + storage.size() + " numbers but has " + size);
			if (size > (file.size() - at - 8) / storage.itemSize()) throw new IOException("it ends too early");
			offsets.put(storage.key(), at + 8);
			at += 8 + size * storage.itemSize();
		}
		for (final String key : storages.keySet())
			if (!offsets.containsKey(key)) throw new IOException("its storage " + key + " is missing");
	}

	private void read(final Pickle.Storage storage, final long first, final float[] out) throws IOException {
		file.read(offsets.get(storage.key()) + first * storage.itemSize(), storage.type(), out);
	}
}
