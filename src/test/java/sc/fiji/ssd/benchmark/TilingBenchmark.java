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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.position.FunctionRandomAccessible;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.view.Views;
import org.scijava.Context;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.synthetic.AnnotatedPicture;
import sc.fiji.ssd.data.synthetic.SampleDataset;
import sc.fiji.ssd.data.synthetic.SyntheticFields;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.PlaneDetection;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.detect.Tiling;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.evaluate.Evaluation;
import sc.fiji.ssd.evaluate.Evaluator;
import sc.fiji.ssd.evaluate.ModelEvaluation;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.Trainer;
import sc.fiji.ssd.train.TrainingRecipe;
import sc.fiji.ssd.train.TrainingSettings;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingProgress;
import sc.fiji.ssd.train.setup.InputStatistics;
import sc.fiji.ssd.train.setup.TileChoice;

/**
 * Measures what tiles are for, on the synthetic fields. Started by
 * {@code mvn -q -Pbenchmark -Dbenchmark.main=sc.fiji.ssd.benchmark.TilingBenchmark -Dbenchmark="WHAT KEY=VALUE ..."},
 * where WHAT is
 * <ul>
 * <li>{@code train}: trains on fields of 2048 x 2048 pixels with objects of about 24
 * ({@code folder}, {@code tiling}, {@code width}, {@code iterations}, {@code batch}, {@code rate},
 * {@code images}, {@code engine}, {@code resume}) and scores the model on others</li>
 * <li>{@code mosaic}: {@code model} on 169 fields and on the mosaic of 4000 x 4000 pixels that they make</li>
 * <li>{@code speed}: tiles a second of {@code model} in one plane, and fields a second in batches, in turn</li>
 * <li>{@code huge}: {@code model} on an image of {@code edge} x {@code edge} pixels (20000) computed on the fly;
 * to be run in a heap of 2 GB ({@code JAVA_TOOL_OPTIONS=-Xmx2g})</li>
 * </ul>
 */
public final class TilingBenchmark {

	/** About 24 pixels to an object. */
	private static final SyntheticFields.Look SMALL_OBJECTS = new SyntheticFields.Look(2048, 0.57, 150, 250, 20);
	private static final int FIELD = SyntheticFields.SIZE, MOSAIC = 4000, ROW = MOSAIC / FIELD;

	private final Map<String, String> settings = new LinkedHashMap<>(
		Map.ofEntries(Map.entry("folder", "target/tiling"), Map.entry("tiling", "auto"), Map.entry("width", "0.125"),
			Map.entry("iterations", "1500"), Map.entry("batch", "8"), Map.entry("rate", "0.003"),
			Map.entry("images", "24"), Map.entry("engine", "auto"), Map.entry("resume", "false"),
			Map.entry("precision", "auto"), Map.entry("model", "sample-images/demo-model.ssd"),
			Map.entry("edge", "20000"), Map.entry("overlap", "100"), Map.entry("rounds", "3")));

	private TilingBenchmark() {}

	/** @param args what, then settings as key=value */
	public static void main(final String[] args) throws Exception {
		final String[] words = String.join(" ", args).trim().split("\\s+");
		final TilingBenchmark benchmark = new TilingBenchmark();
		for (final String word : Arrays.asList(words).subList(1, words.length)) {
			final String[] pair = word.split("=", 2);
			if (pair.length < 2 || !benchmark.settings.containsKey(pair[0]))
				throw new IllegalArgumentException(
					"benchmark: '" + word + "' is not one of " + benchmark.settings.keySet() + " with =VALUE.");
			benchmark.settings.put(pair[0], pair[1]);
		}
		try (Context context = new Context(EngineService.class)) {
			final EngineService engines = context.service(EngineService.class);
			switch (words[0]) {
				case "train" -> benchmark.train(engines);
				case "mosaic" -> benchmark.mosaic(engines);
				case "speed" -> benchmark.speed(engines);
				case "huge" -> benchmark.huge(engines);
				default -> throw new IllegalArgumentException("benchmark: train, mosaic, speed or huge.");
			}
		}
		System.exit(0);
	}

	private int whole(final String key) {
		return Integer.parseInt(settings.get(key));
	}

	private EngineSettings engine() {
		return new EngineSettings(settings.get("engine"), EngineSettings.AUTO, settings.get("precision"), 0);
	}

	private Detector detector(final EngineService engines, final Path model, final Tiling tiling) {
		final Detector detector = Detector.open(ModelFile.read(model), engines, engine(),
			DetectionSettings.PAPER.with(tiling), 4);
		detector.setNotes(System.out::println);
		return detector;
	}

