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
package sc.fiji.ssd.commands.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.io.UserException;

/** Tests {@link ParameterParser}, {@link EngineKeys} and {@link DetectionKeys}. */
class ParameterParserTest {

	private static String refusal(final Executable reading) {
		final String message = assertThrows(UserException.class, reading).getMessage();
		assertEquals(1, message.lines().count(), message);
		return message;
	}

	@Test
	void readsNumbers() {
		assertEquals(0.25, ParameterParser.number("score", " 0.25 ", 0, 1));
		assertEquals(1e-4, ParameterParser.positive("learning_rate", "1e-4", 1));
		assertEquals(-7L, ParameterParser.whole("seed", "-7", -10L, 10L));
		assertEquals(3, ParameterParser.wholeOrAuto("threads", "3", 1, 0));
		assertEquals(0, ParameterParser.wholeOrAuto("threads", "auto", 1, 0));
		assertEquals(List.of(80, 100), ParameterParser.wholes("steps", "80, 100", 1));
		assertEquals(List.of(), ParameterParser.wholes("steps", "", 1));
		assertEquals(List.of("a b", "c"), ParameterParser.list("a b, c"));
	}

	@ParameterizedTest
	@NullAndEmptySource
	@ValueSource(strings = { "abc", "1.5", "-0.1", "NaN", "0,5", "0.5x", "Infinity", "0.5 0.6" })
	void refusesWhatIsNoShare(final String value) {
		assertTrue(refusal(() -> ParameterParser.number("score", value, 0, 1)).startsWith("score: "));
	}

	@ParameterizedTest
	@NullAndEmptySource
	@ValueSource(strings = { "abc", "1.5", "0", "1e3", "99999999999999999999", "2147483648", "auto", "1 000" })
	void refusesWhatIsNoCount(final String value) {
		assertTrue(refusal(() -> ParameterParser.whole("images", value, 1, Integer.MAX_VALUE)).startsWith("images: "));
	}

	@Test
	void refusesZeroWhereItMustBeAbove() {
		assertTrue(refusal(() -> ParameterParser.positive("width", "0", 4)).startsWith("width: "));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "gpu", "cuda:", "cuda:x", "CPU", "cuda:0,", "cuda:0,cpu", "all,cuda:0" })
	void refusesDevices(final String device) {
		assertTrue(refusal(() -> EngineKeys.settings("auto", device, "auto", "auto")).startsWith("device: "));
	}
}
