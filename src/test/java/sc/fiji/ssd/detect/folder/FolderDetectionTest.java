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
package sc.fiji.ssd.detect.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.detect.DetectionProgress;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.TinyModel;
import sc.fiji.ssd.engine.ScriptedEngine;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.UserException;

class FolderDetectionTest {

	@TempDir
	Path root;

	Path input;
	Path output;
	Path modelFile;
	final List<String> read = Collections.synchronizedList(new ArrayList<>());
	final List<String> messages = new ArrayList<>();

	/** Notes what it reads. */
	final ImageReader reader = new ImageReader() {

		final PngReader png = new PngReader();

		@Override
		public List<ImagePlane> read(final Path file) throws IOException {
			read.add(input.relativize(file).toString());
			return png.read(file);
		}

		@Override
		public boolean reads(final Path file) {
			return png.reads(file);
		}
	};

	@BeforeEach
	void images() throws IOException {
		input = root.resolve("in");
		output = root.resolve("out");
		modelFile = root.resolve("model.ssd");
		Files.writeString(modelFile, "any content has a digest");
		PngReader.write(input.resolve("b.png"), 64, 32, 5, 250, 10, 120);
		PngReader.write(input.resolve("a.png"), 40, 40);
		PngReader.write(input.resolve("sub/c, d.png"), 64, 64, 0, 200);
		Files.writeString(input.resolve("notes.txt"), "no image");
		Files.writeString(input.resolve("broken.png"), "no image either");
		Files.writeString(input.resolve("._a.png"), "hidden");
	}

	private static final OverlayWriter OVERLAYS = (source, target, planes) -> Files.writeString(target,
		source.getFileName() + " " + planes.get(0).detections().size());

	private FolderResult run(final FolderSettings settings) {
		return run(settings, DetectionSettings.DEFAULT, 2, OVERLAYS,
			(done, total, message) -> messages.add(done + "/" + total + " " + message));
	}

	private FolderResult run(final FolderSettings settings, final DetectionSettings detection, final int batch,
		final OverlayWriter overlays, final DetectionProgress progress)
	{
		try (Detector detector = new Detector(TinyModel.model(), TinyModel.engine(batch), detection)) {
			return new FolderDetection(detector, reader, overlays, modelFile, null, progress).run(settings);
		}
	}

	private FolderSettings settings(final boolean recursive, final boolean overwrite) {
		return new FolderSettings(input, output, recursive, true, Shard.ALL, overwrite, null);
	}

	private String text(final String name) throws IOException {
		return Files.readString(output.resolve(name));
	}

	private static Set<String> files(final Path folder) throws IOException {
		try (Stream<Path> all = Files.walk(folder)) {
			return all.filter(Files::isRegularFile).map(f -> folder.relativize(f).toString().replace('\\', '/'))
				.collect(Collectors.toCollection(TreeSet::new));
		}
	}

	@Test
	void writesWhatTheInterfaceSays() throws IOException {
		final FolderResult result = run(settings(true, false));
		assertEquals(new FolderResult(3, 3, 1), result);
		assertEquals(Set.of("detections.csv", "detections.json", "images.csv", "failures.csv", "run.json", "sources.csv",
			"overlays/a.png.tif", "overlays/b.png.tif", "overlays/sub/c, d.png.tif"), files(output));
		final String[] lines = text("detections.csv").split("\r\n");
		assertEquals(4, lines.length);
		assertEquals("image,slice,class,score,x_min,y_min,x_max,y_max", lines[0]);
		assertTrue(lines[1].matches("b\\.png,1,white,0\\.99\\d{4},16\\.000,8\\.000,32\\.000,16\\.000"), lines[1]);
		assertTrue(lines[2].matches("b\\.png,1,grey,0\\.9\\d{5},32\\.000,16\\.000,48\\.000,24\\.000"), lines[2]);
		assertTrue(lines[3].startsWith("\"sub/c, d.png\",1,white,0.99"), lines[3]);
		assertEquals("image,slice,width,height,grey,white\r\na.png,1,40,40,0,0\r\nb.png,1,64,32,1,1\r\n" +
			"\"sub/c, d.png\",1,64,64,0,1\r\n", text("images.csv"));
		assertEquals("image,error\r\nbroken.png,not a PNG\r\n", text("failures.csv"));
		assertEquals("b.png 2", text("overlays/b.png.tif"));
		assertEquals(4, messages.size());
		assertTrue(messages.get(3).startsWith("4/4 "));
	}

