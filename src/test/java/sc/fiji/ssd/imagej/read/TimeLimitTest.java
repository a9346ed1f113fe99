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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.io.UserException;

/** Tests {@link TimeLimit} and {@link ReadLimits}. */
class TimeLimitTest {

	@Test
	void whatTakesTooLongIsLeftAlone() throws IOException {
		final CountDownLatch never = new CountDownLatch(1);
		final TimeLimit limit = new TimeLimit(0.2);
		final long start = System.nanoTime();
		final String message = assertThrows(IOException.class, () -> limit.call(() -> {
			while (never.getCount() > 0)
				try {
					never.await();
				}
				catch (final InterruptedException e) {
					// as readers swallow it
				}
			return null;
		})).getMessage();
		never.countDown();
		assertEquals("reading it took more than 0.2 seconds; if the file is intact, increase image_seconds", message);
		assertTrue(System.nanoTime() - start < 5e9);
		assertEquals(3, limit.call(() -> 3));
		assertThrows(OutOfMemoryError.class, () -> limit.call(() -> {
			throw new OutOfMemoryError();
		}));
	}

	@Test
	void keysAreChecked() {
		assertEquals(ReadLimits.DEFAULT, ReadLimits.parse("auto", ""));
		assertEquals(new ReadLimits(0.5, 3 << 20), ReadLimits.parse("0.5", "3"));
		for (final String wrong : new String[] { "0", "-1", "NaN", "soon" }) {
			assertEquals("image_seconds: '" + wrong + "' is not valid; use auto or a number of seconds above 0",
				assertThrows(UserException.class, () -> ReadLimits.parse(wrong, "auto")).getMessage());
			assertTrue(assertThrows(UserException.class, () -> ReadLimits.parse("auto", wrong)).getMessage()
				.startsWith("image_memory: "));
		}
	}
}
