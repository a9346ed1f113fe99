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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.commands.TestModels;

/** A folder of good and broken images, done at once and by shards whose processes are killed: the results are the same. */
class KilledShardsTest {

	private static final int IMAGES = 60, SHARDS = 5;

	private static final List<String> BROKEN = List.of("plate/cut.jpg", "cut.png", "plate/cut.tif", "empty.png",
		"text.png", "wrong magic.gif");

	private final Random random = new Random(11);

	@TempDir
	private Path folder;

	@Test
	void killedShardsMergeToTheWhole() throws Exception {
		TestModels.write(folder.resolve("m.ssd"), "spot", "other");
		writeImages(folder.resolve("in"));
		final MacroJvm unsharded = detect("whole", "1/1");
		int kills = 0;
		for (int k = 1; k <= SHARDS; k++) {
			final String run = "run-%d-of-%d.json".formatted(k, SHARDS),
				images = run.replace("run", "images").replace("json", "csv");
			if (k == 2) kills += killWhen(detect("shards", k + "/" + SHARDS), run, 0); // before it has any result
			if (k == 3)
				kills += killWhen(detect("shards", k + "/" + SHARDS), images.replace("images", "detections"), 0); // as it writes
			if (k == 4) for (int i = 0; i < 2; i++)
				kills += killWhen(detect("shards", k + "/" + SHARDS), null, 200 + random.nextInt(2500));
			if (k == 5) kills += killWhen(detect("shards", k + "/" + SHARDS), run, random.nextInt(300));
			final MacroJvm.Ended ended = detect("shards", k + "/" + SHARDS).waitFor();
			assertTrue(ended.exit() == 0 || ended.output().contains("images failed; failures.csv"), ended.output());
		}
		assertTrue(kills >= 3, "only " + kills + " were alive when they were killed");
		final MacroJvm.Ended whole = unsharded.waitFor();
		assertTrue(whole.output().contains("6 of 60 images failed"), whole.output());
		final MacroJvm.Ended merge = run("SSD Merge Results...", "input=[HERE/shards] output=[HERE/merged]").waitFor();
		assertEquals(0, merge.exit(), merge.output());

		for (final String name : List.of("detections.csv", "images.csv", "failures.csv", "detections.json"))
			assertEquals(read("whole", name), read("merged", name), name);
		assertEquals(read("whole", "run.json").replaceFirst("\"started\": .*", ""),
			read("merged", "run.json").replaceFirst("\"started\": .*", ""));
		final List<String> names = new ArrayList<>();
		read("merged", "images.csv").lines().skip(1).forEach(row -> names.add(row.substring(0, row.indexOf(','))));
		assertEquals(IMAGES - BROKEN.size(), names.size());
		assertEquals(names.size(), new HashSet<>(names).size(), "an image is there twice");
		assertEquals(new TreeSet<>(BROKEN), new TreeSet<>(
			read("merged", "failures.csv").lines().skip(1).map(row -> row.substring(0, row.indexOf(','))).toList()));
		assertTrue(read("merged", "detections.csv").lines().count() > IMAGES - BROKEN.size(), "nothing was found");
	}

	/** @return the running shard */
	private MacroJvm detect(final String output, final String shard) throws IOException {
		return run("SSD Detect Folder...",
			("input=[HERE/in] output=[HERE/%s] model=[HERE/m.ssd] recursive=true engine=fake " + "shard=%s")
				.formatted(output, shard));
	}

	private MacroJvm run(final String command, final String keys) throws IOException {
		final Path macro = Files.writeString(folder.resolve("run.ijm"),
			"p = split(getArgument(), \"|\"); " + "run(p[0], p[1]);");
		return MacroJvm.start(folder, HeadlessImageJ.class,
			List.of(macro.toString(), command + "|" + keys.replace("HERE", folder.toString().replace('\\', '/'))));
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

	private void writeImages(final Path in) throws IOException {
		Files.createDirectories(in.resolve("plate"));
		final List<String> kinds = List.of("png", "jpg", "tif", "bmp");
		for (int i = 0; i < IMAGES - BROKEN.size(); i++) {
			final String kind = kinds.get(i % kinds.size());
			final String name = (i % 3 == 0 ? "plate/" : "") + "image " + i + (i % 7 == 0 ? ", ä" : "") + "." + kind;
			Files.write(in.resolve(name), picture(kind));
		}
		for (final String name : BROKEN)
			Files.write(in.resolve(name), switch (name.substring(name.lastIndexOf('/') + 1)) {
				case "cut.jpg", "cut.png", "cut.tif" -> half(picture(name.substring(name.length() - 3)));
				case "text.png" -> "no image".getBytes();
				case "wrong magic.gif" -> wrongMagic(picture("gif"));
				default -> new byte[0];
			});
	}

	private byte[] picture(final String kind) throws IOException {
		final BufferedImage image = new BufferedImage(120, 100, BufferedImage.TYPE_BYTE_GRAY);
		final Graphics g = image.getGraphics();
		g.setColor(Color.WHITE);
		for (int i = random.nextInt(4); i >= 0; i--)
			g.fillRect(random.nextInt(100), random.nextInt(80), 12 + random.nextInt(6), 10 + random.nextInt(5));
		g.dispose();
		final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		assertTrue(ImageIO.write(image, kind, bytes), kind);
		return bytes.toByteArray();
	}

	private static byte[] half(final byte[] bytes) {
		return Arrays.copyOf(bytes, bytes.length / 2);
	}

	private static byte[] wrongMagic(final byte[] bytes) {
		bytes[0] = 'X';
		return bytes;
	}
}