	@Test
	void cocoResultsAndRunRecord() throws IOException {
		run(settings(true, false));
		final JsonArray coco = JsonParser.parseString(text("detections.json")).getAsJsonArray();
		assertEquals(3, coco.size());
		final JsonObject first = coco.get(0).getAsJsonObject();
		assertEquals(2, first.get("image_id").getAsInt()); // a, b, broken, sub/c
		assertEquals(2, first.get("category_id").getAsInt());
		assertEquals("[16.000,8.000,16.000,8.000]", first.get("bbox").toString());
		assertEquals(4, coco.get(2).getAsJsonObject().get("image_id").getAsInt());
		final JsonObject run = JsonParser.parseString(text("run.json")).getAsJsonObject();
		assertTrue(run.get("complete").getAsBoolean());
		assertEquals(64, run.getAsJsonObject("model").get("digest").getAsString().length());
		assertEquals(0.5, run.getAsJsonObject("settings").get("score").getAsDouble());
		assertEquals(200, run.getAsJsonObject("settings").get("max_detections").getAsInt());
		assertEquals("none", run.getAsJsonObject("engine").get("instruction_set").getAsString());
		assertEquals("1/1", run.get("shard").getAsString());
		assertEquals(0.5, RunRecord.nextTo(output.resolve("detections.csv")).get().settings().score());
	}

	@Test
	void theBatchDoesNotMatter() throws IOException {
		for (int i = 0; i < 9; i++)
			PngReader.write(input.resolve("more/" + i + ".png"), 30 + i, 60, i, 255, 15 - i, 110);
		final List<String> results = new ArrayList<>();
		for (final int batch : new int[] { 1, 3, 16 }) {
			output = root.resolve("out" + batch);
			run(settings(true, false), DetectionSettings.DEFAULT, batch, OVERLAYS, (done, total, message) -> {});
			results.add(text("detections.csv") + text("detections.json") + text("images.csv") + text("failures.csv"));
		}
		assertEquals(results.get(0), results.get(1));
		assertEquals(results.get(0), results.get(2));
	}

	@Test
	void withoutRecursionOrOverlays() throws IOException {
		assertEquals(new FolderResult(2, 2, 1), run(new FolderSettings(input, output, false, false, Shard.ALL, false, null)));
		assertFalse(Files.exists(output.resolve("overlays")));
		assertFalse(text("images.csv").contains("sub/"));
	}

	@Test
	void resultsWithinTheInputAreNotSearched() throws IOException {
		output = input.resolve("results");
		PngReader.write(output.resolve("overlays/old.png"), 8, 8);
		assertEquals(3, run(settings(true, false)).images());
		assertFalse(text("images.csv").contains("old.png"));
	}

	@Test
	void resultsInTheInputItself() throws IOException {
		output = input;
		PngReader.write(output.resolve("overlays/old.png"), 8, 8);
		assertEquals(3, run(settings(true, false)).images());
	}

	@Test
	void whatIsDoneIsNotDoneAgain() throws IOException {
		run(settings(true, false));
		final String before = text("detections.csv");
		read.clear();
		PngReader.write(input.resolve("new.png"), 32, 32, 3, 255);
		assertEquals(new FolderResult(4, 4, 1), run(settings(true, false)));
		assertEquals(List.of("broken.png", "new.png"), read);
		assertTrue(text("detections.csv").contains("new.png"));
		assertEquals(before, text("detections.csv").replaceAll("new.png.*\r\n", ""));
		assertEquals(before.lines().filter(l -> l.startsWith("b.png")).toList(),
			text("detections.csv").lines().filter(l -> l.startsWith("b.png")).toList());
	}

	@Test
	void changedImagesAndLostOverlaysAreDoneAgainAndThoseGoneForgotten() throws IOException {
		run(settings(true, false));
		read.clear();
		PngReader.write(input.resolve("a.png"), 40, 40, 1, 255);
		Files.setLastModifiedTime(input.resolve("a.png"), FileTime.from(Instant.now().plusSeconds(3)));
		Files.delete(output.resolve("overlays/b.png.tif"));
		Files.delete(input.resolve("sub/c, d.png"));
		Files.delete(input.resolve("broken.png"));
		assertEquals(new FolderResult(2, 3, 0), run(settings(true, false)));
		assertEquals(List.of("a.png", "b.png"), read);
		assertEquals("image,error\r\n", text("failures.csv"));
		assertTrue(Files.exists(output.resolve("overlays/b.png.tif")));
	}