	private void train(final EngineService engines) {
		final Path folder = Path.of(settings.get("folder")), data = folder.resolve("fields");
		if (!Files.exists(data)) SampleDataset.write(data, whole("images"), 7, SMALL_OBJECTS);
		final Dataset train = Datasets.open(data.toString(), "train", List.of());
		final Dataset val = Datasets.open(data.toString(), "val", List.of());
		final double[] sides = train.images().stream().flatMap(i -> i.objects().stream())
			.mapToDouble(o -> Math.sqrt(o.box().area())).sorted().toArray();
		System.out.printf(Locale.ROOT, "%d fields to train on, %d to score, %d objects of %.1f pixels (median)%n",
			train.images().size(), val.images().size(), sides.length, sides[sides.length / 2]);
		final SsdArchitecture architecture = Presets.load("ssd300-voc")
			.withWidth(Double.parseDouble(settings.get("width")));
		final ImageJReader reader = new ImageJReader();
		final TileChoice choice = TileChoice.of(train, architecture, settings.get("tiling"), reader);
		System.out.println(choice.line());
		final List<String> names = SyntheticFields.CLASSES;
		final SsdModel start = new SsdModel(architecture, names, InputStatistics.of(train, reader, Preprocessing.CAFFE),
			Map.of(), Initialization.heXavier(architecture.network(names.size() + 1), 0), choice.sampling());
		final int iterations = whole("iterations");
		final TrainingSettings how = new TrainingSettings(iterations, whole("batch"), 1,
			Double.parseDouble(settings.get("rate")), List.of(iterations * 2 / 3, iterations * 5 / 6),
			Math.min(500, iterations / 10), Augmentation.Kind.PAPER, false, "", 10, 0, 100, 0, 0, 2, engine(), TrainingRecipe.PAPER);
		final Path model = folder.resolve("tiling-" + settings.get("tiling") + ".ssd");
		final long begin = System.nanoTime();
		new Trainer(engines, reader, how, List.of(new TrainingListener() {

			@Override
			public void iteration(final TrainingProgress p) {
				if (p.iteration() % 100 == 0)
					System.out.printf(Locale.ROOT, "%d: loss %.3f, %.1f images/s%n", p.iteration(), p.loss(),
						p.imagesPerSecond());
			}
		})).train(start, train, null, model, Boolean.parseBoolean(settings.get("resume")));
		System.out.printf(Locale.ROOT, "trained in %.0f s%n", (System.nanoTime() - begin) / 1e9);
		try (Detector detector = detector(engines, model, Tiling.AUTO)) {
			final Evaluation score = Evaluator.evaluate(val,
				ModelEvaluation.detect(val, detector, reader, (done, total, message) -> {}), Evaluator.VOC2012);
			System.out.printf(Locale.ROOT, "tiling=%s: mAP (voc2012) %.3f%n", settings.get("tiling"), score.map());
			score.perClass()
				.forEach((name, result) -> System.out.printf(Locale.ROOT, "  %s %.3f%n", name, result.ap()));
		}
	}

	/** Fields that the demo model was not trained on. */
	private static List<AnnotatedPicture> fields() {
		final SyntheticFields fields = new SyntheticFields(2024);
		final List<AnnotatedPicture> all = new ArrayList<>();
		for (int i = 0; i < ROW * ROW; i++)
			all.add(fields.field(i));
		return all;
	}

	private static RandomAccessibleInterval<UnsignedByteType> image(final AnnotatedPicture field) {
		return ArrayImgs.unsignedBytes(field.pixels(), field.width(), field.height());
	}

	/** @return the fields side by side; what is left at right and below repeats the last rows and columns */
	private static byte[] mosaic(final List<AnnotatedPicture> fields) {
		final byte[] pixels = new byte[MOSAIC * MOSAIC];
		for (int y = 0; y < MOSAIC; y++)
			for (int x = 0; x < MOSAIC; x++) {
				final int column = Math.min(ROW - 1, x / FIELD), row = Math.min(ROW - 1, y / FIELD);
				pixels[y * MOSAIC + x] = x >= ROW * FIELD || y >= ROW * FIELD
					? 20
					: fields.get(row * ROW + column).pixels()[y % FIELD * FIELD + x % FIELD];
			}
		return pixels;
	}

