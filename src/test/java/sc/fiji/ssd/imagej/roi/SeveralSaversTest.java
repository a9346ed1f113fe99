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
package sc.fiji.ssd.imagej.roi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;

/**
 * Several processes save annotations into one dataset and are killed at random: every
 * image that was said to be saved is listed, none twice. {@code -Dssd.savers.images=300}
 * is the long run.
 */
class SeveralSaversTest {

	private static final int IMAGES = Integer.getInteger("ssd.savers.images", 15);

	private static final int KILLS = Integer.getInteger("ssd.savers.kills", 2);

	@TempDir
	Path folder;

	@Test
	void nothingIsLost() throws Exception {
		final ExecutorService pool = Executors.newFixedThreadPool(2);
		try {
			final List<Future<?>> savers = new ArrayList<>();
			for (final String prefix : List.of("left", "right"))
				savers.add(pool.submit(() -> {
					save(prefix);
					return null;
				}));
			for (final Future<?> saver : savers)
				saver.get();
		}
		finally {
			pool.shutdownNow();
		}
		final List<String> lines = Files.readAllLines(folder.resolve("ImageSets/Main/train.txt"));
		assertEquals(new HashSet<>(lines).size(), lines.size(), "listed twice");
		assertEquals(2 * IMAGES, lines.size());
		final Dataset dataset = Datasets.open(folder.toString(), "train", List.of());
		assertEquals(List.of(), dataset.warnings());
		assertEquals(2 * IMAGES, dataset.images().stream().mapToInt(image -> image.objects().size()).sum());
	}

	/** Continues after the last image that was said to be saved. */
	private void save(final String prefix) throws IOException, InterruptedException {
		final Random random = new Random(prefix.hashCode());
		int next = 0;
		for (int kills = 0; next < IMAGES;) {
			final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Djava.awt.headless=true", "-Xmx256m", "-cp", System.getProperty("java.class.path"),
				SavingProcess.class.getName(), folder.toString(), prefix, String.valueOf(next), String.valueOf(IMAGES))
					.redirectErrorStream(true).start();
			final int fatal = kills < KILLS ? next + random.nextInt(1 + IMAGES / (KILLS + 1)) : Integer.MAX_VALUE;
			try (BufferedReader said = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
				for (String line = said.readLine(); line != null; line = said.readLine()) {
					if (!line.matches("\\d+")) throw new IOException(line);
					next = Integer.parseInt(line) + 1;
					if (next <= fatal) continue;
					Thread.sleep(random.nextInt(30)); // somewhere in the next image
					process.toHandle().destroyForcibly(); // leaves what it has said readable
				}
			}
			process.waitFor();
			if (fatal < Integer.MAX_VALUE) kills++;
		}
	}
}
