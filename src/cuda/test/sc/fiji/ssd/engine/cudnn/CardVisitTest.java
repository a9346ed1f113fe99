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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.benchmark.Visit;

/**
 * {@code bin/ssd-visit} on the imitated GPU, with a narrow network: every row that is asked for has its figure, in
 * Markdown and in JSON. {@code -Dssd.visit.full=true} measures all rows, which takes two to seven minutes.
 */
class CardVisitTest {

	private static final int SECONDS = 600, ALL_ROWS = 18;

	@TempDir
	Path folder;

	@Test
	void someRows() throws IOException, InterruptedException {
		final List<JsonObject> rows = visit("rows=, forward, batch 2|, train, batch", "seconds=0");
		assertTrue(rows.size() >= 3, rows.toString());
	}

	@Test
	@EnabledIfSystemProperty(named = "ssd.visit.full", matches = "true", disabledReason = "opt-in, takes long: -Dssd.visit.full=true")
	void allRows() throws IOException, InterruptedException {
		assertEquals(ALL_ROWS, visit().size());
	}

	private List<JsonObject> visit(final String... more) throws IOException, InterruptedException {
		assumeTrue(FakeCard.refusal().isEmpty(), FakeCard::refusal);
		final Path libraries = FakeCard.build(), output = folder.resolve("output.txt");
		final List<String> command = new ArrayList<>(List.of(
			Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx1g", "-Djava.awt.headless=true",
			"-Dorg.bytedeco.javacpp.logger=slf4j", "-cp",
			System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
			Visit.class.getName(), String.valueOf(SECONDS), folder.toString(), "width=0.03125", "python=none"));
		command.addAll(List.of(more));
		final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(output.toFile());
		builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
		final Process process = builder.start();
		assertTrue(process.waitFor(SECONDS + 30, TimeUnit.SECONDS), "a visit ends in time");
		final String said = Files.readString(output);
		assertEquals(0, process.exitValue(), said);
		final String table = Files.readString(folder.resolve("visit.md"));
		final List<JsonObject> rows = new ArrayList<>();
		for (final JsonElement row : JsonParser.parseString(Files.readString(folder.resolve("visit.json")))
			.getAsJsonObject().getAsJsonArray("rows"))
		{
			rows.add(row.getAsJsonObject());
			final String name = row.getAsJsonObject().get("name").getAsString();
			assertTrue(!row.getAsJsonObject().get("figure").getAsString().matches("|no"), said);
			assertTrue(table.contains("| " + name + " | "), table);
		}
		return rows;
	}
}
