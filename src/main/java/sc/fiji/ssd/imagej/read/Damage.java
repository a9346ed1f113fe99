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

import java.io.EOFException;
import java.io.IOException;

import sc.fiji.ssd.imagej.installed.MemoryLimit;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.OneLine;

/** Says in one line what is wrong with a file of a known format. */
final class Damage {

	private Damage() {}

	/**
	 * @param <T> what is read
	 * @param format its name
	 * @param reading reads the header, and says in words what is wrong with it
	 * @return what was read
	 * @throws IOException that the file is damaged, or that it needs too much memory
	 */
	static <T> T ofHeader(final String format, final FileAccess.Reading<T> reading) throws IOException {
		try {
			return reading.get();
		}
		catch (final MemoryLimit.Exceeded e) {
			throw e;
		}
		catch (final IOException e) {
			throw new IOException("it is a damaged " + format + ": " + e.getMessage(), e);
		}
	}

	/**
	 * @param <T> what is read
	 * @param format its name
	 * @param reading unpacks the pixels with a library, whose messages are not for users
	 * @return what was read
	 * @throws IOException that the file is damaged or cannot be read, or that it needs too much memory
	 */
	static <T> T ofPixels(final String format, final FileAccess.Reading<T> reading) throws IOException {
		try {
			return reading.get();
		}
		catch (final EOFException e) {
			throw new IOException("it is a damaged " + format + ": it ends before its last pixel", e);
		}
		catch (final MemoryLimit.Exceeded e) {
			throw e;
		}
		catch (final IOException e) {
			throw new IOException("it cannot be read as " + format + ": " + OneLine.words(e), e);
		}
		catch (final RuntimeException e) {
			throw new IOException("its pixels cannot be unpacked: it is damaged, or a kind of " + format +
				" that cannot be read", e);
		}
	}
}