	@Test
	void otherResultsAreRefusedUnlessOverwritten() throws IOException {
		run(settings(true, false));
		final Set<String> names = files(output);
		final String before = text("detections.csv");
		final DetectionSettings other = new DetectionSettings(0.3, 0.45, 200);
		final String message = assertThrows(UserException.class,
			() -> run(settings(true, false), other, 2, OVERLAYS, (d, t, m) -> {})).getMessage();
		assertTrue(message.contains("score was 0.5 and is 0.3") && message.contains("overwrite=true"), message);
		final String flips = assertThrows(UserException.class, () -> run(settings(true, false),
			DetectionSettings.DEFAULT.withAverageFlips(true), 2, OVERLAYS, (d, t, m) -> {})).getMessage();
		assertTrue(flips.contains("average_flips was false and is true"), flips);
		Files.writeString(modelFile, "another model");
		assertTrue(assertThrows(UserException.class, () -> run(settings(true, false))).getMessage().contains("model"));
		assertEquals(before, text("detections.csv"));
		assertEquals(names, files(output));
		read.clear();
		run(settings(true, true), other, 2, OVERLAYS, (d, t, m) -> {});
		assertEquals(4, read.size());
		assertEquals(0.3, RunRecord.read(output.resolve("run.json")).settings().score());
	}

	@Test
	void resultsWithoutARecordAreRefused() throws IOException {
		Files.createDirectories(output);
		Files.writeString(output.resolve("detections.csv"), "somebody's");
		assertTrue(assertThrows(UserException.class, () -> run(settings(true, false))).getMessage()
			.contains("without a run.json"));
		Files.writeString(output.resolve("run.json"), "{]");
		assertTrue(
			assertThrows(UserException.class, () -> run(settings(true, false))).getMessage().contains("run.json"));
		assertEquals("somebody's", text("detections.csv"));
		assertEquals(3, run(settings(true, true)).images());
	}

	@Test
	void cancelKeepsWhatIsDoneAndTheNextRunGoesOn() throws IOException {
		final FolderSettings settings = new FolderSettings(input, output, true, false, Shard.ALL, false, null);
		final DetectionProgress cancelling = new DetectionProgress() {

			int done;

			@Override
			public void progress(final int nowDone, final int total, final String message) {
				done = nowDone;
			}

			@Override
			public boolean canceled() {
				return done >= 2;
			}
		};
		final FolderResult first = run(settings, DetectionSettings.DEFAULT, 2, OVERLAYS, cancelling);
		assertTrue(first.images() + first.failures() == 2, first.toString());
		assertFalse(RunRecord.read(output.resolve("run.json")).complete());
		final int already = first.images();
		read.clear();
		assertEquals(new FolderResult(3, 3, 1), run(settings));
		assertEquals(4 - already, read.size());
		assertTrue(RunRecord.read(output.resolve("run.json")).complete());
		final String resumed = text("detections.csv");
		run(settings(true, true));
		assertEquals(text("detections.csv"), resumed);
	}

	@Test
	void shardsTogetherHoldEverythingOnce() throws IOException {
		for (int i = 0; i < 20; i++)
			PngReader.write(input.resolve("more/" + i + ".png"), 32, 32, i % 16, 255);
		run(settings(true, false));
		final List<String> whole = text("detections.csv").lines().skip(1).toList();
		final List<String> parts = new ArrayList<>();
		final List<String> places = new ArrayList<>();
		for (int k = 1; k <= 10; k++) {
			run(new FolderSettings(input, output, true, true, new Shard(k, 10), false, null));
			parts.addAll(text(String.format("detections-%02d-of-10.csv", k)).lines().skip(1).toList());
			JsonParser.parseString(text(String.format("detections-%02d-of-10.json", k))).getAsJsonArray()
				.forEach(d -> places.add(d.toString()));
			assertTrue(Files.exists(output.resolve(String.format("run-%02d-of-10.json", k))));
		}
		parts.sort(null);
		assertEquals(whole.stream().sorted().toList(), parts);
		final List<String> wholePlaces = new ArrayList<>();
		JsonParser.parseString(text("detections.json")).getAsJsonArray().forEach(d -> wholePlaces.add(d.toString()));
		assertEquals(wholePlaces.stream().sorted().toList(), places.stream().sorted().toList());
	}

