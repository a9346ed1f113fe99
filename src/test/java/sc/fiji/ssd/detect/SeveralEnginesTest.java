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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.detect.folder.FolderDetection;
import sc.fiji.ssd.detect.folder.FolderSettings;
import sc.fiji.ssd.detect.folder.OverlayWriter;
import sc.fiji.ssd.detect.folder.PngReader;
import sc.fiji.ssd.detect.folder.RunRecord;
import sc.fiji.ssd.detect.folder.Shard;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.ScriptedEngine;
import sc.fiji.ssd.engine.SlottedEngine;
import sc.fiji.ssd.engine.onednn.OneDnnEngineProvider;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;

/** A folder is shared among engines, as among GPUs, and nobody can tell from the results. */
class SeveralEnginesTest {

	private static final int IMAGES = 31, BATCH = 2;

	@TempDir
	Path root;

	private Path input;
	private Path modelFile;
	private ImageReader reader = new PngReader();
	private final List<String> notes = new ArrayList<>();

	@BeforeEach
	void images() throws IOException {
		input = root.resolve("in");
		modelFile = root.resolve("model.ssd");
		Files.writeString(modelFile, "any content has a digest");
		for (int i = 0; i < IMAGES; i++)
			PngReader.write(input.resolve(i + ".png"), 30 + i, 64, i % 16, 255, (i + 5) % 16, 110 + i);
		Files.writeString(input.resolve("broken.png"), "no image");
	}

	private String run(final SsdModel model, final List<? extends NetworkEngine> engines, final String output) {
		final Detector detector = new Detector(model, engines, DetectionSettings.DEFAULT);
		detector.setNotes(notes::add);
		new FolderDetection(detector, reader, new OverlayNames(), modelFile, null, (done, total, message) -> {})
			.run(new FolderSettings(input, root.resolve(output), false, true, Shard.ALL, false, null));
		return results(output);
	}

	private String results(final String output) {
		try {
			String all = "";
			for (final String name : List.of("detections.csv", "detections.json", "images.csv", "failures.csv"))
				all += Files.readString(root.resolve(output).resolve(name));
			return all;
		}
		catch (final IOException e) {
			throw new IllegalStateException(e);
		}
	}

	private static final class OverlayNames implements OverlayWriter {

		@Override
		public void write(final Path source, final Path target, final List<PlaneDetections> planes) throws IOException {
			Files.writeString(target, source.getFileName().toString());
		}
	}

	private RunRecord record(final String output) {
		return RunRecord.read(root.resolve(output).resolve("run.json"));
	}

	/** The first image of each of three waits until all three compute. */
	@Test
	@Timeout(60)
	void allComputeAtTheSameTimeAndFindWhatOneFinds() {
		final String one = run(TinyModel.model(), List.of(TinyModel.engine(BATCH)), "one");
		final CountDownLatch meeting = new CountDownLatch(3);
		final List<ScriptedEngine> engines = IntStream.range(0, 3).mapToObj(k -> {
			final AtomicInteger images = new AtomicInteger();
			return TinyModel.engine(BATCH, "cuda:" + k, () -> {
				if (images.getAndIncrement() == 0) meet(meeting);
				else sleep(3 * k);
			});
		}).toList();
		assertEquals(one, run(TinyModel.model(), engines, "three"));
		assertEquals(IMAGES / BATCH + 1, engines.stream().mapToInt(engine -> engine.calls.size()).sum());
		assertEquals("cuda:0,cuda:1,cuda:2", record("three").engine().device());
		assertEquals(List.of(), notes);
	}

	private static void meet(final CountDownLatch meeting) {
		meeting.countDown();
		try {
			assertTrue(meeting.await(20, TimeUnit.SECONDS), "they do not compute at the same time");
		}
		catch (final InterruptedException e) {
			throw new IllegalStateException(e);
		}
	}

