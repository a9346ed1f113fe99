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

import java.awt.Color;
import java.awt.Graphics;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.commands.TestModels;
import sc.fiji.ssd.imagej.host.MacroJvm;
import sc.fiji.ssd.imagej.read.BrokenImages;

/** A folder of good and broken images, done at once and by shards whose processes are killed: the results are the same. */
class KilledShardsTest {

	/** Ends every test of this class that has not ended by then. */
	private static final int MOST_MINUTES = 25;

	private static final List<String> FILES = List.of("detections.csv", "images.csv", "failures.csv",
		"detections.json");

	private final Random random = new Random(11);

	@TempDir
	private Path folder;

	private String keys;

	@Test
	void killedShardsMergeToTheWhole() throws Exception {
		TestModels.write(folder.resolve("m.ssd"), "spot", "other");
		final Set<String> broken = writeImages(folder.resolve("in"), 60, 1);
		keys = "model=[HERE/m.ssd] engine=fake";
		final MacroJvm unsharded = detect("whole", 1, 1);
		final int shards = 5;
		int kills = 0;
		for (int k = 1; k <= shards; k++) {
			final String run = "run-%d-of-%d.json".formatted(k, shards),
				rows = run.replace("run", "detections").replace("json", "csv");
			if (k == 2) kills += killWhen(detect("shards", k, shards), run, 0); // before it has any result
			if (k == 3) kills += killWhen(detect("shards", k, shards), rows, 0); // as it writes
			if (k == 4) for (int i = 0; i < 2; i++)
				kills += killWhen(detect("shards", k, shards), null, 200 + random.nextInt(2500));
			if (k == 5) kills += killWhen(detect("shards", k, shards), run, random.nextInt(300));
			assertEnded(detect("shards", k, shards).waitFor());
		}
		assertTrue(kills >= 3, "only " + kills + " were alive when they were killed");
		assertEnded(unsharded.waitFor());
		assertMergeEqualsTheWhole(60, broken);
	}

	/**
	 * The same at full size, with the sample's model and a real engine: 16 shards by 4
	 * processes, of which 20 are killed at random moments and started again.
	 * <pre>mvn test -Dtest=KilledShardsTest -Dssd.fullsize=true</pre>
	 */
	@Test
	@EnabledIfSystemProperty(named = "ssd.fullsize", matches = "true",
		disabledReason = "opt-in, takes long: -Dssd.fullsize=true")
	void fullSize() throws Exception {
		final int images = 2000, shards = 16, processes = 4, most = 20;
		Files.copy(Path.of("sample-images/demo-model.ssd"), folder.resolve("m.ssd"));
		final Set<String> broken = writeImages(folder.resolve("in"), images, 4);
		keys = "model=[HERE/m.ssd] engine=onednn precision=float32 threads=1 score=0.1";
		final long start = System.nanoTime();
		assertEnded(detect("whole", 1, 1).waitFor(MOST_MINUTES));
		final double whole = (System.nanoTime() - start) / 1e9;
		final AtomicInteger kills = new AtomicInteger(), killsWithResults = new AtomicInteger();
		final ExecutorService pool = Executors.newFixedThreadPool(processes);
		try {
			final List<Future<?>> parts = new ArrayList<>();
			for (int k = 1; k <= shards; k++) {
				final int part = k;
				final long seed = random.nextLong();
				parts.add(pool.submit(() -> {
					final Random moment = new Random(seed);
					while (true) {
						final MacroJvm jvm = detect("shards", part, shards);
						final boolean wanted = kills.get() < most && moment.nextInt(10) < 8;
						// every other time not before it has results to continue from
						final Path results = moment.nextBoolean()
							? folder.resolve("shards/images-%02d-of-%d.csv".formatted(part, shards))
							: null;
						while (wanted && results != null && jvm.isAlive() && !Files.exists(results))
							Thread.sleep(20);
						final boolean ended = !wanted ||
							jvm.endsWithin(results == null ? 1500 + moment.nextInt(6000) : moment.nextInt(2000));
						if (!ended && kills.getAndIncrement() < most) {
							jvm.kill();
							if (Files.exists(folder.resolve("shards/images-%02d-of-%d.csv".formatted(part, shards))))
								killsWithResults.incrementAndGet();
							continue;
						}
						assertEnded(jvm.waitFor(MOST_MINUTES));
						return null;
					}
				}));
			}
			for (final Future<?> part : parts)
				part.get();
		}
		finally {
			pool.shutdownNow();
		}
		assertEquals(most, Math.min(most, kills.get()), "so many were killed");
		assertTrue(killsWithResults.get() > 0, "no killed shard had results to resume from");
		assertMergeEqualsTheWhole(images, broken);
		System.out.printf(Locale.ROOT,
			"%d images, %d of them broken: %.0f s in one run; %d shards, %d kills (%d of them of shards with results): equal, %d detections%n",
			images, broken.size(), whole, shards, most, killsWithResults.get(),
			read("merged", "detections.csv").lines().count() - 1);
	}

