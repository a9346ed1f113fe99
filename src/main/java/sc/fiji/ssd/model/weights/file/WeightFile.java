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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.UserException;

/**
 * A file of named arrays, of any of the formats that weights are published in;
 * the format is recognised from the content.
 */
public final class WeightFile implements AutoCloseable {

	private static final long HDF5 = 0x0a1a0a0d46444889L; // \211HDF\r\n\032\n
	private static final int ZIP = 0x04034b50; // PK\3\4
	private static final int PROTO = 0x80;
	private static final int MAX_PROTOCOL = 5;
	private static final int MAX_NAME = 256;

	private final Path path;
	private final Map<String, StoredArray> arrays;
	private final Map<String, String> metadata;
	private final AutoCloseable open;
	private final CaffeNet caffe;

	private WeightFile(final Path path, final Map<String, StoredArray> arrays, final Map<String, String> metadata,
		final AutoCloseable open) throws IOException
	{
		this(path, arrays, metadata, open, new CaffeNet(List.of()));
	}

	private WeightFile(final Path path, final Map<String, StoredArray> arrays, final Map<String, String> metadata,
		final AutoCloseable open, final CaffeNet caffe) throws IOException
	{
		// names are shown in messages
		if (arrays.keySet().stream()
			.anyMatch(n -> n.length() > MAX_NAME || n.chars().anyMatch(Character::isISOControl)))
			throw new IOException("it contains an array with an invalid name");
		this.caffe = caffe;
		this.path = path;
		this.arrays = arrays;
		this.metadata = metadata;
		this.open = open;
	}

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
		try {
			if (file.size() < 16) throw new IOException("it is too short to contain weights");
			final ByteBuffer head = file.read(0, 16);
			if (head.getLong(0) == HDF5) {
				file.close();
				final HdfReader reader = new HdfReader(path, file.size());
				return closing(reader, () -> new WeightFile(path, reader.read(), Map.of(), reader));
			}
			if (head.getInt(0) == ZIP) {
				file.close();
				final TorchZipReader reader = new TorchZipReader(path, file.size());
				return closing(reader, () -> new WeightFile(path, reader.read(), Map.of(), reader));
			}
			return closing(file, () -> read(file, head));
		}
		catch (final IOException | RuntimeException e) {
			file.close();
			throw e;
		}
	}

	private static WeightFile read(final FileBytes file, final ByteBuffer head) throws IOException {
		final Path path = file.path();
		if (path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".caffemodel")) {
			final CaffeReader.Content content = CaffeReader.read(file);
			return new WeightFile(path, content.arrays(), Map.of(), file, content.net());
		}
		if ((head.get(0) & 0xff) == PROTO && head.get(1) <= MAX_PROTOCOL)
			return new WeightFile(path, TorchStreamReader.read(file), Map.of(), file);
		if (head.get(8) != '{') throw new IOException("it is not a .pth, .safetensors, .h5 or .caffemodel file");
		final SafetensorsReader reader = SafetensorsReader.read(file);
		return new WeightFile(path, reader.arrays(), reader.metadata(), file);
	}

	private static WeightFile closing(final AutoCloseable resource, final FileAccess.Reading<WeightFile> opening) throws IOException {
		boolean done = false;
		try {
			final WeightFile opened = opening.get();
			done = true;
			return opened;
		}
		finally {
			if (!done) close(resource);
		}
	}

	private static void close(final AutoCloseable resource) {
		try {
			resource.close();
		}
		catch (final Exception e) {
			throw new UserException("source: closing failed: " + e.getMessage(), e);
		}
	}

	public Path path() {
		return path;
	}

	/** @return the floating-point arrays by name, in the file's order */
	public Map<String, StoredArray> arrays() {
		return arrays;
	}

	/** @return texts next to the arrays, which safetensors may have */
	public Map<String, String> metadata() {
		return metadata;
	}

	/** @return what a .caffemodel says about its network; without layers for all other files */
	public CaffeNet caffe() {
		return caffe;
	}

	@Override
	public void close() {
		close(open);
	}
}
