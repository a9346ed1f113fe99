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
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import sc.fiji.ssd.io.FloatType;

/** The bytes of an open file. Used by one thread at a time. */
final class FileBytes implements AutoCloseable {

	private static final int CHUNK = 1 << 18;

	private final Path path;
	private final FileChannel channel;
	private final long size;

	FileBytes(final Path path) throws IOException {
		this.path = path;
		channel = FileChannel.open(path, StandardOpenOption.READ);
		size = channel.size();
	}

	Path path() {
		return path;
	}

	long size() {
		return size;
	}

	/**
	 * @param offset of the first byte
	 * @param count how many, checked before anything is allocated
	 * @return the bytes, little-endian
	 * @throws EOFException if the file does not have them
	 */
	ByteBuffer read(final long offset, final int count) throws IOException {
		check(offset, count);
		final ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
		read(offset, bytes);
		return bytes.flip();
	}

	/**
	 * @param offset of the first number's first byte
	 * @param type of the numbers
	 * @param out is filled
	 */
	void read(final long offset, final FloatType type, final float[] out) throws IOException {
		check(offset, (long) out.length * type.size());
		final ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(CHUNK, (long) out.length * type.size()))
			.order(ByteOrder.LITTLE_ENDIAN);
		for (int done = 0; done < out.length; done += bytes.limit() / type.size()) {
			bytes.clear().limit((int) Math.min(bytes.capacity(), (long) (out.length - done) * type.size()));
			read(offset + (long) done * type.size(), bytes);
			type.convert(bytes.flip(), out, done);
		}
	}

	/** @return the bytes from an offset to the end; moves with other streams of this file, so use one at a time */
	InputStream stream(final long offset) throws IOException {
		return Channels.newInputStream(channel.position(offset));
	}

	private void check(final long offset, final long count) throws EOFException {
		if (offset < 0 || count < 0 || offset > size - count) throw new EOFException("it ends too early");
	}

	private void read(final long offset, final ByteBuffer bytes) throws IOException {
		for (long at = offset; bytes.hasRemaining();) {
			final int n = channel.read(bytes, at);
			if (n < 0) throw new EOFException("it ends too early");
			at += n;
		}
	}

	@Override
	public void close() throws IOException {
		channel.close();
	}
}
