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
package sc.fiji.ssd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import net.imglib2.img.array.ArrayImgs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandService;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ColorProcessor;
import sc.fiji.ssd.commands.HeadlessRunner;
import sc.fiji.ssd.commands.MakeSampleDataset;
import sc.fiji.ssd.commands.Train;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.examples.CorrectAndRetrain;
import sc.fiji.ssd.examples.DetectFolder;
import sc.fiji.ssd.examples.DetectInImage;
import sc.fiji.ssd.examples.TrainOnFolder;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingProgress;
import sc.fiji.ssd.train.setup.RunningTraining;

/** The way in from Java, and the examples that show it. */
class SsdTest {

	private static final Path SAMPLES = Path.of("sample-images");

	@TempDir
	private Path folder;

	private static Path demo() throws IOException {
		try (Stream<Path> files = Files.list(SAMPLES)) {
			return files.filter(f -> f.toString().endsWith(".ssd")).findFirst().orElseThrow();
		}
	}

	/** @return a field with objects */
	private static Path field() throws IOException {
		try (Stream<Path> files = Files.list(SAMPLES.resolve("Annotations"))) {
			final Path annotated = files.sorted().filter(SsdTest::hasObjects).findFirst().orElseThrow();
			final String name = annotated.getFileName().toString().replace(".xml", ".");
			try (Stream<Path> images = Files.list(SAMPLES.resolve("JPEGImages"))) {
				return images.filter(f -> f.getFileName().toString().startsWith(name)).findFirst().orElseThrow();
			}
		}
	}

	private static boolean hasObjects(final Path annotation) {
		try {
			return Files.readString(annotation).contains("<object>");
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	@Test
	void trainingGivesTheModelOfTheCommand() {
		final Path file = folder.resolve("java.ssd"), other = folder.resolve("command.ssd");
		final String fields = folder.resolve("fields").toString();
		try (Context context = new Context()) {
			final CommandService commands = context.service(CommandService.class);
			assertEquals(0, HeadlessRunner.run(commands, MakeSampleDataset.class,
				Map.of("dataset", fields, "images", "12")));
			TrainOnFolder.run(Path.of(fields), file, 2);
			assertEquals(0, HeadlessRunner.run(commands, Train.class,
				Map.of("dataset", fields, "model", other.toString(), "width", "0.25", "iterations", "2")));
		}
		final SsdModel java = ModelFile.read(file), command = ModelFile.read(other);
		assertEquals(command.architecture(), java.architecture());
		assertEquals(command.preprocessing(), java.preprocessing());
		command.weights().arrays().forEach(
			(name, array) -> assertArrayEquals(array.values(), java.weights().get(name).values(), 0, name));
	}

	@Test
	void anImageIsSearchedWhateverHoldsItsPixels() throws IOException {
		final ImagePlus image = IJ.openImage(field().toString());
		final ImagePlus rgb = new ImagePlus("rgb", image.getProcessor().convertToRGB());
		try (Context context = new Context(); Ssd ssd = new Ssd(context)) {
			final SsdModel model = ssd.model(demo());
			final List<PlaneDetections> planes = ssd.detect(model, rgb, DetectionSettings.DEFAULT);
			final List<Detection> expected = planes.get(0).detections();
			assertFalse(expected.isEmpty());
			final int[] pixels = (int[]) new ColorProcessor(rgb.getImage()).getPixels();
			assertEquals(expected, ssd.detect(model, ArrayImgs.argbs(pixels, rgb.getWidth(), rgb.getHeight())));
			ssd.draw(rgb, planes);
			assertEquals(expected.size(), rgb.getOverlay().size());
			assertTrue(ssd.evaluate(model, SAMPLES, "val", "coco").map() > 0.5);
			final String line = assertThrows(UserException.class,
				() -> ssd.detect(model, ArrayImgs.floats(8, 8, 3, 2))).getMessage();
			assertTrue(line.startsWith("image: it has 4 dimensions"), line);
		}
	}

	@Test
	void wrongValuesAreRefusedInOneLine() {
		try (Context context = new Context(); Ssd ssd = new Ssd(context)) {
			final Path file = folder.resolve("no.ssd");
			refused("iterations: ", () -> ssd.train(SAMPLES).iterations(0).to(file));
			refused("batch_size: ", () -> ssd.train(SAMPLES).batchSize(0).to(file));
			refused("preset: ", () -> ssd.train(SAMPLES).preset("ssd3000").to(file));
			refused("validation: ", () -> ssd.train(SAMPLES).validation("train").start(file));
			refused("intensity_range: ", () -> ssd.train(SAMPLES).images("auto", "bright"));
			assertFalse(Files.exists(file));
		}
	}

	private static void refused(final String key, final Executable call) {
		final String line = assertThrows(UserException.class, call).getMessage();
		assertTrue(line.startsWith(key) && !line.contains("\n"), line);
	}

	@Test
	void aTrainingIsStoppedAndResumed() {
		final Path file = folder.resolve("stopped.ssd");
		final List<String> heard = new ArrayList<>();
		try (Context context = new Context(); Ssd ssd = new Ssd(context)) {
			final AtomicReference<RunningTraining> running = new AtomicReference<>();
			final CountDownLatch known = new CountDownLatch(1);
			running.set(ssd.train(SAMPLES).width(0.05).iterations(100_000).batchSize(1).validation("")
				.listener(new TrainingListener() {

					@Override
					public void note(final String line) {
						heard.add(line);
					}

					@Override
					public void iteration(final TrainingProgress progress) {
						try {
							known.await();
						}
						catch (final InterruptedException e) {
							throw new IllegalStateException(e);
						}
						running.get().stop();
					}
				}).start(file));
			known.countDown();
			assertEquals(0.05, running.get().get().architecture().width());
			assertTrue(heard.stream().anyMatch(line -> line.startsWith("tiling: ")), heard::toString);
			ssd.train(SAMPLES).width(0.05).iterations(2).batchSize(1).validation("").resume(true).to(file);
			assertEquals(2.0, ModelFile.read(file).provenance().get("iterations_done"));
		}
	}

	@Test
	void theExamplesRun() throws Exception {
		final ImagePlus image = IJ.openImage(field().toString());
		assertFalse(DetectInImage.run(demo(), image).isEmpty());
		final Path input = Files.createDirectory(folder.resolve("in"));
		Files.copy(field(), input.resolve("a" + ending(field())));
		assertEquals(1, DetectFolder.run(demo(), input, folder.resolve("out")).images());
		final SsdModel better = CorrectAndRetrain.run(demo(), image, folder.resolve("corrected"),
			folder.resolve("better.ssd"), 1);
		assertEquals(ModelFile.read(folder.resolve("better.ssd")).classNames(), better.classNames());
	}

	private static String ending(final Path file) {
		final String name = file.getFileName().toString();
		return name.substring(name.lastIndexOf('.'));
	}
}
