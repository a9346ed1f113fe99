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
package sc.fiji.ssd.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.model.ModelFile;

/** Ends the JVM of a training by SIGTERM and by SIGKILL, and continues. */
class EndedJvmTest {

	@TempDir
	Path folder;

	@Test
	@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGTERM")
	void aCheckpointIsWrittenOnSigterm() throws Exception {
		final int rows = endAfter(10, false);
		final int checkpoint = checkpoint();
		assertEquals(rows, checkpoint);
		assertGoesOn(checkpoint + 5);
	}

	@Test
	void goesOnAfterSigkill() throws Exception {
		final int rows = endAfter(10, true);
		final int checkpoint = checkpoint();
		assertTrue(checkpoint % 4 == 0 && checkpoint <= rows && checkpoint >= 4, "checkpoint " + checkpoint);
		assertGoesOn(rows + 5);
	}

	private void assertGoesOn(final int iterations) throws IOException {
		EndlessTraining.train(folder.resolve("ended.ssd"), iterations, true, 0);
		final List<String> ended = rows(folder);
		EndlessTraining.train(folder.resolve("unbroken/unbroken.ssd"), iterations, false, 0);
		assertEquals(rows(folder.resolve("unbroken")), ended);
		final NamedWeights expected = ModelFile.read(folder.resolve("unbroken/unbroken.last.ssd")).weights();
		final NamedWeights actual = ModelFile.read(folder.resolve("ended.last.ssd")).weights();
		expected.arrays().forEach((name, array) -> assertArrayEquals(array.values(), actual.get(name).values(), name));
	}

	private int checkpoint() {
		return ((Number) ModelFile.readResumable(folder.resolve("ended.last.ssd")).trainerState().get("iteration"))
			.intValue();
	}

	/** @return rows in the log when the JVM was gone */
	private int endAfter(final int iterations, final boolean forcibly) throws Exception {
		final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
			"-cp", System.getProperty("java.class.path"), "-Xmx256m", "-Djava.awt.headless=true",
			EndlessTraining.class.getName(), folder.resolve("ended.ssd").toString()).redirectErrorStream(true)
			.redirectOutput(folder.resolve("out.txt").toFile()).start();
		try {
			final long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
			while (rows(folder).size() < iterations) {
				assertTrue(process.isAlive() && System.nanoTime() < limit, () -> read(folder.resolve("out.txt")));
				Thread.sleep(20);
			}
			if (forcibly) process.destroyForcibly();
			else process.destroy();
			assertTrue(process.waitFor(40, TimeUnit.SECONDS));
		}
		finally {
			process.destroyForcibly();
		}
		return rows(folder).size();
	}

	/** Complete rows without the header and the throughput. */
	private static List<String> rows(final Path folder) throws IOException {
		final Path log = folder.resolve("training.csv");
		if (!Files.exists(log)) return List.of();
		return Files.readString(log).lines().skip(1).filter(line -> line.split(",", -1).length == 7)
			.map(line -> line.substring(0, line.lastIndexOf(','))).toList();
	}

	private static String read(final Path file) {
		try {
			return Files.readString(file);
		}
		catch (final IOException e) {
			return e.toString();
		}
	}
}
