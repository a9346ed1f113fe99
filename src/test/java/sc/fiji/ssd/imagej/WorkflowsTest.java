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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.Phases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import sc.fiji.ssd.commands.CommandKeys;

/** Holds the files of {@code macros/workflows} to the keys and exit codes of the runners, and runs their shell lines. */
@EnabledOnOs(OS.LINUX)
class WorkflowsTest {

	private static final Path WORKFLOWS = Path.of("macros", "workflows").toAbsolutePath();

	private static final Pattern CALL = Pattern.compile("slurm/run\\.sh\"? (\\w+) ([^\\n|]*)");

	private static final Pattern KEY = Pattern.compile("(?<![\\w-])([a-z_]+)=");

	@TempDir
	private Path folder;

	/** Each call of a runner names keys that the command has, and all that it needs. */
	@ParameterizedTest
	@CsvSource({ "ssd.nf,2", "ssd.smk,2" })
	void theKeysAreThoseOfTheCommands(final String file, final int calls) throws IOException {
		final Map<String, Set<String>> keys = CommandKeys.byClass();
		final List<MatchResult> found = CALL.matcher(Files.readString(WORKFLOWS.resolve(file))).results().toList();
		assertEquals(calls, found.size());
		for (final MatchResult call : found) {
			final TreeSet<String> given = new TreeSet<>();
			KEY.matcher(call.group(2)).results().forEach(key -> given.add(key.group(1)));
			assertTrue(keys.get(call.group(1)).containsAll(given), call.group());
			assertTrue(given.containsAll(call.group(1).equals("DetectFolder")
				? Set.of("input", "output", "model", "shard", "threads")
				: Set.of("input", "output")), call.group());
		}
	}

	@Test
	void nextflowReadsTheModule() throws IOException {
		final CompilationUnit unit = new CompilationUnit();
		unit.addSource(WORKFLOWS.resolve("ssd.nf").toFile());
		unit.compile(Phases.CONVERSION);
	}

	/** The lines between triple quotes, with values in place of the engine's variables, as the engine's shell runs them. */
	private String shell(final String file, final int block, final Map<String, String> values) throws IOException {
		String text = Files.readString(WORKFLOWS.resolve(file)).split("\"\"\"")[2 * block + 1];
		for (final Map.Entry<String, String> value : values.entrySet())
			text = text.replace(value.getKey(), value.getValue());
		return text.replace("\\$", "$"); // Nextflow's paths come with their blanks escaped
	}

	private int bash(final String code, final int exit) throws IOException, InterruptedException {
		final Path macros = Files.createDirectories(folder.resolve("macros/slurm")).getParent();
		final Path run = macros.resolve("slurm/run.sh");
		Files.writeString(run, "#!/usr/bin/env bash\nprintf '%s\\n' \"$@\" >given\nexit " + exit + "\n");
		Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
		final ProcessBuilder builder = new ProcessBuilder("bash", "-ue", "-c", code).directory(folder.toFile())
			.redirectErrorStream(true).redirectOutput(folder.resolve("output").toFile());
		builder.environment().put("SSD_MACROS", macros.toString());
		return builder.start().waitFor();
	}

	private List<String> given() throws IOException {
		return Files.readAllLines(folder.resolve("given"));
	}

	/** 3 says that some images failed, which failures.csv names; 2 and 1 end the task. */
	@ParameterizedTest
	@CsvSource({ "0,0", "3,0", "2,2", "1,1", "143,143" })
	void exitCodes(final int exit, final int expected) throws Exception {
		final Map<String, String> nextflow = Map.of("$images", "in\\ here", "$model", "m.ssd", "$k/$n", "3/16", "$k", "3",
			"$task.cpus", "4", "$keys", "score=0.4");
		assertEquals(expected, bash(shell("ssd.nf", 0, new TreeMap<>(nextflow).descendingMap()), exit));
		assertEquals(List.of("DetectFolder", "input=" + folder.toRealPath().resolve("in here"), "output=found-3",
			"model=" + folder.toRealPath().resolve("m.ssd"), "shard=3/16", "threads=4", "overlays=false", "score=0.4"), given());
		assertEquals(expected, bash(shell("ssd.nf", 2, Map.of()), exit));
		assertEquals(List.of("MergeResults", "input=shards", "output=found"), given());
		final Map<String, String> snakemake = Map.of("{params.images:q}", "'/in here'", "{params.results:q}", "/found/shards",
			"{params.model:q}", "m.ssd", "{wildcards.k}/{params.shards}", "3/16", "{threads}", "4", "{params.more}", "");
		assertEquals(expected, bash(shell("ssd.smk", 0, snakemake), exit));
		assertEquals(List.of("DetectFolder", "input=/in here", "output=/found/shards", "model=m.ssd", "shard=3/16",
			"threads=4", "overlays=false"), given());
		assertEquals(expected, bash(shell("ssd.smk", 1, Map.of("{params.results:q}", "/found/shards", "{params.merged:q}", "/found")), exit));
		assertEquals(List.of("MergeResults", "input=/found/shards", "output=/found"), given());
	}

	/** Where Snakemake is installed, it runs the rules with a stand-in for the runner. */
	@Test
	void snakemakeRunsTheRules() throws Exception {
		assumeTrue(Files.isExecutable(Path.of("/usr/bin/snakemake")), "Snakemake is not installed");
		final String results = folder.resolve("found").toString();
		final int exit = bash("export HOME=$PWD; snakemake -s '" + WORKFLOWS.resolve("ssd.smk") + "' --cores 2 --nolock --config input='" + folder +
			"' output='" + results + "' model=m.ssd shards=2", 3);
		assertEquals(0, exit, Files.readString(folder.resolve("output")));
		assertTrue(Files.exists(folder.resolve("found/merged.done")) && Files.exists(folder.resolve("found/shards/2.done")));
	}

	private String section(final String name) throws IOException {
		final StringBuilder text = new StringBuilder();
		boolean inside = false;
		for (final String line : Files.readAllLines(WORKFLOWS.resolve("ssd-fiji.def"))) {
			if (line.startsWith("%")) inside = line.equals("%" + name);
			else if (inside) text.append(line.strip()).append('\n');
		}
		return text.toString();
	}

	/** The sections that Apptainer knows, each with lines that its shell can run. */
	@Test
	void theApptainerImage() throws Exception {
		final Set<String> known = Set.of("arguments", "files", "post", "environment", "runscript", "test", "labels", "help");
		for (final String line : Files.readAllLines(WORKFLOWS.resolve("ssd-fiji.def")))
			if (line.startsWith("%")) assertTrue(known.contains(line.substring(1)), line);
		for (final String name : List.of("post", "environment", "runscript", "test")) {
			assertFalse(section(name).isBlank(), name);
			assertEquals(0, new ProcessBuilder("sh", "-n", "-c", section(name)).start().waitFor(), name);
		}
		final String files = section("files");
		for (final String argument : section("arguments").split("\n"))
			assertTrue(files.contains("{{ " + argument.split("=")[0] + " }}"), argument);
		for (final String line : section("environment").strip().split("\n"))
			if (line.contains("=/opt/") && !line.contains("/opt/java")) assertTrue(files.contains(line.replaceAll(".*=(/opt/[^/]+).*", "$1")), line);
		assertEquals(3, bash("set -- DetectFolder input=/a shard=3/16\n" + section("runscript"), 3));
		assertEquals(List.of("DetectFolder", "input=/a", "shard=3/16"), given());
	}
}
