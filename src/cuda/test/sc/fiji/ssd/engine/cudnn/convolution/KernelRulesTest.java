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
package sc.fiji.ssd.engine.cudnn.convolution;

import static org.bytedeco.cuda.global.cudnn.*;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which kernels are allowed, by their notes; no GPU and no library is needed. */
class KernelRulesTest {

	/** A note is 0: tensor cores, 1: inputs are rounded, 2: sums in fewer bits, 4: no fixed order of sums. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { //
		"FLOAT32  | false | ''  | NONE ROUNDING ORDER BOTH", //
		"FLOAT32  | false | 0   | ROUNDING BOTH", //
		"FLOAT32  | false | 0 1 | ROUNDING BOTH", //
		"FLOAT32  | false | 4   | NONE ROUNDING ORDER BOTH", //
		"FLOAT32  | true  | 4   | ORDER BOTH", //
		"FLOAT32  | true  | 0 4 | BOTH", //
		"FLOAT32  | true  | 0   | ROUNDING BOTH", //
		"TF32     | false | 0 1 | NONE ROUNDING ORDER BOTH", //
		"TF32     | true  | 0 4 | ORDER BOTH", //
		"BFLOAT16 | false | 0   | NONE ROUNDING ORDER BOTH", //
		"BFLOAT16 | false | 0 1 | ''", //
		"FLOAT16  | true  | 0   | NONE ROUNDING ORDER BOTH", //
		"FLOAT16  | false | 0 2 | ''", //
		"TF32     | false | 0 2 | ''" })
	void allowsWhatTheNotesPermit(final Precision precision, final boolean deterministic, final String notes,
		final String concessions)
	{
		final KernelRules rules = new KernelRules(precision, deterministic);
		final KernelRules.Notes kernel = new KernelRules.Notes(
			Arrays.stream(notes.split(" ")).filter(note -> !note.isEmpty()).map(Integer::valueOf).toList(), false);
		assertEquals(concessions, Arrays.stream(KernelRules.Concession.values()).filter(c -> rules.allow(kernel, c))
			.map(Enum::name).collect(Collectors.joining(" ")));
	}

	@ParameterizedTest
	@CsvSource({ "FLOAT32, true, NONE ROUNDING ORDER BOTH", "FLOAT32, false, NONE ROUNDING", "BFLOAT16, true, NONE ORDER",
		"TF32, false, NONE" })
	void triesOnlyConcessionsThatHelp(final Precision precision, final boolean deterministic, final String concessions) {
		final KernelRules rules = new KernelRules(precision, deterministic);
		assertEquals(List.of(0, 1, 2, 4), List.of(CUDNN_NUMERICAL_NOTE_TENSOR_CORE, CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS,
			CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION, CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC));
		assertEquals(concessions, Arrays.stream(KernelRules.Concession.values()).filter(rules::helps).map(Enum::name)
			.collect(Collectors.joining(" ")));
	}
}
