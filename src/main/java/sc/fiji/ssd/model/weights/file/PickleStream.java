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
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, counted and limited. */
final class PickleStream {

	private static final int MAX_LINE = 4096;

	private final InputStream in;
	private final long limit;
	private long position;

	/**
	 * @param in holds the pickle; should be buffered
	 * @param limit bytes that may be read
	 */
	PickleStream(final InputStream in, final long limit) {
		this.in = in;
		this.limit = limit;
	}

	/** @return bytes read so far */
	long position() {
		return position;
	}

	int readByte() throws IOException {
		if (position >= limit) throw new EOFException("its pickle ends too early or is too long");
		final int b = in.read();
		if (b < 0) throw new EOFException("it ends too early");
		position++;
		return b;
	}

	/** @return bytes, little-endian; the count is checked before anything is allocated */
	ByteBuffer read(final long count) throws IOException {
		if (count < 0 || count > limit - position) throw new IOException("its pickle claims " + count + " bytes");
		final byte[] bytes = in.readNBytes((int) count);
		if (bytes.length < count) throw new EOFException("it ends too early");
		position += count;
		return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
	}

	String text(final long count) throws IOException {
		return StandardCharsets.UTF_8.decode(read(count)).toString();
	}

	String line() throws IOException {
		final StringBuilder line = new StringBuilder();
		for (int b = readByte(); b != '\n'; b = readByte()) {
			if (line.length() == MAX_LINE) throw new IOException("its pickle has an endless line");
			line.append((char) b);
		}
		return line.toString();
	}
}
