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
package sc.fiji.ssd.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.commands.TestModels;
import sc.fiji.ssd.data.synthetic.SampleDataset;
import sc.fiji.ssd.imagej.host.MacroJvm;

/** Runs the scripts of {@code macros/slurm}, with stand-ins for Fiji and for Slurm's environment. */
@EnabledOnOs(OS.LINUX)
class ClusterScriptsTest {

	private static final Path MACROS = Path.of("macros").toAbsolutePath();
	private static final String CLASS_PATH = System.getProperty("surefire.test.class.path",
		System.getProperty("java.class.path"));

	@TempDir
	private Path folder;

	private Path jobs;
	private final Map<String, String> environment = new HashMap<>();

	@BeforeEach
	void fiji() throws IOException {
		jobs = Files.createDirectory(folder.resolve("jobs"));
		environment.put("SSD_CACHE", jobs.toString());
		environment.put("SSD_MACROS", MACROS.toString());
		// takes what fiji takes: options of Java, --, arguments; notes them first
		final Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		script("fiji",
			"options=(); while [[ $1 != -- ]]; do options+=(\"$1\"); shift; done; shift; exec " + java +
				" \"${options[@]}\" -XX:TieredStopAtLevel=1 --add-opens java.base/java.lang=ALL-UNNAMED -cp '" +
				CLASS_PATH + "' " + HeadlessSciJava.class.getName() + " \"$@\"");
		script("noting", "printf '%s\\n' \"$@\"; printf 'OMP_NUM_THREADS=%s CUDA_VISIBLE_DEVICES=%s\\n' " +
			"\"${OMP_NUM_THREADS-}\" \"${CUDA_VISIBLE_DEVICES-unset}\"; exit 3");
	}

	private void script(final String name, final String line) throws IOException {
		final Path file = Files.writeString(folder.resolve(name), "#!/usr/bin/env bash\n" + line + "\n");
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
		environment.put("FIJI", file.toString());
	}

	private MacroJvm.Ended bash(final String script, final String... arguments)
		throws IOException, InterruptedException
	{
		final List<String> command = new ArrayList<>(
			List.of("bash", MACROS.resolve("slurm").resolve(script).toString()));
		command.addAll(List.of(arguments));
		final Path output = folder.resolve("output.txt");
		final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().keySet().removeIf(name -> name.startsWith("SLURM_") || name.startsWith("CUDA_"));
		builder.environment().putAll(environment);
		final int exit = builder.start().waitFor();
		try (Stream<Path> left = Files.list(jobs)) {
			assertEquals(List.of(), left.toList(), "folders of jobs are left");
		}
		return new MacroJvm.Ended(exit, new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
	}

	@Test
	void shardsOnOneMachine() throws Exception {
		TestModels.write(folder.resolve("m.ssd"), "nucleus", "ring", "rod");
		SampleDataset.write(folder.resolve("data"), 6, 3);
		final Path in = folder.resolve("data/JPEGImages"), out = folder.resolve("fou\"nd, \\here");
		Files.writeString(in.resolve("broken.png"), "no image");
		environment.put("FIJI", folder.resolve("fiji").toString());
		final MacroJvm.Ended run = bash("local.sh", "2", "2", "input=" + in, "output=" + out,
			"model=" + folder.resolve("m.ssd"), "engine=fake", "overlays=false");
		assertEquals(3, run.exit(), run.output());
		assertEquals(6, Files.readAllLines(out.resolve("images.csv")).size() - 1);
		assertEquals(2,
			run.output().lines().filter(line -> line.startsWith("{\"command\":\"SSD Detect Folder...\"")).count());
		assertTrue(
			run.output().stripTrailing().lines().reduce("", (a, b) -> b)
				.startsWith("{\"command\":\"SSD Merge Results...\",\"status\":\"some_images_failed\",\"exit_code\":3,"),
			run.output());

		final Path plain = Files.move(out, folder.resolve("found"));
		environment.put("SSD_CLASSPATH", CLASS_PATH);
		final MacroJvm.Ended without = bash("run.sh", "MergeResults", "input=" + plain,
			"output=" + folder.resolve("two words"));
		assertEquals(0, without.exit(), without.output());
		assertEquals(Files.readString(plain.resolve("images.csv")),
			Files.readString(folder.resolve("two words/images.csv")));
	}

	@Test
	void aTaskOfAnArrayKeepsToWhatSlurmGrants() throws Exception {
		environment.putAll(Map.of("SLURM_ARRAY_TASK_ID", "3", "SLURM_ARRAY_TASK_COUNT", "16", "SLURM_CPUS_PER_TASK",
			"8", "SLURM_MEM_PER_NODE", "10000", "CUDA_VISIBLE_DEVICES", "2"));
		final MacroJvm.Ended cpu = bash("detect-cpu.sbatch", "input=/a b", "output=/o", "model=/m.ssd");
		assertEquals(3, cpu.exit(), cpu.output());
		final List<String> lines = cpu.output().lines().toList();
		assertTrue(
			lines.containsAll(List.of("-Xmx4000m", "-XX:ActiveProcessorCount=8", "--headless", "--run",
				"-Dorg.bytedeco.javacpp.maxbytes=4000m", "OMP_NUM_THREADS=8 CUDA_VISIBLE_DEVICES=",
				"device=\"cpu\",input=\"/a b\",output=\"/o\",model=\"/m.ssd\",shard=\"3/16\",threads=\"8\"")),
			cpu.output());
		for (final String option : List.of("-Djava.io.tmpdir=", "-Djava.util.prefs.userRoot=",
			"-Dorg.bytedeco.javacpp.cachedir="))
			assertTrue(lines.stream().anyMatch(line -> line.startsWith(option + jobs)),
				option + " is not in\n" + cpu.output());
		assertTrue(lines.indexOf("--") < lines.indexOf("--headless"), cpu.output());
		environment.put("SSD_SHARDS", "20");
		final MacroJvm.Ended gpu = bash("detect-gpu.sbatch", "input=/a", "output=/o", "model=/m.ssd", "threads=2");
		assertTrue(
			gpu.output()
				.contains("device=\"cuda\",input=\"/a\",output=\"/o\",model=\"/m.ssd\",threads=\"2\",shard=\"3/20\""),
			gpu.output());
		assertTrue(gpu.output().contains("CUDA_VISIBLE_DEVICES=2"), gpu.output());
		assertTrue(bash("merge.sbatch", "input=/o").output().contains("input=\"/o\"\n"));
	}

	@Test
	void mistakesAreNamed() throws Exception {
		assertEquals("run.sh: 'input' is not KEY=VALUE", refusal("run.sh", "DetectFolder", "input"));
		assertTrue(refusal("run.sh", "Detekt").startsWith("run.sh: there is no runner "));
		assertTrue(refusal("run.sh").startsWith("run.sh: give a runner"));
		assertTrue(refusal("local.sh", "0", "2").startsWith("local.sh: give the number of shards"));
		assertEquals("local.sh: output is missing; give the folder to write into",
			refusal("local.sh", "2", "2", "input=/a"));
		assertTrue(
			refusal("local.sh", "2", "2", "output=/o", "shard=1/2").startsWith("local.sh: shard is counted here"));
		environment.put("FIJI", "");
		assertTrue(refusal("run.sh", "DetectFolder").startsWith("run.sh: set FIJI"));
	}

	private String refusal(final String script, final String... arguments) throws Exception {
		final MacroJvm.Ended run = bash(script, arguments);
		assertEquals(2, run.exit(), run.output());
		return run.output().strip();
	}
}
