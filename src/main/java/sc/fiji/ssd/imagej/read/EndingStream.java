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
package sc.fiji.ssd.imagej.read;

import java.io.IOException;

import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes for a decoder that takes missing bits for zeros: it may look behind the end a few times, as it does in whole files, but not go on there. */
final class EndingStream extends ImageInputStreamImpl {

	/** A decoder that reads ahead by 64 bits looks there at most as often. */
	private static final int MOST_LOOKS = 1000;

	private final byte[] bytes;
	private int looks;

	EndingStream(final byte[] bytes) {
		this.bytes = bytes;
	}

	@Override
	public int read() throws IOException {
		checkClosed();
		bitOffset = 0;
		return streamPos < bytes.length ? bytes[(int) streamPos++] & 0xff : atEnd();
	}

	@Override
	public int read(final byte[] into, final int from, final int count) throws IOException {
		checkClosed();
		bitOffset = 0;
		final int length = (int) Math.min(count, bytes.length - streamPos);
		if (length <= 0) return count == 0 ? 0 : atEnd();
		System.arraycopy(bytes, (int) streamPos, into, from, length);
		streamPos += length;
		return length;
	}

	private int atEnd() throws IOException {
		if (++looks > MOST_LOOKS) throw new IOException("it ends before its last pixel");
		return -1;
	}

	@Override
	public long length() {
		return bytes.length;
	}
}
