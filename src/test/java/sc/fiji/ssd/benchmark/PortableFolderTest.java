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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code mvn -Pportable,cuda} makes runs with an empty environment: with the Java runtime of exactly the modules that
 * {@code src/portable/build.xml} names, the scripts of {@code src/portable}, and nothing else of this machine.
 */
class PortableFolderTest {

	private static final Path BUILD = Path.of("src/portable/build.xml");
	private static final Pattern MODULES = Pattern.compile("--add-modules ([a-z0-9_.,]+)");
	/** What the folder for CUDA leaves out. */
	private static final Pattern WITHOUT = Pattern.compile("<portable.without>(nd4j[^<]+)</portable.without>");
	/** The only test classes in the folder; it has no engines for tests. */
	private static final String BENCHMARKS = "sc/fiji/ssd/benchmark";
	private static final int MINUTES = 10;

	@TempDir
	static Path folder;

	@BeforeAll
	static void build() throws IOException {
		assumeFalse(System.getProperty("os.name").startsWith("Windows"), "the scripts are for Linux and macOS");
		final Matcher modules = MODULES.matcher(Files.readString(BUILD));
		assertTrue(modules.find(), BUILD + " names no modules");
		tool("jlink", "--add-modules", modules.group(1), "--strip-debug", "--no-man-pages", "--no-header-files",
			"--output", folder.resolve("java").toString());
		final Matcher without = WITHOUT.matcher(Files.readString(Path.of("pom.xml")));
		assertTrue(without.find(), "pom.xml leaves nothing out");
		final List<String> artifacts = List.of(without.group(1).split(","));
		final Path lib = Files.createDirectories(folder.resolve("lib"));
		int number = 0;
		for (final String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
			.split(File.pathSeparator))
		{
			final Path path = Path.of(entry).toAbsolutePath();
			final Path target = lib.resolve(String.format("%03d.jar", number++));
			if (Files.isDirectory(path))
				tool("jar", "--create", "--file", target.toString(), "-C", path.toString(),
					Files.exists(path.resolve(BENCHMARKS)) ? BENCHMARKS : ".");
			else
				if (Files.exists(path) && !artifacts.contains(path.getParent().getParent().getFileName().toString()))
					Files.createSymbolicLink(target, path);
		}
		final Path macros = Files.createDirectories(folder.resolve("macros"));
		Files.copy(Path.of("macros/CheckEngines.ijm"), macros.resolve("CheckEngines.ijm"));
		final Path bin = Files.createDirectories(folder.resolve("bin"));
		try (Stream<Path> scripts = Files.list(Path.of("src/portable/bin"))) {
			for (final Path script : scripts.toList()) {
				final Path copy = Files.copy(script, bin.resolve(script.getFileName()));
				assertTrue(copy.toFile().setExecutable(true));
			}
		}
	}

	@AfterAll
	static void removeLinks() throws IOException {
		if (!Files.exists(folder.resolve("lib"))) return;
		try (Stream<Path> files = Files.list(folder.resolve("lib"))) {
			for (final Path link : files.filter(Files::isSymbolicLink).toList())
				Files.delete(link);
		}
	}

	private static void tool(final String name, final String... arguments) {
		final ByteArrayOutputStream said = new ByteArrayOutputStream();
		final PrintStream out = new PrintStream(said, true);
		assertEquals(0, ToolProvider.findFirst(name).orElseThrow().run(out, out, arguments), said::toString);
	}

	@Test
	void runsAMacro() throws IOException, InterruptedException {
		final Path macro = Files.writeString(folder.resolve("list.ijm"), "run(\"SSD Engines\", \"\");\n");
		final String said = run(0, "ssd", macro.toString());
		assertTrue(said.contains("onednn: "), said);
		assertTrue(said.contains("cudnn: "), said);
		assertTrue(said.contains("dl4j: not usable: ND4J is not installed."), said);
	}

	@Test
	void checksTheEngines() throws IOException, InterruptedException {
		final Path list = folder.resolve("engines.json");
		final String said = run(0, "ssd-check", list.toString());
		assertTrue(said.contains("float32: 30 training steps reduce the loss"), said);
		assertTrue(said.contains("SSD300 predicts at batch 4"), said);
		assertTrue(Files.readString(list).contains("\"engine\": \"onednn\""), said);
	}

	@Test
	void timesAnEngine() throws IOException, InterruptedException {
		final String said = run(0, "ssd-benchmark", "engines=onednn", "precisions=float32", "forward=1", "train=0",
			"pipeline=0", "folder=0", "latency=0", "postprocessing=0", "rounds=1", "seconds=0", "python=none");
		assertTrue(Pattern.compile("ssd300-voc, onednn float32, forward, batch 1 \\| [0-9.]+ \\|").matcher(said).find(),
			said);
	}

	@Test
	void saysWhatAVisitLacks() throws IOException, InterruptedException {
		final Path report = folder.resolve("report");
		final String said = run(0, "ssd-visit", "60", report.toString(), "engine=none", "python=none");
		assertTrue(said.contains("none: not usable: it is not installed."), said);
		assertTrue(Files.readString(report.resolve("visit.md")).contains("| engine usable | no |"));
		assertTrue(Files.readString(report.resolve("visit.json")).contains("\"processor\""));
	}

	@Test
	void refusesAVisitWithoutItsTime() throws IOException, InterruptedException {
		assertTrue(run(2, "ssd-visit").contains("give the seconds"));
	}

	private static String run(final int expected, final String script, final String... arguments)
		throws IOException, InterruptedException
	{
		final Path output = Files.createTempFile(folder, "output", ".txt");
		final List<String> command = new ArrayList<>(List.of(folder.resolve("bin").resolve(script).toString()));
		command.addAll(List.of(arguments));
		final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().clear();
		// one thread does not wait for others where the processor is busy
		builder.environment().put("SSD_JAVA_OPTIONS", "-Dssd.check.seconds=0 -XX:ActiveProcessorCount=1");
		builder.environment().put("HOME", Files.createDirectories(folder.resolve("home")).toString());
		final Process process = builder.start();
		final boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
		if (!ended) process.destroyForcibly();
		final String said = Files.readString(output);
		assertTrue(ended, said);
		assertEquals(expected, process.exitValue(), said);
		return said;
	}
}