	private void mosaic(final EngineService engines) {
		final List<AnnotatedPicture> fields = fields();
		final DatasetBuilder separate = new DatasetBuilder("fields"), joined = new DatasetBuilder("mosaic");
		final Path none = Path.of(settings.get("model"));
		joined.image("mosaic", none, MOSAIC, MOSAIC);
		for (int i = 0; i < fields.size(); i++) {
			separate.image("field" + i, none, FIELD, FIELD);
			for (final GroundTruth object : fields.get(i).objects()) {
				separate.object("field", object);
				final Box box = object.box().translate(i % ROW * FIELD, i / ROW * FIELD);
				joined.object("mosaic", new GroundTruth(box, object.className()));
			}
		}
		final Map<String, List<Detection>> found = new LinkedHashMap<>();
		try (Detector detector = detector(engines, none, Tiling.OFF)) {
			final List<List<Detection>> each = detector.detect(fields.stream().map(TilingBenchmark::image).toList());
			for (int i = 0; i < each.size(); i++)
				found.put("field" + i, each.get(i));
		}
		final double apart = Evaluator.evaluate(separate.build(), found, Evaluator.VOC2012).map();
		System.out.printf(Locale.ROOT, "%d fields, each in whole: mAP (voc2012) %.4f%n", fields.size(), apart);
		final Tiling tiling = new Tiling(Tiling.Kind.TILES, FIELD, whole("overlap"));
		try (Detector detector = detector(engines, none, tiling)) {
			final List<Detection> all = detector.detect(ArrayImgs.unsignedBytes(mosaic(fields), MOSAIC, MOSAIC));
			final double together = Evaluator.evaluate(joined.build(), Map.of("mosaic", all), Evaluator.VOC2012).map();
			System.out.printf(Locale.ROOT, "mosaic, tiling=%s: mAP (voc2012) %.4f, difference %.4f%n", tiling, together,
				together - apart);
		}
	}

	/** The tiles of a plane and as many images of their size go through the network in turn. */
	private void speed(final EngineService engines) {
		final List<AnnotatedPicture> fields = fields();
		final RandomAccessibleInterval<UnsignedByteType> plane = ArrayImgs.unsignedBytes(mosaic(fields), MOSAIC,
			MOSAIC);
		final List<ImagePlane> images = new ArrayList<>();
		for (final AnnotatedPicture field : fields)
			images.add(new ImagePlane(images.size() + 1, image(field)));
		final Path model = Path.of(settings.get("model"));
		final Tiling tiling = new Tiling(Tiling.Kind.TILES, FIELD, whole("overlap"));
		try (Detector tiled = detector(engines, model, tiling); Detector plain = detector(engines, model, Tiling.OFF)) {
			final int tiles = Detector.tiles(tiled.model(), tiled.settings(), MOSAIC, MOSAIC, null);
			for (int round = 0; round <= whole("rounds"); round++) {
				final double a = images.size() / seconds(plain, images);
				final double b = tiles / seconds(tiled, List.of(new ImagePlane(1, plane)));
				if (round > 0)
					System.out.printf(Locale.ROOT,
						"images %.1f/s in batches, tiles %.1f/s in a plane of %d, ratio %.3f%n", a, b, tiles, b / a);
			}
		}
	}

	private static double seconds(final Detector detector, final List<ImagePlane> planes) {
		final long begin = System.nanoTime();
		PlaneDetection.run(detector, planes, (done, total, message) -> {});
		return (System.nanoTime() - begin) / 1e9;
	}

	private void huge(final EngineService engines) throws IOException {
		final int edge = whole("edge");
		final byte[][] fields = fields().stream().map(AnnotatedPicture::pixels).toArray(byte[][]::new);
		final RandomAccessibleInterval<UnsignedByteType> image = Views
			.interval(new FunctionRandomAccessible<>(2, (position, value) -> {
				final int x = position.getIntPosition(0), y = position.getIntPosition(1);
				value.set(fields[(y / FIELD * 7 + x / FIELD) % fields.length][y % FIELD * FIELD + x % FIELD]);
			}, UnsignedByteType::new), new FinalInterval(edge, edge));
		try (Detector detector = detector(engines, Path.of(settings.get("model")),
			new Tiling(Tiling.Kind.TILES, FIELD, whole("overlap"))))
		{
			final int tiles = Detector.tiles(detector.model(), detector.settings(), edge, edge, null);
			final long begin = System.nanoTime();
			final List<PlaneDetections> found = PlaneDetection.run(detector, List.of(new ImagePlane(1, image)),
				(done, total, message) -> {
					if (done % 1000 < 4) System.out.println(done + " of " + total + " tiles");
				});
			System.out.printf(Locale.ROOT,
				"%d x %d pixels, %d tiles, %d detections (score 0.01): %.0f s; heap limit %d MiB, peak memory of the process %.0f MiB%n",
				edge, edge, tiles, found.get(0).detections().size(), (System.nanoTime() - begin) / 1e9,
				Runtime.getRuntime().maxMemory() >> 20, peakMemory());
		}
	}

	/** Peak memory of this process in MiB, as reported by the operating system; 0 if it does not report any. */
	private static double peakMemory() throws IOException {
		final Path status = Path.of("/proc/self/status");
		if (!Files.isReadable(status)) return 0;
		return Files.readAllLines(status).stream().filter(l -> l.startsWith("VmHWM:"))
			.mapToDouble(l -> Double.parseDouble(l.replaceAll("\\D+", "")) / 1024).findFirst().orElse(0);
	}
}
