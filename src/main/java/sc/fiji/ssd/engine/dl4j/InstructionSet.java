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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The widest vector instructions that oneDNN generates code for, since results
 * differ in the last bits between them.
 */
final class InstructionSet {

	private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

	private InstructionSet() {}

	/** @return {@code avx512}, {@code avx2}, {@code sse4.1}, or the name of the architecture if it is not known */
	static String ofProcessor() {
		final String limit = Optional.ofNullable(System.getenv("ONEDNN_MAX_CPU_ISA"))
			.orElse(System.getenv("DNNL_MAX_CPU_ISA"));
		return name(flags(), limit, System.getProperty("os.arch"));
	}

	static String name(final Set<String> flags, final String limit, final String architecture) {
		if (flags.isEmpty()) return architecture;
		final String most = limit == null ? "" : limit.toLowerCase(Locale.ROOT);
		final boolean all = most.isEmpty() || most.equals("all") || most.equals("default");
		if (flags.contains("avx512f") && (all || most.startsWith("avx512") || most.startsWith("avx10")))
			return "avx512";
		if (flags.contains("avx2") && (all || most.startsWith("avx") && !most.equals("avx"))) return "avx2";
		return flags.contains("sse4_1") ? "sse4.1" : architecture;
	}

	private static Set<String> flags() {
		try (var lines = Files.lines(CPU_INFO)) {
			return lines.filter(l -> l.startsWith("flags")).findFirst()
				.map(l -> Set.of(l.substring(l.indexOf(':') + 1).trim().split("\\s+"))).orElse(Set.of());
		}
		catch (final IOException | RuntimeException e) {
			return Set.of();
		}
	}
}
