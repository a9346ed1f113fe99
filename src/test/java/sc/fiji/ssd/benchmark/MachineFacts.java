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
package sc.fiji.ssd.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a machine is, and where it has the libraries of CUDA. */
final class MachineFacts {

	/** What the engine cudnn needs, the driver first. */
	private static final List<String> LIBRARIES = List.of("libcuda.so.1", "libcudart.so.13", "libnvrtc.so.13",
		"libcublas.so.13", "libcudnn.so.9", "libcudnn_graph.so.9");
	/** Where containers and toolkits have them. */
	private static final List<String> USUAL = List.of("/usr/local/nvidia/lib64", "/usr/local/nvidia/lib",
		"/usr/local/cuda/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib/wsl/lib");
	private static final String PACKAGES = "import nvidia; print(list(nvidia.__path__)[0])";
	/** Name of the fact that says what Python has, and the end of its value if that does not use the GPU. */
	static final String TORCHVISION = "torchvision", WITHOUT = "without CUDA";
	private static final String VERSIONS = "import torch, torchvision; print(f'torch {torch.__version__}, torchvision " +
		"{torchvision.__version__}, ' + (f'CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}' " +
		"if torch.cuda.is_available() else '" + WITHOUT + "'))";
	private static final double SECONDS = 60;

	private final String python;
	private final List<Path> folders;

	/** @param python a command */
	MachineFacts(final String python) throws IOException, InterruptedException {
		this.python = python;
		final Set<Path> all = new LinkedHashSet<>();
		final String given = System.getenv("LD_LIBRARY_PATH");
		if (given != null) for (final String folder : given.split(":"))
			if (!folder.isBlank()) all.add(Path.of(folder));
		final TimedProcess packages = TimedProcess.run(new ProcessBuilder(python, "-c", PACKAGES), SECONDS);
		if (packages.problem().isEmpty() && !packages.lines().isEmpty())
			all.addAll(librariesOf(Path.of(packages.lines().get(0))));
		USUAL.forEach(folder -> all.add(Path.of(folder)));
		folders = all.stream().filter(Files::isDirectory).toList();
	}

	private static List<Path> librariesOf(final Path packages) throws IOException {
		try (Stream<Path> all = Files.list(packages)) {
			return all.map(path -> path.resolve("lib")).filter(Files::isDirectory).sorted().toList();
		}
	}

	/** @return the value of LD_LIBRARY_PATH with which a process finds the libraries: what is set now comes first */
	String libraryPath() {
		return folders.stream().filter(MachineFacts::hasAny).map(Path::toString).collect(Collectors.joining(":"));
	}

	private static boolean hasAny(final Path folder) {
		try (Stream<Path> files = Files.list(folder)) {
			return files.anyMatch(file -> LIBRARIES.contains(file.getFileName().toString()) ||
				file.getFileName().toString().startsWith("libcudnn"));
		}
		catch (final IOException | UncheckedIOException e) {
			return false;
		}
	}

	/** @return facts by name */
	Map<String, String> facts() throws IOException, InterruptedException {
		final Map<String, String> facts = new LinkedHashMap<>();
		facts.put("processor", processor() + ", " + Runtime.getRuntime().availableProcessors() + " threads");
		facts.put("nvidia-smi",
			first("nvidia-smi", "--query-gpu=name,driver_version,memory.total,clocks.max.sm", "--format=csv,noheader"));
		for (final String library : LIBRARIES)
			facts.put(library, folders.stream().map(folder -> folder.resolve(library)).filter(Files::exists)
				.map(Path::toString).findFirst().orElse("not found"));
		facts.put(TORCHVISION, first(python, "-c", VERSIONS));
		return facts;
	}

	private static String processor() throws IOException {
		final Path file = Path.of("/proc/cpuinfo");
		if (!Files.isReadable(file)) return System.getProperty("os.arch");
		return Files.readAllLines(file).stream().filter(line -> line.startsWith("model name"))
			.map(line -> line.replaceFirst(".*:\\s*", "")).findFirst().orElse(System.getProperty("os.arch"));
	}

	private static String first(final String... command) throws IOException, InterruptedException {
		final TimedProcess run = TimedProcess.run(new ProcessBuilder(new ArrayList<>(List.of(command))), SECONDS);
		if (run.problem().isEmpty() && !run.lines().isEmpty()) return run.lines().get(0);
		return run.problem().startsWith("Cannot run program") ? "not found" : "none (" + run.problem() + ")";
	}
}
