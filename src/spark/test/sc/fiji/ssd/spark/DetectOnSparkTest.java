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
package sc.fiji.ssd.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import org.apache.spark.deploy.SparkSubmit;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.commands.DetectFolder;
import sc.fiji.ssd.data.synthetic.SampleDataset;
import sc.fiji.ssd.imagej.read.BrokenImages;

class DetectOnSparkTest {

	private static final Path MODEL = Path.of("sample-images/demo-model.ssd").toAbsolutePath();
	private static final List<String> RESULTS = List.of("detections.csv", "detections.json", "images.csv", "failures.csv");

	/** {@code mvn -Pspark test -Dssd.spark.images=2000} for the full size. */
	private static final int IMAGES = Integer.getInteger("ssd.spark.images", 26);

	@TempDir
	private Path folder;

	private int broken;

	private Map<String, String> keys(final String output) {
		final Map<String, String> keys = new LinkedHashMap<>();
		keys.put("input", folder.resolve("data/JPEGImages").toString());
		keys.put("output", folder.resolve(output).toString());
		keys.put("model", MODEL.toString());
		keys.put("overlays", "false");
		return keys;
	}

	/** Images of which one in fifty, but at least one of each kind, is broken. */
	private void images() throws IOException {
		final Path in = folder.resolve("data/JPEGImages");
		final int kinds = BrokenImages.KINDS.size();
		final int ofEach = Math.max(1, IMAGES / 50 / kinds);
		SampleDataset.write(folder.resolve("data"), IMAGES - ofEach * kinds, 4);
		for (int i = 0; i < ofEach; i++)
			for (final String kind : BrokenImages.KINDS)
				BrokenImages.write(in, kind, i + " ", new Random(i));
		broken = ofEach * kinds;
	}

	@Test
	void theSameBytesAsOneRun() throws IOException {
		images();
		final long start = System.nanoTime();
		assertEquals(3, ExecutorContext.run(DetectFolder.class, keys("whole")));
		final long whole = System.nanoTime();
		final List<String> submit = new ArrayList<>(
			List.of("--master", "local[4]", "--class", DetectOnSpark.class.getName(), "--conf", "spark.ui.enabled=false",
				"spark-internal", "shards=8"));
		keys("spark").forEach((key, value) -> submit.add(key + "=" + value));
		final Process process = java(SparkSubmit.class.getName(), submit);
		final String output = new String(process.getInputStream().readAllBytes());
		assertEquals(3, waitFor(process), output);
		System.out.printf(Locale.ROOT, "%d images, %d of them broken: %.0f s in one run, %.0f s by Spark local[4]%n", IMAGES,
			broken, (whole - start) / 1e9, (System.nanoTime() - whole) / 1e9);
		for (final String file : RESULTS)
			assertEquals(Files.readString(folder.resolve("whole").resolve(file)),
				Files.readString(folder.resolve("spark").resolve(file)), file);
		assertTrue(Files.readAllLines(folder.resolve("whole/detections.csv")).size() > IMAGES - broken);
		assertEquals(1 + IMAGES, Files.readAllLines(folder.resolve("spark/failures.csv")).size() +
			Files.readAllLines(folder.resolve("spark/images.csv")).size() - 1);
		assertEquals(1 + broken, Files.readAllLines(folder.resolve("spark/failures.csv")).size());
		final String last = output.strip().lines().reduce("", (a, b) -> b);
		assertTrue(last.startsWith("{\"command\":\"SSD Merge Results...\",\"status\":\"some_images_failed\""), output);
	}

	private static int waitFor(final Process process) {
		try {
			return process.waitFor();
		}
		catch (final InterruptedException e) {
			throw new IllegalStateException(e);
		}
	}

	private Process java(final String main, final List<String> args) throws IOException {
		final List<String> command = new ArrayList<>(
			List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx3g")); // as this JVM: a message on an image that is too large names it
		command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
		command.addAll(List.of("-classpath", System.getProperty("java.class.path"), main));
		command.addAll(args);
		return new ProcessBuilder(command).redirectError(folder.resolve("errors.txt").toFile()).start();
	}

	@Test
	void badArgumentsAreRefusedAtOnce() {
		final PrintStream before = System.err;
		final ByteArrayOutputStream errors = new ByteArrayOutputStream();
		System.setErr(new PrintStream(errors, true));
		try {
			final Map<String, String> keys = keys("none");
			keys.put("shards", "0");
			assertEquals(2, DetectOnSpark.run(keys));
			keys.put("shards", "4");
			keys.put("shard", "1/4");
			assertEquals(2, DetectOnSpark.run(keys));
		}
		finally {
			System.setErr(before);
		}
		assertTrue(errors.toString().contains("shards: '0' is not a whole number"), errors.toString());
		assertTrue(errors.toString().contains("shard: Spark's tasks are the shards"), errors.toString());
		assertFalse(Files.exists(folder.resolve("none")));
	}
}