	private static void sleep(final int milliseconds) {
		try {
			Thread.sleep(milliseconds);
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	private static Runnable failing(final int after) {
		final AtomicInteger images = new AtomicInteger();
		return () -> {
			if (images.incrementAndGet() > after) throw new IllegalStateException("out of memory");
			sleep(2);
		};
	}

	@Test
	@Timeout(60)
	void noImageIsLostWhenEnginesFail() {
		final String one = run(TinyModel.model(), List.of(TinyModel.engine(BATCH)), "one");
		final ScriptedEngine last = TinyModel.engine(BATCH, "cuda:1", () -> sleep(2));
		assertEquals(one, run(TinyModel.model(),
			List.of(TinyModel.engine(BATCH, "cuda:0", failing(3)), last, TinyModel.engine(BATCH, "cuda:2", failing(0))),
			"failing"));
		assertEquals(2, notes.size(), notes.toString());
		assertTrue(
			notes.stream().allMatch(line -> line.matches("cuda:[02] is left out, the others continue: .*out of memory")),
			notes.toString());
		assertTrue(record("failing").complete());
	}

	@Test
	@Timeout(60)
	void whenAllFailTheRunEndsAndGoesOnLaterOnAnother() {
		final String one = run(TinyModel.model(), List.of(TinyModel.engine(BATCH)), "one");
		final List<ScriptedEngine> failing = List.of(TinyModel.engine(BATCH, "cuda:0", failing(9)),
			TinyModel.engine(BATCH, "cuda:1", failing(5)));
		assertEquals("out of memory",
			assertThrows(IllegalStateException.class, () -> run(TinyModel.model(), failing, "failing")).getMessage());
		assertFalse(record("failing").complete());
		assertTrue(record("failing").results().images() >= BATCH, "what was found before is kept");
		final ScriptedEngine other = TinyModel.engine(BATCH, "cuda:5", () -> {});
		assertEquals(one, run(TinyModel.model(), List.of(other), "failing"));
		assertTrue(other.calls.size() < IMAGES / BATCH + 1, "what was found before is not done again");
	}

	@Test
	@Timeout(60)
	void noEngineIsCalledOnceTheRunHasEnded() {
		final AtomicInteger working = new AtomicInteger();
		final Runnable slow = () -> {
			working.incrementAndGet();
			sleep(20);
			working.decrementAndGet();
		};
		final Detector detector = new Detector(TinyModel.model(),
			List.of(TinyModel.engine(1, "cuda:0", slow), TinyModel.engine(1, "cuda:1", slow)),
			DetectionSettings.DEFAULT);
		assertThrows(IOException.class,
			() -> new FileDetection(detector, new PngReader()).run(
				IntStream.range(0, IMAGES).mapToObj(i -> input.resolve(i + ".png")).toList(),
				(index, planes, failure) -> {
					throw new IOException("the disk is full");
				}));
		assertEquals(0, working.get());
	}

	@Test
	void forAGpuAllProcessorsRead() {
		assertEquals(16, FileDetection.readers(0, 16));
		assertEquals(32, FileDetection.readers(0, 192));
		assertEquals(2, FileDetection.readers(2, 16));
		assertEquals(8, FileDetection.readers(16, 16));
	}

	@Test
	void enginesThatTakeAnotherNumberOfImagesAreRefused() {
		assertThrows(IllegalArgumentException.class, () -> new Detector(TinyModel.model(),
			List.of(TinyModel.engine(1), TinyModel.engine(2)), DetectionSettings.DEFAULT));
	}

	/** Room for 2: some images have more candidates, and are found by their predictions. */
	@Test
	@Timeout(60)
	void slotsFindWhatPredictionsGive() throws IOException {
		PngReader.write(input.resolve("many.png"), 64, 64, 0, 255, 2, 255, 5, 120, 8, 255, 10, 255);
		final String one = run(TinyModel.model(), List.of(TinyModel.engine(BATCH)), "one");
		assertTrue(one.lines().filter(line -> line.startsWith("many.png,1,white")).count() > 2);
		for (final int room : new int[] { 2, 40 }) {
			final SlottedEngine engine = new SlottedEngine(TinyModel.engine(BATCH, "cuda:0", () -> sleep(3)), 2, room);
			assertEquals(one, run(TinyModel.model(), List.of(engine), "slots" + room));
			assertEquals(2, engine.most.get(), "one is computed while another is on its way");
			assertEquals("cuda:0", record("slots" + room).engine().device());
		}
	}

	/** Two of the real ones, on real images. */
	@Test
	void twoOfOneDnnFindWhatOneFinds() throws IOException {
		final OneDnnEngineProvider provider = new OneDnnEngineProvider();
		assumeTrue(provider.probe().usable(), provider.probe().detail());
		reader = new ImageJReader();
		input = Path.of("sample-images/JPEGImages");
		modelFile = Path.of("sample-images/demo-model.ssd");
		final SsdModel model = ModelFile.read(modelFile);
		final List<NetworkEngine> engines = new ArrayList<>();
		try {
			for (int k = 0; k < 2; k++) {
				engines.add(
					provider.create(model.network(), new EngineSettings("onednn", "auto", "float32", 1), 4, false));
				engines.get(k).load(model.weights());
			}
			final String one = run(model, engines.subList(0, 1), "one"), two = run(model, engines, "two");
			assertEquals(one, two);
			assertTrue(one.lines().count() > 100, one);
		}
		finally {
			engines.forEach(NetworkEngine::close);
		}
	}
}
