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

package sc.fiji.ssd.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import sc.fiji.ssd.detect.DetectionProgress;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.folder.FolderDetection;
import sc.fiji.ssd.detect.folder.FolderSettings;
import sc.fiji.ssd.detect.folder.Shard;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.imagej.results.OverlayTiffWriter;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;

/** Detection in a folder: JPEG files in, tables and overlays out, next to what the network does alone. */
final class FolderTimes {

	/** The network alone would need so long for the folder that is measured, whose images are repeated or left out for that. */
	private static final double SECONDS = 20;

	private static final int LEAST_IMAGES = 32, MOST_IMAGES = 5000;

	private FolderTimes() {}

	static Figures of(final BenchmarkSettings what, final EngineService engines) throws IOException {
		final Path folder = Files.createTempDirectory("ssd-benchmark-folder");
		try {
			final Path file = what.has("model") ? Path.of(what.text("model")) : folder.resolve("model.ssd");
			if (!what.has("model")) ModelFile.write(file, untrained(what));
			final SsdModel model = ModelFile.read(file);
			final int batch = what.number("batch");
			try (NetworkEngine engine = engines.create(model.network(), Measurements.engine(what), batch, false)) {
				engine.load(model.weights());
				final Detector detector = new Detector(model, engine, DetectionSettings.DEFAULT);
				final String digest = ModelFile.digest(file);
				final Path images = Path.of(what.text("dataset"), "JPEGImages");
				Measurements.noise(engine, batch);
				final double before = NetworkTimes.median(() -> engine.predict(batch), what.seconds() / 2);
				final Path many = repeated(images, (int) Math.max(LEAST_IMAGES, Math.min(MOST_IMAGES, SECONDS * 1000 * batch / before)),
					folder);
				// code is compiled meanwhile, and memory for files is had from the machine, which a virtual one gives slowly
				final Path first = folder.resolve("first");
				detect(many, detector, file, digest, first);
				delete(first);
				final double rate = detect(many, detector, file, digest, folder.resolve("second"));
				Measurements.noise(engine, batch);
				final double after = NetworkTimes.median(() -> engine.predict(batch), what.seconds() / 2);
				final double network = 2000.0 * batch / (before + after);
				return new Figures(Map.of("rate", rate, "network_rate", network, "share", rate / network));
			}
		}
		finally {
			delete(folder);
		}
	}

	static SsdModel untrained(final BenchmarkSettings what) {
		final SsdArchitecture architecture = Presets.load(what.text("preset"));
		final List<String> names = IntStream.range(1, NetworkTimes.CLASSES).mapToObj(i -> "class" + i).toList();
		return new SsdModel(architecture, names, Preprocessing.CAFFE, Map.of(),
			Initialization.heXavier(architecture.network(NetworkTimes.CLASSES), 0));
	}

	/** @return a folder of so many images, each as often as it takes */
	private static Path repeated(final Path images, final int count, final Path folder) throws IOException {
		final Path many = Files.createDirectory(folder.resolve("images"));
		try (Stream<Path> files = Files.list(images)) {
			final List<Path> all = files.filter(Files::isRegularFile).toList();
			for (int i = 0; i < count; i++)
				Files.copy(all.get(i % all.size()),
					many.resolve(i / all.size() + "-" + all.get(i % all.size()).getFileName()));
		}
		return many;
	}

	/** @return images a second, from the first file to the last table */
	private static double detect(final Path images, final Detector detector, final Path model, final String digest,
		final Path output)
	{
		final DetectionProgress silent = (done, total, message) -> {};
		final FolderSettings settings = new FolderSettings(images, output, false, true, Shard.ALL, false, null);
		final ImageJReader reader = new ImageJReader();
		final long start = System.nanoTime();
		final int done = new FolderDetection(detector, reader, new OverlayTiffWriter(reader), model, digest, silent)
			.run(settings).images();
		return done / ((System.nanoTime() - start) / 1e9);
	}

	static void delete(final Path folder) throws IOException {
		try (Stream<Path> all = Files.walk(folder)) {
			for (final Path path : all.sorted(Comparator.reverseOrder()).toList())
				Files.delete(path);
		}
	}
}
