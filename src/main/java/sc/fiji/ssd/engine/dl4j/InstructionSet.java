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

	/** @return {@code avx512}, {@code avx2}, {@code sse4.1}, or the architecture's name where nothing tells */
	static String ofProcessor() {
		final String limit = Optional.ofNullable(System.getenv("ONEDNN_MAX_CPU_ISA")).orElse(System.getenv(
			"DNNL_MAX_CPU_ISA"));
		return name(flags(), limit, System.getProperty("os.arch"));
	}

	static String name(final Set<String> flags, final String limit, final String architecture) {
		if (flags.isEmpty()) return architecture;
		final String most = limit == null ? "" : limit.toLowerCase(Locale.ROOT);
		final boolean all = most.isEmpty() || most.equals("all") || most.equals("default");
		if (flags.contains("avx512f") && (all || most.startsWith("avx512") || most.startsWith("avx10"))) return "avx512";
		if (flags.contains("avx2") && (all || most.startsWith("avx") && !most.equals("avx"))) return "avx2";
		return flags.contains("sse4_1") ? "sse4.1" : architecture;
	}

	private static Set<String> flags() {
		try (var lines = Files.lines(CPU_INFO)) {
			return lines.filter(l -> l.startsWith("flags")).findFirst().map(l -> Set.of(l.substring(l.indexOf(':') + 1).trim()
				.split("\\s+"))).orElse(Set.of());
		}
		catch (final IOException | RuntimeException e) {
			return Set.of();
		}
	}
}