	private static void assertEnded(final MacroJvm.Ended ended) {
		assertTrue(ended.exit() == 0 || ended.output().matches("(?s).*images failed; failures(-[0-9]+-of-[0-9]+)?[.]csv in .*"),
			ended.output());
	}

	private void assertMergeEqualsTheWhole(final int images, final Set<String> broken) throws Exception {
		final MacroJvm.Ended merge = run("SSD Merge Results...", "input=[HERE/shards] output=[HERE/merged]").waitFor();
		assertEquals(0, merge.exit(), merge.output());
		for (final String name : FILES)
			assertEquals(read("whole", name), read("merged", name), name);
		assertEquals(read("whole", "run.json").replaceFirst("\"started\": .*", ""),
			read("merged", "run.json").replaceFirst("\"started\": .*", ""));
		final List<String> names = names("images.csv");
		assertEquals(images - broken.size(), names.size());
		assertEquals(names.size(), new HashSet<>(names).size(), "an image is there twice");
		assertEquals(new TreeSet<>(broken), new TreeSet<>(names("failures.csv")));
		assertEquals(broken.size(), names("failures.csv").size(), "a failure is there twice");
		assertTrue(read("merged", "detections.csv").lines().count() > images - broken.size(), "nothing was found");
		try (Stream<Path> left = Files.walk(folder.resolve("shards"))) {
			assertEquals(List.of(), left.filter(f -> f.toString().endsWith(".lock")).toList());
		}
	}

	/** The first column. */
	private List<String> names(final String table) throws IOException {
		try (CSVParser rows = CSVParser.parse(read("merged", table), CSVFormat.RFC4180)) {
			return rows.stream().skip(1).map(row -> row.get(0)).toList();
		}
	}

	/** @return the running shard */
	private MacroJvm detect(final String output, final int shard, final int shards) throws IOException {
		return run("SSD Detect Folder...",
			("input=[HERE/in] output=[HERE/%s] recursive=true shard=%d/%d " + keys).formatted(output, shard, shards));
	}

	private synchronized MacroJvm run(final String command, final String options) throws IOException {
		final Path macro = folder.resolve("run.ijm");
		if (!Files.exists(macro)) Files.writeString(macro, "p = split(getArgument(), \"|\"); " + "run(p[0], p[1]);");
		return MacroJvm.start(folder, HeadlessImageJ.class,
			List.of(macro.toString(), command + "|" + options.replace("HERE", folder.toString().replace('\\', '/'))));
	}

	/** @return 1 if it was alive until then */
	private int killWhen(final MacroJvm jvm, final String file, final int millis) throws Exception {
		while (file != null && jvm.isAlive() && !Files.exists(folder.resolve("shards").resolve(file)))
			Thread.sleep(1);
		Thread.sleep(millis);
		final boolean alive = jvm.isAlive();
		jvm.kill();
		return alive ? 1 : 0;
	}

	private String read(final String output, final String name) throws IOException {
		return Files.readString(folder.resolve(output).resolve(name));
	}

	/**
	 * @param count of all
	 * @param each how many are broken in each way
	 * @return the broken ones
	 */
	private Set<String> writeImages(final Path in, final int count, final int each) throws IOException {
		Files.createDirectories(in.resolve("plate"));
		Files.createDirectories(in.resolve("a folder.tif"));
		final Set<String> broken = new HashSet<>();
		for (final String kind : BrokenImages.KINDS)
			for (int i = 0; i < each; i++)
				broken.add(in
					.relativize(
						BrokenImages.write(i % 2 == 0 ? in : in.resolve("plate"), kind, (char) ('a' + i) + " ", random))
					.toString().replace('\\', '/'));
		final List<String> kinds = List.of("png", "jpg", "tif", "bmp");
		for (int i = 0; i < count - broken.size(); i++) {
			final String kind = kinds.get(i % kinds.size());
			final String name = (i % 3 == 0 ? "plate/" : "") + (i % 11 == 0 ? "-" : "") + "image " + i +
				(i % 7 == 0 ? ", ä" : "") + "." + kind;
			Files.write(in.resolve(name), BrokenImages.encoded(picture(), kind));
		}
		return broken;
	}

	private BufferedImage picture() {
		final BufferedImage image = new BufferedImage(120, 100, BufferedImage.TYPE_BYTE_GRAY);
		final Graphics g = image.getGraphics();
		g.setColor(Color.WHITE);
		for (int i = random.nextInt(4); i >= 0; i--)
			g.fillRect(random.nextInt(100), random.nextInt(80), 12 + random.nextInt(6), 10 + random.nextInt(5));
		g.dispose();
		return image;
	}
}
