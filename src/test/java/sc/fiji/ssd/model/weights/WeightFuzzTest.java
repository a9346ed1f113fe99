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
package sc.fiji.ssd.model.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.management.ThreadMXBean;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.weights.file.StoredArray;
import sc.fiji.ssd.model.weights.file.WeightFile;

/**
 * Damages valid files at random and imports them: nothing but an
 * {@link UserException} of one line may come, and no more memory may be taken than
 * a fixed amount and a multiple of the file. {@code -Dssd.fuzz=N} damages N files of
 * each kind instead of the few of a test run, {@code -Dssd.fuzz.seconds=600} spends so long on each kind, and
 * {@code -Dssd.fuzz.seed=N} begins elsewhere.
 */
class WeightFuzzTest {

	private static final int FILES = Integer.getInteger("ssd.fuzz", 300);

	private static final double SECONDS = Double.parseDouble(System.getProperty("ssd.fuzz.seconds", "0"));

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/** Buffers, parsers and exceptions with their traces; and what a byte may cost. */
	private static final long FIXED = 16 << 20, PER_BYTE = 200;

	/** Bytes of the first two pickles of the older container. */
	private static final int BEGIN = 21;

	@TempDir
	private Path folder;

	private double longest;
	private long largest;

	@ParameterizedTest
	@ValueSource(strings = { "zip.pth", "stream.pth", "zip-checkpoint.pth", "stream-checkpoint.pth",
		"plain.safetensors", "keras.h5" })
	@Timeout(3600)
	void damagedFilesEndInOneLine(final String name) throws IOException {
		fuzz(name, GoldenFiles.bytes(name));
	}

	@Test
	@Timeout(3600)
	void damagedCaffemodelsEndInOneLine() throws IOException {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		for (final String layer : List.of("conv1_1", "conv4_3_norm_mbox_loc")) {
			arrays.put(layer + ".weight", new NamedWeights.Array(new int[] { 2, 3, 3, 3 }, new float[54]));
			arrays.put(layer + ".bias", new NamedWeights.Array(new int[] { 2 }, new float[2]));
		}
		for (final CaffeWriter.Style style : CaffeWriter.Style.values())
			fuzz("w.caffemodel", CaffeWriter.write(new NamedWeights(arrays), style));
	}

	/** Valid beginnings, then a megabyte of whatever costs most. */
	@ParameterizedTest
	@ValueSource(strings = { "}", "]", "(", "N", "}\u0094", "(t", "((t", "N\u0085", "(}\u0086", "]]a", "K\1",
		"G12345678", "\u008c\0", "X\0\0\0\0", "cc\n", "\u008a\0", "}\u0094K\1K\2s", "ccollections\nOrderedDict\n)R" })
	@Timeout(60)
	void costlyPicklesAreCheap(final String repeated) throws IOException {
		final byte[] head = GoldenFiles.bytes("stream.pth"), bytes = new byte[1 << 20];
		// magic number and protocol; what follows stands where the system's description should
		System.arraycopy(head, 0, bytes, 0, BEGIN);
		final byte[] piece = repeated.getBytes(StandardCharsets.ISO_8859_1);
		for (int i = BEGIN; i < bytes.length; i++)
			bytes[i] = piece[(i - BEGIN) % piece.length];
		check(Files.write(folder.resolve("costly.pth"), bytes), bytes.length);
	}

	@Test
	@Timeout(60)
	void costlyHeadersAreCheap() throws IOException {
		for (final String repeated : List.of("[", "{\"a\":", "{\"a\":[", "\"a\",", "1,")) {
			final byte[] bytes = new byte[1 << 20], piece = repeated.getBytes(StandardCharsets.UTF_8);
			ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes.length - 8);
			for (int i = 8; i < bytes.length; i++)
				bytes[i] = piece[(i - 8) % piece.length];
			final byte[] start = "{\"a\":{\"x\":".getBytes(StandardCharsets.UTF_8);
			System.arraycopy(start, 0, bytes, 8, start.length);
			check(Files.write(folder.resolve("costly.safetensors"), bytes), bytes.length);
		}
	}

	private static void check(final Path file, final int size) {
		final long before = allocated();
		assertTrue(!isRead(file));
		final long taken = allocated() - before;
		assertTrue(taken < FIXED + PER_BYTE * size, taken + " bytes for " + size);
	}

	private void fuzz(final String name, final byte[] valid) throws IOException {
		final Random random = new Random(name.hashCode() + Long.getLong("ssd.fuzz.seed", 0));
		final Path file = folder.resolve(name);
		int refused = 0, i = 0;
		final long start = System.nanoTime();
		for (; SECONDS > 0 ? System.nanoTime() - start < SECONDS * 1e9 : i < FILES; i++) {
			final byte[] damaged = damage(valid, random);
			Files.write(file, damaged);
			final long before = allocated(), cpu = THREADS.getCurrentThreadCpuTime();
			if (!isRead(file)) refused++;
			final long taken = allocated() - before;
			final double seconds = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e9;
			largest = Math.max(largest, taken);
			longest = Math.max(longest, seconds);
			assertTrue(seconds < 5, name + ", file " + i + ": " + seconds + " s");
			assertTrue(taken < FIXED + PER_BYTE * damaged.length,
				name + ", file " + i + ": " + taken + " bytes for " + damaged.length);
		}
		System.out.printf("%s: %d damaged: %d read, %d refused; longest %.2f s, most memory %d MiB%n", name, i, i - refused, refused, longest,
			largest >> 20);
		assertTrue(refused > i / 10, name + ": damage is not noticed");
	}

	private static boolean isRead(final Path file) {
		try {
			try (WeightFile open = WeightFile.open(file)) {
				for (final StoredArray array : open.arrays().values())
					array.read();
			}
			WeightImport.read(file, WeightImport.AUTO, "", List.of());
			return true;
		}
		catch (final UserException e) {
			assertEquals(1, e.getMessage().lines().count(), e.getMessage());
			return !e.getMessage().contains("cannot be");
		}
	}

	private static byte[] damage(final byte[] valid, final Random random) {
		byte[] bytes = valid.clone();
		final int changes = 1 + random.nextInt(4);
		for (int i = 0; i < changes; i++) {
			final int at = random.nextInt(bytes.length);
			switch (random.nextInt(5)) {
				case 0 -> bytes[at] = (byte) random.nextInt(256);
				case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
				case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
				case 3 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)),
					(byte) (random.nextBoolean() ? 0xff : 0x7f));
				default -> {
					// a piece of the file somewhere else
					final int length = Math.min(1 + random.nextInt(64), bytes.length - at);
					System.arraycopy(bytes.clone(), at, bytes, random.nextInt(bytes.length - length + 1), length);
				}
			}
		}
		return bytes;
	}

	private static long allocated() {
		return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
	}
}
