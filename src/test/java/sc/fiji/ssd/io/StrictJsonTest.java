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
package sc.fiji.ssd.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[1, -2.5e+3, true, null]", "{\"a\": {\"a\": [{\"a\": 1}, {\"a\": 2}]}, \"b\": \"{[/*\"}",
		"{\"a\": \"\\\"a\\\": \", \"b\": NaN}", "{\"a\": [\"a\", \"a\"], \"c\": \"a\"}" })
	void jsonIsTaken(final String json) throws IOException {
		assertEquals(json, StrictJson.checked(json));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{/*]]*/}", "{\"a\": 1 // b\n}", "{# b\n}", "{'a': 1}", "{\"a\"; 1}", "{\"a\" = 1}",
		"{\"a\": 1, \"a\": 2}", "{\"a\": 1, \"b\": {}, \"\\u0061\": 2}", "[{\"x\": [1, {}], \"x\": 0}]" })
	void whatHidesOrRepeatsIsRefused(final String json) {
		assertThrows(DamagedFileException.class, () -> StrictJson.checked(json));
	}

	/** Closing brackets in comments and texts must not make room for opening ones. */
	@ParameterizedTest
	@ValueSource(strings = { "", "/*]]]]*/", "//]]]]\n", "#]]]]\n", "\"]]]]\",", "']]]]'," })
	void depthIsLimited(final String between) {
		final String message = assertThrows(DamagedFileException.class,
			() -> StrictJson.checked(("[" + between).repeat(100_000))).getMessage();
		assertTrue(message.length() < 200, message);
	}

	@Test
	void depthIsCountedByBracketsThatAreOpen() throws IOException {
		StrictJson.checked("[" + "[[]],".repeat(1000) + "1]");
		StrictJson.checked("[".repeat(64) + "]".repeat(64));
		assertThrows(DamagedFileException.class, () -> StrictJson.checked("[".repeat(65) + "]".repeat(65)));
	}
}
