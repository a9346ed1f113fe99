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
package sc.fiji.ssd.imagej.read;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.sun.management.ThreadMXBean;

import ij.ImagePlus;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.imagej.planes.ImagePlusPlanes;

/**
 * Damages image files at random places, from a seed. Each is read, or refused by the plugin's own exception in one
 * line, in 5 s and with less than 256 MiB more than its pixels take. {@code -Dssd.fuzz.seconds=600} continues for so
 * long, {@code -Dssd.fuzz.seed=N} begins elsewhere.
 */
class ImageFuzzTest {

	private static final int SMOKE_CASES = 600;

	private static final double MOST_SECONDS = 5;

	private static final long MOST_BYTES = 256L << 20;

	/** What one image may take here. */
	private static final MemoryLimit LIMIT = new MemoryLimit(64 << 20);

	@TempDir
	private Path folder;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private double longest;
	private long largest;
	private int read, refused;

	@Test
	void damagedFilesAreReadOrRefused() throws IOException {
		final Map<String, ImageVariants.Variant> all = ImageVariants.all();
		final List<String> names = new ArrayList<>(all.keySet());
		final double seconds = Double.parseDouble(System.getProperty("ssd.fuzz.seconds", "0"));
		final long seed = Long.getLong("ssd.fuzz.seed", 1), start = System.nanoTime();
		int i = 0;
		for (; seconds > 0 ? System.nanoTime() - start < seconds * 1e9 : i < SMOKE_CASES; i++) {
			final Random random = new Random(seed * 1_000_003 + i);
			final String name = names.get(random.nextInt(names.size()));
			check(name + ", case " + i + " of seed " + seed, all.get(name).ending(), damage(all.get(name).bytes(), random));
		}
		System.out.printf("%d damaged images: %d read, %d refused; longest %.2f s, most memory %d MiB%n", i, read, refused,
			longest, largest >> 20);
		assertTrue(read > 0 && refused > i / 4, read + " read, " + refused + " refused");
	}

	/** Found in ten minutes: ImageJ read 15 million values of a type that is none, for eight minutes. */
	@Test
	void aCountOfAnUnknownTypeIsBounded() throws IOException {
		final TiffBytes tiff = new TiffBytes(44, 36);
		tiff.rows = 5;
		final byte[] bytes = tiff.write(ImageVariants::grey);
		final ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		for (int at = b.getInt(4) + 2; at + 12 < bytes.length; at += 12)
			if (b.getShort(at) == 279) b.putShort(at + 2, (short) 48132).putInt(at + 4, 14_979_074);
		check("a type that is none", "tif", bytes);
		assertTrue(refused == 1);
	}

	private void check(final String what, final String ending, final byte[] bytes) throws IOException {
		final Path file = Files.write(folder.resolve("image." + ending), bytes);
		final long thread = Thread.currentThread().getId(), before = threads.getThreadAllocatedBytes(thread),
			start = System.nanoTime();
		try {
			final ImagePlus image = ImageOpener.open(file, LIMIT, note -> {});
			for (final ImagePlane plane : new ImagePlusPlanes(image))
				plane.pixels().getAt(plane.pixels().minAsLongArray());
			read++;
		}
		catch (final IOException e) {
			final String message = e.getMessage();
			assertTrue(message != null && message.lines().count() == 1 && message.length() <= 500 &&
				!message.contains("Exception") && !message.contains("java."), what + ": " + message);
			refused++;
		}
		catch (final RuntimeException | Error e) {
			throw new AssertionError(what, e);
		}
		final double took = (System.nanoTime() - start) / 1e9;
		final long memory = threads.getThreadAllocatedBytes(thread) - before;
		longest = Math.max(longest, took);
		largest = Math.max(largest, memory);
		assertTrue(took < MOST_SECONDS, what + " took " + took + " s");
		assertTrue(memory < MOST_BYTES + 4 * LIMIT.bytes(), what + " took " + (memory >> 20) + " MiB");
	}

	private static byte[] damage(final byte[] sound, final Random random) {
		byte[] bytes = sound.clone();
		final int head = Math.min(bytes.length, 400);
		for (int n = 1 + random.nextInt(4); n > 0; n--) {
			final int at = random.nextInt(random.nextBoolean() ? head : bytes.length);
			switch (random.nextInt(7)) {
				case 0 -> bytes[at] ^= 1 << random.nextInt(8);
				case 1 -> bytes[at] = (byte) random.nextInt();
				case 2 -> number(bytes, at, random);
				case 3 -> bytes = Arrays.copyOf(bytes, Math.max(20, random.nextInt(bytes.length)));
				case 4 -> { // TIFFs of the test end with their directory
					final int tail = Math.max(0, bytes.length - 1 - random.nextInt(Math.min(260, bytes.length)));
					if (random.nextBoolean()) bytes[tail] = (byte) random.nextInt();
					else number(bytes, tail, random);
				}
				case 5 -> {
					final int from = random.nextInt(bytes.length), length = Math.min(bytes.length - Math.max(from, at), 64);
					System.arraycopy(bytes, from, bytes, at, length);
				}
				default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(40)), (byte) random.nextInt());
			}
			if (bytes.length < head) break;
		}
		return bytes;
	}

	/** Numbers that break counts: none, small, large, negative. */
	private static void number(final byte[] bytes, final int at, final Random random) {
		final int[] values = { 0, 1, 8, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffff, 4_000_000, random.nextInt(),
			bytes.length };
		final int value = values[random.nextInt(values.length)], width = random.nextBoolean() ? 4 : 2;
		final boolean big = random.nextBoolean();
		for (int i = 0; i < width && at + i < bytes.length; i++)
			bytes[at + i] = (byte) (value >> 8 * (big ? width - 1 - i : i));
	}
}
