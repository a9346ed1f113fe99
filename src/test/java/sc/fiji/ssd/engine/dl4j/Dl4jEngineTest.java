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
package sc.fiji.ssd.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.engine.EngineContract;
import sc.fiji.ssd.engine.EngineProvider;
import sc.fiji.ssd.engine.EngineSettings;

/** Holds the engine against PyTorch's values and against the contract of all engines. */
class Dl4jEngineTest extends EngineContract {

	@Override
	protected EngineProvider provider() {
		return new Dl4jEngineProvider();
	}

	@Override
	protected List<EngineSettings> impossible() {
		return List.of(new EngineSettings("dl4j", "tpu", "auto", 0), new EngineSettings("dl4j", "auto", "bfloat16", 0));
	}

	@Test
	void instructionSetFollowsTheProcessorAndTheLimit() {
		final var server = Set.of("sse4_1", "avx", "avx2", "avx512f");
		assertEquals("avx512", InstructionSet.name(server, null, "amd64"));
		assertEquals("avx2", InstructionSet.name(server, "AVX2", "amd64"));
		assertEquals("sse4.1", InstructionSet.name(server, "SSE41", "amd64"));
		assertEquals("aarch64", InstructionSet.name(Set.of(), null, "aarch64"));
	}
}
