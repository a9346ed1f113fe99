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
package sc.fiji.ssd.imagej.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import ij.Macro;
import sc.fiji.ssd.io.UserException;

/** Tests {@link MacroOptions}. */
class MacroOptionsTest {

	@Test
	void readsEveryFormOfValue() {
		final Map<String, String> options = MacroOptions
			.parse(" a=1 b=[two words] c='three words' d= e=[nested [x] y]  f=/p/q=r.tif g=[] ");
		assertEquals(Map.of("a", "1", "b", "two words", "c", "three words", "d", "", "e", "nested [x] y", "f",
			"/p/q=r.tif", "g", ""), options);
		assertEquals(List.of("a", "b", "c", "d", "e", "f", "g"), List.copyOf(options.keySet()));
	}

	@Test
	void agreesWithImageJWhereImageJIsRight() {
		final String options = "model=[/a b/c.ssd] score=0.25 show_table=false dataset=/x;/y ";
		MacroOptions.parse(options).forEach((key, value) -> assertEquals(Macro.getValue(options, key, null), value));
	}

	@Test
	void seesNoKeyInsideAValue() {
		assertEquals(Map.of("model", "/data/score=0.9 x/m.ssd"), MacroOptions.parse("model=[/data/score=0.9 x/m.ssd]"));
	}

	@Test
	void takesNothingForNoOptions() {
		assertTrue(MacroOptions.parse(null).isEmpty());
		assertTrue(MacroOptions.parse("  ").isEmpty());
	}

	@ParameterizedTest
	@CsvSource({ "model=a score,score", "model=a b.ssd,b.ssd", "=3,'='", "model=[a score=1,model", "model='a,model",
		"score=1 score=1,score", "model=[a]b,model" })
	void refusesWhatItCannotRead(final String options, final String named) {
		final String message = assertThrows(UserException.class, () -> MacroOptions.parse(options)).getMessage();
		assertTrue(message.contains(named), message);
		assertEquals(1, message.lines().count(), message);
	}
}
