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
package sc.fiji.ssd.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import sc.fiji.ssd.io.UserException;

/** The message about a setting that differs names values that the user can type. */
class TrainerStateTest {

	private static final Path FILE = Path.of("cells.last.ssd");

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", value = {
		"schedule | cosine over 600 iterations | cosine over 900 iterations | set schedule=cosine and iterations=600, which a cosine depends on",
		"schedule | cosine over 600 iterations | - | set schedule=cosine and iterations=600, which a cosine depends on",
		"schedule | - | cosine over 900 iterations | set schedule=steps",
		"normalization | - | batch | set normalization=none", "weight_average | 0.99 | - | set weight_average=0.99",
		"weight_decay | - | 0.001 | set weight_decay=5.0E-4", "weight_decay | 0.001 | - | set weight_decay=0.001",
		"steps | '' | 400 | set steps=[] (its default follows from iterations)", "seed | 1 | 2 | set seed=1" })
	void whatToSet(final String key, final String before, final String now, final String remedy) {
		final TrainerState state = new TrainerState(5, Double.NaN, 0, false, "onednn", one(key, before));
		final String line = assertThrows(UserException.class, () -> state.check(FILE, one(key, now))).getMessage();
		assertEquals(remedy + ", or start again with resume=false.", line.substring(line.lastIndexOf("; ") + 2));
	}

	private static Map<String, String> one(final String key, final String value) {
		final Map<String, String> map = new LinkedHashMap<>();
		if (value != null) map.put(key, value);
		return map;
	}
}