	@Test
	void anOverlayThatCannotBeWrittenIsAFailureOfItsImage() throws IOException {
		final OverlayWriter failing = (source, target, planes) -> {
			if (source.endsWith("b.png")) throw new IOException("no space\nleft");
			OVERLAYS.write(source, target, planes);
		};
		assertEquals(new FolderResult(2, 1, 2),
			run(settings(true, false), DetectionSettings.DEFAULT, 2, failing, (d, t, m) -> {}));
		assertTrue(text("failures.csv").contains("b.png,no space left\r\n"));
	}

	@Test
	void anEngineThatFailsEndsTheRunButKeepsWhatWasDone() throws IOException {
		final ScriptedEngine engine = new ScriptedEngine(TinyModel.model().network(), 1, new ScriptedEngine.Script() {

			int calls;

			@Override
			public void predict(final float[] in, final float[] locations, final float[] confidences) {
				if (++calls == 3) throw new IllegalStateException("the device is gone");
			}
		});
		final Detector detector = new Detector(TinyModel.model(), engine, DetectionSettings.PAPER);
		assertThrows(IllegalStateException.class,
			() -> new FolderDetection(detector, reader, OVERLAYS, modelFile, null, (d, t, m) -> {})
				.run(settings(true, false)));
		assertFalse(RunRecord.read(output.resolve("run.json")).complete());
		assertTrue(text("images.csv").contains("a.png"));
	}

	@Test
	void anInterruptedRunKeepsWhatWasDone() {
		final DetectionProgress interrupting = (done, total, message) -> Thread.currentThread().interrupt();
		assertThrows(UserException.class, () -> run(new FolderSettings(input, output, true, false, Shard.ALL, false, null),
			DetectionSettings.DEFAULT, 1, OVERLAYS, interrupting));
		assertTrue(Thread.interrupted());
		final RunRecord run = RunRecord.read(output.resolve("run.json"));
		assertFalse(run.complete());
		assertEquals(1, run.results().images());
	}

	@Test
	void twoRunsDoNotShareTheirFiles() throws IOException {
		final List<String> refusals = new ArrayList<>();
		run(settings(true, false), DetectionSettings.DEFAULT, 2, OVERLAYS, (done, total, message) -> {
			refusals.add(message(settings(true, true)));
			if (refusals.size() == 1) run(new FolderSettings(input, output, true, false, new Shard(1, 2), false, null));
		});
		assertEquals(4, refusals.size());
		for (final String line : refusals)
			assertTrue(line.startsWith("output: " + output + " is being written by process "), line);
		assertFalse(Files.exists(output.resolve("run.lock")));
		assertTrue(RunRecord.read(output.resolve("run.json")).complete());
	}

	@Test
	void aVanishedInputEndsTheRunAndItGoesOnWhenItIsBack() throws IOException {
		final Path away = root.resolve("away");
		final DetectionProgress vanishing = (done, total, message) -> {
			try {
				if (done == 1) Files.move(input, away);
			}
			catch (final IOException e) {
				throw new IllegalStateException(e);
			}
		};
		for (int i = 0; i < 30; i++)
			PngReader.write(input.resolve("more/" + i + ".png"), 32, 32, i % 16, 255);
		final FolderSettings settings = new FolderSettings(input, output, true, false, Shard.ALL, false, null);
		final String line = assertThrows(UserException.class,
			() -> run(settings, DetectionSettings.DEFAULT, 1, OVERLAYS, vanishing)).getMessage();
		assertEquals("input: " + input + " no longer exists; restore it and run again to resume.", line);
		final RunRecord record = RunRecord.read(output.resolve("run.json"));
		assertFalse(record.complete());
		assertTrue(record.results().images() >= 1 && record.results().failures() <= 1, record.results().toString());
		Files.move(away, input);
		assertEquals(33, run(settings, DetectionSettings.DEFAULT, 1, OVERLAYS, (done, total, message) -> {}).images());
	}

	@Test
	void aVanishedOutputIsNotMadeAnew() {
		final String line = assertThrows(UserException.class,
			() -> run(new FolderSettings(input, output, true, false, Shard.ALL, false, null), DetectionSettings.DEFAULT, 1,
				OVERLAYS, (done, total, message) -> {
					if (done == 2) delete(output);
				}))
			.getMessage();
		assertTrue(line.startsWith("output: " + output + " was deleted or emptied during the run"), line);
		assertFalse(Files.exists(output));
	}

	private static void delete(final Path folder) {
		try (Stream<Path> all = Files.walk(folder)) {
			for (final Path file : all.sorted(java.util.Comparator.reverseOrder()).toList())
				Files.delete(file);
		}
		catch (final IOException e) {
			throw new IllegalStateException(e);
		}
	}

