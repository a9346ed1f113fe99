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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.io.FloatType;
import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.SafetensorsHeader;

/**
 * A file of named arrays, of any of the formats that weights are published in;
 * the format is recognised from the content.
 *
 * @param path of the file
 * @param arrays the floating-point arrays by name, in the file's order
 * @param metadata texts next to the arrays, which safetensors may have
 * @param caffe what a .caffemodel says about its network; without layers for all other files
 * @param source of the arrays' numbers, closed with this
 */
public record WeightFile(Path path, Map<String, StoredArray> arrays, Map<String, String> metadata, CaffeNet caffe,
	AutoCloseable source) implements AutoCloseable {

	private static final long HDF5 = 0x0a1a0a0d46444889L; // \211HDF\r\n\032\n
	private static final int ZIP = 0x04034b50; // PK\3\4
	private static final int PROTO = 0x80;
	private static final int MAX_PROTOCOL = 5;
	private static final int MAX_NAME = 256;

	/**
	 * @param path of a file
	 * @return what it holds, to be closed
	 * @throws UserException if it is of no known format, or damaged, or holds what
	 *           is not weights
	 */
	public static WeightFile open(final Path path) {
		if (!Files.isRegularFile(path))
			throw new UserException("source: there is no file " + path + "; give a weight file.");
		try {
			return recognize(path);
		}
		catch (final IOException | RuntimeException e) {
			if (e instanceof UserException own) throw own;
			throw new UserException("source: " + path + " cannot be imported: " + OneLine.first(e) + ".", e);
		}
	}

	private static WeightFile recognize(final Path path) throws IOException {
		final FileBytes file = new FileBytes(path);
		AutoCloseable source = file;
		try {
			if (file.size() < 16) throw new IOException("it is too short to contain weights");
			final ByteBuffer head = file.read(0, 16);
			final Map<String, StoredArray> arrays;
			Map<String, String> metadata = Map.of();
			CaffeNet caffe = new CaffeNet(List.of());
			if (head.getLong(0) == HDF5) {
				file.close();
				final HdfReader reader = new HdfReader(path, file.size());
				source = reader;
				arrays = reader.read();
			}
			else if (head.getInt(0) == ZIP) {
				file.close();
				final TorchZipReader reader = new TorchZipReader(path, file.size());
				source = reader;
				arrays = reader.read();
			}
			else if (path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".caffemodel")) {
				final CaffeReader.Content content = CaffeReader.read(file);
				arrays = content.arrays();
				caffe = content.net();
			}
			else if ((head.get(0) & 0xff) == PROTO && head.get(1) <= MAX_PROTOCOL) arrays = TorchStreamReader.read(file);
			else if (head.get(8) == '{') {
				final int length = SafetensorsHeader.length(head, file.size());
				final SafetensorsHeader header = SafetensorsHeader.parse(
					StandardCharsets.UTF_8.decode(file.read(8, length)).toString(), file.size() - 8 - length);
				arrays = arrays(file, header, 8 + length);
				metadata = header.metadata();
			}
			else throw new IOException("it is not a .pth, .safetensors, .h5 or .caffemodel file");
			// names are shown in messages
			if (arrays.keySet().stream()
				.anyMatch(n -> n.length() > MAX_NAME || n.chars().anyMatch(Character::isISOControl)))
				throw new IOException("it contains an array with an invalid name");
			return new WeightFile(path, arrays, metadata, caffe, source);
		}
		catch (final IOException | RuntimeException e) {
			close(source);
			throw e;
		}
	}

	/** Arrays of whole numbers are passed over. */
	private static Map<String, StoredArray> arrays(final FileBytes file, final SafetensorsHeader header, final long data)
		throws IOException
	{
		final Map<String, StoredArray> arrays = new LinkedHashMap<>();
		for (final Map.Entry<String, SafetensorsHeader.Entry> named : header.arrays().entrySet()) {
			final String name = named.getKey();
			final SafetensorsHeader.Entry entry = named.getValue();
			final FloatType type = entry.floats();
			if (type == null) continue;
			final long bytes = entry.end() - entry.begin(), begin = data + entry.begin();
			if (bytes % type.size() != 0) throw new IOException(name + " ends inside a number");
			arrays.put(name, new StoredArray(file.path(), name, NamedWeights.shape(name, entry.shape(), bytes / type.size()),
				(first, out) -> file.read(begin + first * type.size(), type, out)));
		}
		return arrays;
	}

	private static void close(final AutoCloseable resource) {
		try {
			resource.close();
		}
		catch (final Exception e) {
			throw new UserException("source: closing failed: " + e.getMessage(), e);
		}
	}

	@Override
	public void close() {
		close(source);
	}
}
