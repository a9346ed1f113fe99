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
package sc.fiji.ssd.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import sc.fiji.ssd.detect.folder.PngReader;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;

class FileDetectionTest {

	/** File N holds N planes; plane s has its cell s bright. File 13 fails at its last plane. */
	private static ImageReader stacks(final AtomicInteger reads) {
		return new ImageReader() {

			@Override
			public List<ImagePlane> read(final Path file) throws IOException {
				reads.incrementAndGet();
				final int n = Integer.parseInt(file.toString());
				if (n == 99) throw new NoClassDefFoundError("a library is missing");
				return IntStream.rangeClosed(1, n)
					.mapToObj(s -> new ImagePlane(s, n == 13 && s == n ? null : PngReader.grid(40, 40, s % 16, 255)))
					.toList();
			}

			@Override
			public boolean reads(final Path file) {
				return true;
			}
		};
	}

	private static List<Path> files(final int... planes) {
		return IntStream.of(planes).mapToObj(n -> Path.of("" + n)).toList();
	}

	@Test
	void resultsComeInOrderWithEveryPlane() throws IOException {
		final int[] planes = { 3, 1, 13, 0, 20, 1, 1 };
		for (final int batch : new int[] { 1, 4, 50 })
			for (final int readers : new int[] { 1, 2, 8 })
				resultsComeInOrder(planes, batch, readers);
	}

	private static void resultsComeInOrder(final int[] planes, final int batch, final int readers) throws IOException {
		final List<Integer> seen = new ArrayList<>();
		final Detector detector = new Detector(TinyModel.model(), TinyModel.engine(batch), DetectionSettings.DEFAULT);
		new FileDetection(detector, stacks(new AtomicInteger())).run(files(planes), (index, found, failure) -> {
			assertEquals(seen.size(), index);
			seen.add(index);
			if (planes[index] == 13 || planes[index] == 0) {
				assertTrue(failure != null && found.isEmpty());
				return true;
			}
			assertNull(failure);
			assertEquals(planes[index], found.size());
			for (int s = 1; s <= found.size(); s++) {
				assertEquals(s, found.get(s - 1).slice());
				assertEquals(s % 4 * 10, found.get(s - 1).detections().get(0).box().xMin(), 1e-4);
			}
			return true;
		}, tiles -> true, readers);
		assertEquals(planes.length, seen.size());
	}

	/** Several images are read at a time; one for which the memory does not suffice meanwhile is read again alone. */
	@Test
	@Timeout(20)
	void whatDoesNotFitBesideOthersIsReadAlone() throws IOException {
		final AtomicInteger open = new AtomicInteger(), most = new AtomicInteger(), refused = new AtomicInteger();
		final CountDownLatch two = new CountDownLatch(2);
		final ImageReader scarce = new ImageReader() {

			@Override
			public List<ImagePlane> read(final Path file) {
				final int now = open.incrementAndGet();
				most.accumulateAndGet(now, Math::max);
				two.countDown();
				try {
					if (!two.await(5, TimeUnit.SECONDS)) throw new IllegalStateException("nobody else reads");
					final int n = Integer.parseInt(file.toString());
					if (n == 7 || n == 5 && refused.getAndIncrement() == 0)
						throw new OutOfMemoryError("Java heap space");
					return List.of(new ImagePlane(1, PngReader.grid(40, 40, n, 255)));
				}
				catch (final InterruptedException e) {
					throw new IllegalStateException(e);
				}
				finally {
					open.decrementAndGet();
				}
			}

			@Override
			public boolean reads(final Path file) {
				return true;
			}
		};
		final Detector detector = new Detector(TinyModel.model(), TinyModel.engine(4), DetectionSettings.DEFAULT);
		final List<Integer> failed = new ArrayList<>(), seen = new ArrayList<>();
		new FileDetection(detector, scarce).run(files(IntStream.range(0, 16).toArray()), (index, found, failure) -> {
			seen.add(index);
			if (failure != null) {
				failed.add(index);
				assertTrue(failure.getMessage().contains("-Xmx"), failure.getMessage());
			}
			else assertEquals(index % 4 * 10, found.get(0).detections().get(0).box().xMin(), 1e-4);
			return true;
		}, tiles -> true, 4);
		assertEquals(IntStream.range(0, 16).boxed().toList(), seen);
		assertEquals(List.of(7), failed);
		assertEquals(2, refused.get());
		assertTrue(most.get() > 1);
	}

	@Test
	void stopsWhenTheSinkHasEnough() throws IOException {
		final AtomicInteger reads = new AtomicInteger();
		final List<Integer> seen = new ArrayList<>();
		final Detector detector = new Detector(TinyModel.model(), TinyModel.engine(1), DetectionSettings.DEFAULT);
		new FileDetection(detector, stacks(reads)).run(files(IntStream.range(0, 100).map(i -> 1).toArray()),
			(index, found, failure) -> {
				seen.add(index);
				return index < 2;
			});
		assertEquals(List.of(0, 1, 2), seen);
		assertTrue(reads.get() < 20, "read " + reads);
	}

	@Test
	void whatTheSinkThrowsAndErrorsOfTheReaderEndTheRun() {
		final Detector detector = new Detector(TinyModel.model(), TinyModel.engine(2), DetectionSettings.DEFAULT);
		final FileDetection detection = new FileDetection(detector, stacks(new AtomicInteger()));
		assertEquals("full", assertThrows(IOException.class, () -> detection.run(files(1, 1, 1), (i, f, e) -> {
			throw new IOException("full");
		})).getMessage());
		assertThrows(NoClassDefFoundError.class, () -> detection.run(files(1, 99, 1), (i, f, e) -> true));
	}

	/** Image libraries swallow interrupts; a run that ends early must not wait for its reader forever. */
	@Test
	@Timeout(20)
	void aRunEndsThoughTheReaderSwallowsInterrupts() throws IOException {
		final ImageReader deaf = new ImageReader() {

			@Override
			public List<ImagePlane> read(final Path file) {
				Thread.interrupted();
				return List.of(new ImagePlane(1, PngReader.grid(40, 40, 3, 255)));
			}

			@Override
			public boolean reads(final Path file) {
				return true;
			}
		};
		final AtomicInteger seen = new AtomicInteger();
		final Detector detector = new Detector(TinyModel.model(), TinyModel.engine(1), DetectionSettings.DEFAULT);
		new FileDetection(detector, deaf).run(files(IntStream.range(0, 200).toArray()),
			(index, found, failure) -> seen.incrementAndGet() < 3);
		assertEquals(3, seen.get());
		assertThrows(IOException.class, () -> new FileDetection(detector, deaf)
			.run(files(IntStream.range(0, 200).toArray()), (index, found, failure) -> {
				throw new IOException("full");
			}));
	}
}
