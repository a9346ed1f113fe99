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
package sc.fiji.ssd.engine.cudnn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.jna.NativeLibrary;

/**
 * The imitated NVIDIA GPU of {@code src/test/fake-card}: libraries with the names of the driver and of CUDA's, which
 * compute on the processor and check every call. A JVM sees the GPU if the folder is first on {@code LD_LIBRARY_PATH}.
 */
final class FakeCard {

	/** The condition of tests that run on it, for {@code EnabledIf}. */
	static final String HERE = "sc.fiji.ssd.engine.cudnn.FakeCard#isHere";

	private static final Path SOURCE = Path.of("src/test/fake-card");
	private static final Path KERNELS = Path.of("src/cuda/resources/sc/fiji/ssd/engine/cudnn/layer/kernels.cu");
	private static final Path FOLDER = Path.of("target/fake-card");
	private static final String CORE = "libfakecard.so";
	/** What JavaCPP's preset and JNA look for. */
	private static final List<String> LIBRARIES = List.of("libcuda.so.1", "libcudart.so.13", "libnvrtc.so.13",
		"libcudnn.so.9", "libcudnn_cnn.so.9", "libcudnn_adv.so.9", "libcudnn_ops.so.9", "libcudnn_graph.so.9",
		"libcublas.so.13", "libcublasLt.so.13");
	private static final List<String> COMPILERS = List.of("g++", "c++");
	/** Values of TYPE in kernels.cu. */
	private static final List<Integer> TYPES = List.of(16, 17, 32);
	private static final Pattern KERNEL = Pattern.compile("^KERNEL (\\w+)\\((.*?)\\)\\s*\\{",
		Pattern.DOTALL | Pattern.MULTILINE);
	private static final int MINUTES = 5;

	private FakeCard() {}

