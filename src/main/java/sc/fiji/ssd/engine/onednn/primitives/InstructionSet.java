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
package sc.fiji.ssd.engine.onednn.primitives;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.Map;

/**
 * The processor's instructions that oneDNN generates code for. Results differ in
 * the last bits between them.
 *
 * @param isa oneDNN's bit mask: a set contains the sets that it extends
 */
public record InstructionSet(int isa) {

	private static final Map<Integer, String> NAMES = Map.ofEntries(Map.entry(dnnl_cpu_isa_sse41, "sse4.1"),
		Map.entry(dnnl_cpu_isa_avx, "avx"), Map.entry(dnnl_cpu_isa_avx2, "avx2"),
		Map.entry(dnnl_cpu_isa_avx2_vnni, "avx2_vnni"), Map.entry(dnnl_cpu_isa_avx2_vnni_2, "avx2_vnni_2"),
		Map.entry(dnnl_cpu_isa_avx512_core, "avx512_core"),
		Map.entry(dnnl_cpu_isa_avx512_core_vnni, "avx512_core_vnni"),
		Map.entry(dnnl_cpu_isa_avx512_core_bf16, "avx512_core_bf16"),
		Map.entry(dnnl_cpu_isa_avx512_core_fp16, "avx512_core_fp16"),
		Map.entry(dnnl_cpu_isa_avx512_core_amx, "avx512_core_amx"),
		Map.entry(dnnl_cpu_isa_avx512_core_amx_fp16, "avx512_core_amx_fp16"),
		Map.entry(dnnl_cpu_isa_avx10_2_512, "avx10_2_512"),
		Map.entry(dnnl_cpu_isa_avx10_2_512_amx_2, "avx10_2_512_amx_2"));

	/** @return what oneDNN uses now, with the limit of DNNL_MAX_CPU_ISA */
	public static InstructionSet effective() {
		return new InstructionSet(dnnl_get_effective_cpu_isa());
	}

	/** @return whether bfloat16 is faster than float32 */
	public boolean hasBfloat16Units() {
		return contains(dnnl_cpu_isa_avx512_core_bf16);
	}

	/** @return whether there are units for products of matrices of bfloat16 */
	public boolean hasMatrixUnits() {
		return contains(dnnl_cpu_isa_avx512_core_amx);
	}

	/** @return whether bfloat16 can be computed at all; without units it is imitated */
	public boolean computesBfloat16() {
		return contains(dnnl_cpu_isa_avx512_core);
	}

	private boolean contains(final int other) {
		return x86() && (isa & other) == other;
	}

	/** On other architectures oneDNN does not tell. */
	private boolean x86() {
		return NAMES.containsKey(isa) || (isa & dnnl_cpu_isa_avx512_core) == dnnl_cpu_isa_avx512_core;
	}

	/** @return oneDNN's name, or the architecture's where it has none */
	@Override
	public String toString() {
		return NAMES.getOrDefault(isa, System.getProperty("os.arch"));
	}
}