	@Test
	void aModelThatWasReplacedWhileItWasReadIsTold() {
		try (Detector detector = new Detector(TinyModel.model(), TinyModel.engine(2), DetectionSettings.DEFAULT)) {
			final FolderDetection run = new FolderDetection(detector, reader, OVERLAYS, modelFile, "another digest",
				(done, total, message) -> {});
			assertEquals("model: " + modelFile + " was replaced while it was read; run it again.",
				assertThrows(UserException.class, () -> run.run(settings(true, false))).getMessage());
		}
		assertFalse(Files.exists(output));
	}

	@Test
	void clearErrors() throws IOException {
		final Path empty = Files.createDirectories(root.resolve("empty"));
		assertTrue(
			message(new FolderSettings(empty, output, false, true, Shard.ALL, false, null)).contains("contains no image"));
		assertTrue(message(new FolderSettings(root.resolve("none"), output, false, true, Shard.ALL, false, null))
			.startsWith("input:"));
		assertTrue(message(new FolderSettings(input, modelFile, false, true, Shard.ALL, false, null)).startsWith("output:"));
		assertFalse(Files.exists(output));
	}

	private String message(final FolderSettings settings) {
		return assertThrows(UserException.class, () -> run(settings)).getMessage();
	}

	/** Whatever its time: copying tools keep times. */
	@Test
	void anImageThatWasReplacedByAnOlderOneIsDoneAgain() throws IOException {
		run(settings(true, false));
		read.clear();
		PngReader.write(input.resolve("b.png"), 64, 40, 5, 250);
		Files.setLastModifiedTime(input.resolve("b.png"), FileTime.from(Instant.now().minusSeconds(86400)));
		run(settings(true, false));
		assertEquals(Set.of("b.png", "broken.png"), Set.copyOf(read));
		assertTrue(text("images.csv").contains("b.png,1,64,40,"), text("images.csv"));
	}

	/** A reader that never returns holds up neither the end of the run nor what is done. */
	@Test
	void aRunEndsWhileAReaderIsStuck() throws IOException {
		final CountDownLatch never = new CountDownLatch(1);
		final ImageReader stuck = new ImageReader() {

			@Override
			public List<ImagePlane> read(final Path file) throws IOException {
				while (file.endsWith("b.png") && never.getCount() > 0)
					try {
						never.await();
					}
					catch (final InterruptedException e) {
						// as readers swallow it
					}
				return reader.read(file);
			}

			@Override
			public boolean reads(final Path file) {
				return reader.reads(file);
			}
		};
		final long start = System.nanoTime();
		try (Detector detector = new Detector(TinyModel.model(), TinyModel.engine(2), DetectionSettings.DEFAULT)) {
			new FolderDetection(detector, stuck, OVERLAYS, modelFile, null, new DetectionProgress() {

				@Override
				public void progress(final int done, final int total, final String message) {}

				@Override
				public boolean canceled() {
					return System.nanoTime() - start > 1_000_000_000L;
				}
			}).run(settings(true, false));
		}
		finally {
			never.countDown();
		}
		assertTrue(System.nanoTime() - start < 8e9, "it took " + (System.nanoTime() - start) / 1e9 + " s");
		assertTrue(text("images.csv").contains("a.png"), text("images.csv"));
		read.clear();
		run(settings(true, false));
		assertFalse(read.contains("a.png"));
	}

	/** Long names, and on Linux names of bytes that are not text. */
	@Test
	@EnabledOnOs(OS.LINUX)
	void everyNameIsAnImageOfItsOwn() throws IOException {
		final String longest = "L".repeat(251) + ".png", accents = "\u00e9".repeat(125) + ".png";
		PngReader.write(input.resolve(longest), 40, 40);
		PngReader.write(input.resolve(accents), 40, 40);
		for (final String bytes : List.of("%E8", "%E9", "%EA"))
			Files.copy(input.resolve("a.png"), Path.of(URI.create(input.toUri() + "x" + bytes + ".png")));
		final FolderResult result = run(settings(true, false));
		assertEquals(8, result.images());
		for (final String name : List.of("x%E8.png", "x%E9.png", "x%EA.png", longest, accents))
			assertTrue(text("images.csv").contains(name + ",1,40,40"), name);
		assertEquals(8, files(output.resolve("overlays")).size());
		read.clear();
		assertEquals(8, run(settings(true, false)).images());
		assertEquals(List.of("broken.png"), read);
	}
}