	/** @return why it cannot be made here; empty if it can */
	static String refusal() {
		if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("os.arch").equals("amd64"))
			return "the imitated GPU needs Linux on x86-64";
		return compiler() == null ? "the imitated GPU needs a C++ compiler (g++)" : "";
	}

	private static String compiler() {
		return COMPILERS.stream().filter(name -> Stream.of(System.getenv("PATH").split(":"))
			.anyMatch(folder -> Files.isExecutable(Path.of(folder, name)))).findFirst().orElse(null);
	}

	/**
	 * Builds what is not there yet.
	 *
	 * @return the folder for {@code LD_LIBRARY_PATH}
	 */
	static Path build() throws IOException, InterruptedException {
		final List<Path> sources;
		try (Stream<Path> all = Files.list(SOURCE)) {
			sources = all.sorted().collect(Collectors.toCollection(ArrayList::new));
		}
		sources.add(KERNELS);
		final StringBuilder text = new StringBuilder(LIBRARIES.toString());
		for (final Path source : sources)
			text.append(Files.readString(source));
		final Path stamp = FOLDER.resolve("stamp");
		final String now = Integer.toHexString(text.toString().hashCode()) + " " + text.length();
		if (Files.exists(stamp) && Files.readString(stamp).equals(now)) return FOLDER.toAbsolutePath();
		Files.createDirectories(FOLDER);
		final Path host = FOLDER.resolve("kernels_host.cpp");
		Files.writeString(host, hostSource(Files.readString(KERNELS)));
		final List<Process> running = new ArrayList<>();
		final List<String> core = new ArrayList<>(List.of("-O3", "-march=native", "-std=c++17", "-fPIC", "-shared",
			"-Wl,-soname," + CORE, "-o", FOLDER.resolve(CORE).toString()));
		sources.stream().filter(source -> source.toString().endsWith(".cpp")).map(Path::toString).forEach(core::add);
		core.addAll(List.of("-ldl", "-lpthread"));
		running.add(compile(core));
		for (final int type : TYPES)
			running.add(compile(List.of("-O2", "-ffp-contract=off", "-std=c++17", "-fPIC", "-shared", "-DTYPE=" + type,
				"-o", FOLDER.resolve("kernels_" + type + ".so").toString(), host.toString())));
		finish(running);
		final Path empty = Files.writeString(FOLDER.resolve("empty.cpp"), "");
		for (final String name : LIBRARIES)
			running.add(compile(List.of("-shared", "-Wl,--no-as-needed", "-Wl,-soname," + name, "-Wl,-rpath,$ORIGIN",
				"-o", FOLDER.resolve(name).toString(), empty.toString(), "-L" + FOLDER, "-l:" + CORE)));
		finish(running);
		Files.writeString(FOLDER.resolve("stamp.new"), now);
		Files.move(FOLDER.resolve("stamp.new"), stamp, StandardCopyOption.REPLACE_EXISTING);
		return FOLDER.toAbsolutePath();
	}

	private static Process compile(final List<String> arguments) throws IOException {
		final List<String> command = new ArrayList<>(List.of(compiler()));
		command.addAll(arguments);
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.to(Files.createTempFile(FOLDER, "compiler", ".log").toFile()))
			.start();
	}

	private static void finish(final List<Process> running) throws IOException, InterruptedException {
		for (final Process process : running)
			if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
				process.destroyForcibly();
				throw new IOException("The C++ compiler fails; see " + FOLDER + "/compiler*.log: " +
					process.info().commandLine().orElse(""));
			}
		running.clear();
		try (Stream<Path> logs = Files.list(FOLDER)) {
			for (final Path log : logs.filter(path -> path.toString().endsWith(".log")).toList())
				Files.delete(log);
		}
	}

	/** The kernels as C++, with functions that find them by name and run a whole grid. */
	static String hostSource(final String kernels) {
		final StringBuilder names = new StringBuilder(), counts = new StringBuilder(), cases = new StringBuilder();
		final Matcher kernel = KERNEL.matcher(kernels);
		int number = 0;
		while (kernel.find()) {
			final String[] parameters = kernel.group(2).split(",");
			final List<String> arguments = new ArrayList<>();
			for (int k = 0; k < parameters.length; k++) {
				final String type = parameters[k].strip().replaceAll("\\s+", " ").replaceAll("\\w+$", "").strip();
				arguments.add(type.endsWith("*")
					? "(" + type + ")arguments[" + k + "]"
					: "*(const " + type.replaceAll("^const ", "") + " *)(arguments + " + k + ")");
			}
			names.append("\tif (!strcmp(name, \"").append(kernel.group(1)).append("\")) return ").append(number)
				.append(";\n");
			counts.append(parameters.length).append(", ");
			cases.append("\tcase ").append(number).append(": EACH_THREAD ").append(kernel.group(1)).append("(")
				.append(String.join(", ", arguments)).append("); break;\n");
			number++;
		}
		return String.join("\n", "#include <cmath>", "#include <cstdint>", "#include <cstring>", "#define HOST 1",
			"#define __device__", "#define __forceinline__ inline", "#define __global__",
			"#define __align__(n) __attribute__((aligned(n)))", "struct Place { unsigned x; };",
			"static thread_local Place blockIdx, threadIdx, blockDim;",
			"static inline float __uint_as_float(unsigned u) { float f; memcpy(&f, &u, 4); return f; }",
			"static inline unsigned __float_as_uint(float f) { unsigned u; memcpy(&u, &f, 4); return u; }",
			"static inline int atomicAdd(int *p, int v) { int old = *p; *p += v; return old; }",
			"#include \"" + KERNELS.toAbsolutePath() + "\"", //
			"#define EACH_THREAD for (blockIdx.x = 0; blockIdx.x < blocks; blockIdx.x++) " +
				"for (threadIdx.x = 0; threadIdx.x < threads; threadIdx.x++)",
			"extern \"C\" int kernel_find(const char *name) {", names + "\treturn -1;\n}",
			"extern \"C\" int kernel_parameters(int kernel) {", "\tstatic const int counts[] = {" + counts + "};",
			"\treturn counts[kernel];\n}",
			"extern \"C\" void kernel_run(int kernel, unsigned blocks, unsigned threads, const uint64_t *arguments) {",
			"\tblockDim.x = threads;", "\tswitch (kernel) {", cases + "\t}\n}", "");
	}

	/** @return whether this JVM sees the imitated GPU, not another or none */
	static boolean isHere() {
		try {
			return NativeLibrary.getInstance("libcuda.so.1").getFunction("fake_card_get") != null;
		}
		catch (final UnsatisfiedLinkError e) {
			return false;
		}
	}

	/** @param name of a field of Settings in card.h, in lower case with underscores */
	static void set(final String name, final long value) {
		if (call("fake_card_set").invokeInt(new Object[] { name, value }) != 0)
			throw new IllegalArgumentException(name);
	}

	/** In the card's model of time, the processor does something else. */
	static void hostWorks(final long micros) {
		call("fake_card_host_works").invokeVoid(new Object[] { micros });
	}

	/** @return a count, see settings.cpp */
	static long get(final String name) {
		return call("fake_card_get").invokeLong(new Object[] { name });
	}

	/** @return the rules that were broken so far */
	static List<String> breaches() {
		final List<String> all = new ArrayList<>();
		for (long i = 0; i < get("breaches"); i++)
			all.add(call("fake_card_breach").invokeString(new Object[] { i }, false));
		return all;
	}

	/** @return what is there and should not be once all engines are closed, with its count */
	static Map<String, Long> left() {
		final Map<String, Long> left = new TreeMap<>();
		for (final String name : List.of("blocks", "pinned", "streams", "events", "graphs", "retained", "modules",
			"programs", "handles", "descriptors"))
			if (get(name) != 0) left.put(name, get(name));
		return left;
	}

	private static com.sun.jna.Function call(final String name) {
		return NativeLibrary.getInstance("libcuda.so.1").getFunction(name);
	}
}
