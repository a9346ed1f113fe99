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

import java.awt.Color;
import java.awt.Graphics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.commands.DetectFolder;
import sc.fiji.ssd.commands.TestModels;
import sc.fiji.ssd.imagej.host.MacroJvm;
import sc.fiji.ssd.imagej.read.BrokenImages;

/** A folder with hostile files among good ones, at once and ended by SIGTERM: -Dssd.fullsize=true makes it 1,000 images, 50 of them hostile. */
@EnabledOnOs(OS.LINUX)
class HostileFolderTest {

	private static final boolean FULL_SIZE = Boolean.getBoolean("ssd.fullsize");

	private static final int IMAGES = FULL_SIZE ? 1000 : 60, HOSTILE = FULL_SIZE ? 50 : 20;

	private static final List<String> TABLES = List.of("detections.csv", "images.csv", "failures.csv",
		"detections.json");

	@TempDir
	private Path folder;

	private final Random random = new Random(14);

	@Test
	void goodImagesAreDoneAndHostileOnesAreLines() throws Exception {
		TestModels.write(folder.resolve("m.ssd"), "spot", "other");
		final Path good = Files.createDirectory(folder.resolve("good")), in = Files.createDirectory(folder.resolve("in"));
		for (int i = 0; i < IMAGES - HOSTILE; i++) {
			final byte[] image = field(i);
			Files.write(good.resolve(i + ".png"), image);
			Files.write(in.resolve(i + ".png"), image);
		}
		for (int i = 0; i < HOSTILE; i++)
			hostile(in, i);
		ended(0, start("good", "expected"));
		ended(3, start("in", "whole"));
		assertEquals(lines("expected", "images.csv"), lines("whole", "images.csv"));
		assertEquals(lines("expected", "detections.csv"), lines("whole", "detections.csv"));
		assertEquals(HOSTILE + 1, lines("whole", "failures.csv").size());
		assertTrue(lines("whole", "failures.csv").stream().allMatch(l -> l.length() < 500 && !l.contains("Exception")));

		final MacroJvm asked = start("in", "parts");
		final Path images = folder.resolve("parts/images.csv");
		waitFor(asked, run -> Files.exists(images) && lines("parts", "images.csv").size() > 3);
		final long start = System.nanoTime();
		asked.terminate();
		final MacroJvm.Ended ended = asked.waitFor();
		assertTrue(ended.exit() == 143 || ended.exit() == 3, ended.output());
		assertTrue(System.nanoTime() - start < 10e9, "SIGTERM took " + (System.nanoTime() - start) / 1e9 + " s");
		ended(3, start("in", "parts"));
		for (final String table : TABLES)
			assertEquals(lines("whole", table), lines("parts", table), table);
	}

	private void waitFor(final MacroJvm run, final Predicate<MacroJvm> condition) throws InterruptedException {
		while (run.isAlive() && !condition.test(run))
			Thread.sleep(5);
	}

	private List<String> lines(final String output, final String table) {
		try {
			return Files.readAllLines(folder.resolve(output).resolve(table));
		}
		catch (final IOException e) {
			return List.of(e.toString());
		}
	}

	/** With little memory, which must do for any number of images. */
	private MacroJvm start(final String in, final String out) throws IOException {
		return MacroJvm.start(folder, List.of(), List.of("-Xmx160m"), HeadlessCommand.class,
			List.of(DetectFolder.class.getName(), "input=" + folder.resolve(in), "output=" + folder.resolve(out),
				"model=" + folder.resolve("m.ssd"), "engine=fake", "overlays=false", "image_seconds=20"));
	}

	private static void ended(final int exit, final MacroJvm run) throws Exception {
		final MacroJvm.Ended ended = run.waitFor();
		assertEquals(exit, ended.exit(), ended.output());
		assertFalse(ended.output().contains("\tat "), ended.output());
	}

	private byte[] field(final int i) throws IOException {
		final BufferedImage image = new BufferedImage(120, 100, BufferedImage.TYPE_BYTE_GRAY);
		final Graphics g = image.getGraphics();
		g.setColor(Color.WHITE);
		for (int k = 0; k < 3; k++)
			g.fillRect(random.nextInt(100), random.nextInt(80), 12 + i % 6, 12);
		g.dispose();
		return BrokenImages.encoded(image, "png");
	}

	private void hostile(final Path in, final int i) throws IOException {
		final int own = 7, kinds = own + BrokenImages.KINDS.size(), kind = i % kinds;
		final String name = "hostile " + i + " ";
		if (kind >= own) {
			BrokenImages.write(in, BrokenImages.KINDS.get(kind - own), name, random);
			return;
		}
		switch (kind) {
			case 0 -> Files.write(in.resolve(name + "loop.tif"), tiff(1, 4096, 1, 8, 1));
			case 1 -> Files.write(in.resolve(name + "counts.tif"), tiff(1, 4096, 67_108_864, 0, 1));
			case 2 -> Files.write(in.resolve(name + "length.tif"), tiff(8, 1 << 30, 1, 0, 1));
			case 3 -> Files.write(in.resolve(name + "shared.tif"), tiff(32773, 81_000, 1, 0, 20_000));
			case 4 -> Files.write(in.resolve(name + "cut.pgm"), ("P5 64 64 255\n" + "x".repeat(900)).getBytes(StandardCharsets.US_ASCII));
			case 5 -> {
				final byte[] jpeg = BrokenImages.encoded(noise(), "jpg");
				final byte[] cut = Arrays.copyOf(jpeg, jpeg.length / 2);
				cut[cut.length - 2] = (byte) 0xff;
				cut[cut.length - 1] = (byte) 0xd9;
				Files.write(in.resolve(name + "cut with an end.jpg"), cut);
			}
			default -> {
				final byte[] gif = BrokenImages.encoded(noise(), "gif");
				Files.write(in.resolve(name + "cut.gif"), Arrays.copyOf(gif, gif.length - 7));
			}
		}
	}

	private BufferedImage noise() {
		final BufferedImage image = new BufferedImage(90, 80, BufferedImage.TYPE_BYTE_GRAY);
		for (int k = 0; k < 90 * 80; k++)
			image.getRaster().setSample(k % 90, k / 90, 0, random.nextInt(256));
		return image;
	}

	/** 64 x 64 pixels; offsets of several strips lie 20 bytes apart. */
	private static byte[] tiff(final int compression, final int bytes, final int count, final int next, final int strips) {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		final int tail = 130, tables = strips > 1 ? 8 * strips : 0;
		final int[][] tags = { { 256, 64 }, { 257, strips > 1 ? strips : 64 }, { 258, 8 }, { 259, compression }, { 262, 1 },
			{ 273, strips > 1 ? tail : tail + tables }, { 277, 1 }, { 278, strips > 1 ? 1 : 64 },
			{ 279, strips > 1 ? tail + 4 * strips : bytes } };
		final ByteBuffer b = ByteBuffer.allocate(tail + tables).order(ByteOrder.LITTLE_ENDIAN);
		b.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) tags.length);
		for (final int[] tag : tags)
			b.putShort((short) tag[0]).putShort((short) 4)
				.putInt(tag[0] == 273 || tag[0] == 279 ? strips > 1 ? strips : count : 1).putInt(tag[1]);
		b.putInt(next);
		for (int i = 0; i < strips && strips > 1; i++)
			b.putInt(tail + 4 * i, tail + tables + 20 * i).putInt(tail + 4 * (strips + i), bytes);
		out.writeBytes(b.array());
		out.writeBytes(new byte[strips > 1 ? 20 * strips + bytes : 4096]);
		return out.toByteArray();
	}
}
