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
package sc.fiji.ssd.detect.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.io.UserException;

class ShardTest {

	@Test
	void parsesAndPads() {
		assertEquals(new Shard(3, 16), Shard.parse(" 3/16 "));
		assertEquals("-03-of-16", Shard.parse("3/16").suffix());
		assertEquals("-1-of-2", Shard.parse("1/2").suffix());
		assertEquals("-007-of-100", Shard.parse("7/100").suffix());
		assertEquals("", Shard.ALL.suffix());
		assertEquals("3/16", Shard.parse("3/16").toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "3", "0/4", "5/4", "1/0", "-1/4", "1/4/2", "a/b", "1.5/4", "1/99999999999" })
	void refusesTheRest(final String text) {
		assertTrue(assertThrows(UserException.class, () -> Shard.parse(text)).getMessage().startsWith("shard:"));
	}

	@Test
	void everyImageIsInOneShardAndTheyAreAboutEqual() {
		final int[] sizes = new int[7];
		for (int i = 0; i < 7000; i++) {
			int in = 0;
			for (int k = 1; k <= 7; k++)
				if (new Shard(k, 7).takes("plate 1/image_" + i + ".tif")) {
					in++;
					sizes[k - 1]++;
				}
			assertEquals(1, in);
		}
		for (final int size : sizes)
			assertTrue(size > 800 && size < 1200);
	}

	@Test
	void theHashIsFixed() {
		// zlib.crc32("päth/a.png".encode()) % 16 == 4 in Python
		assertTrue(new Shard(5, 16).takes("p\u00E4th/a.png"));
	}
}
