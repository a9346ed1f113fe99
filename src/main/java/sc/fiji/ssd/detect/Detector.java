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

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.engine.CandidateEngine;
import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.InputTensor;
import sc.fiji.ssd.image.Interpolation;
import sc.fiji.ssd.image.LevelSource;
import sc.fiji.ssd.image.Picture;
import sc.fiji.ssd.image.PictureConverter;
import sc.fiji.ssd.image.PixelArea;
import sc.fiji.ssd.image.Resizer;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Decoding;
import sc.fiji.ssd.model.PixelSize;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdModel;

/**
 * Finds objects in images with a model.
 *
 * <pre>{@code
 * try (Detector detector = Detector.open(model, engines, EngineSettings.DEFAULT, DetectionSettings.DEFAULT, 1)) {
 * 	for (Detection d : detector.detect(image))
 * 		System.out.println(d.className() + " " + d.score() + " " + d.box());
 * }
 * }</pre>
 * <p> An image is prepared as the model says, as a whole or by overlapping tiles (see {@link Tiling}), warped to the
 * network's square input, and the boxes come back in pixels of the image, 0-based from its minimum. An object on a seam
 * is found once. The network always runs its largest batch, padded with zeros, so that results do not depend on how
 * many images are requested at once. Used by one thread at a time. With several engines (see {@link #openOnAll}), many
 * images are distributed over all of them, while few are computed by the first.
 * </p>
 */
public final class Detector implements AutoCloseable {

	/** Longest side of an image, so that positions fit into 24 bits. */
	private static final int MOST_EDGE = 1 << 23;

	private final SsdModel model;
	private final List<NetworkEngine> engines;
	private final List<DetectionWorker> workers;
	private final DetectionWorker first;
	private final boolean ownsEngines;
	private final DetectionSettings settings;
	private final PictureConverter converter;
	private final BatchSearch search;
	private final Set<String> noted = new HashSet<>();
	private Consumer<String> notes = line -> {};

	/**
	 * @param model whose architecture, classes and preprocessing are used; its weights are not used, because the engine
	 * has its own
	 * @param engine an engine with the model's network and weights; the caller must close it
	 * @param settings what is reported
	 * @throws IllegalArgumentException if the engine computes another network
	 */
	public Detector(final SsdModel model, final NetworkEngine engine, final DetectionSettings settings) {
		this(model, List.of(engine), settings);
	}

	/**
	 * @param model as above
	 * @param engines at least one, all with the same largest batch and the same results; the caller must close them
	 * @param settings what is reported
	 * @throws IllegalArgumentException if one computes another network, or takes another number of images
	 */
	public Detector(final SsdModel model, final List<? extends NetworkEngine> engines,
		final DetectionSettings settings)
	{
		this(model, engines, false, settings);
	}

	private Detector(final SsdModel model, final List<? extends NetworkEngine> engines, final boolean ownsEngines,
		final DetectionSettings settings)
	{
		for (final NetworkEngine engine : engines) {
			if (!engine.network().equals(model.network()))
				throw new IllegalArgumentException("The engine computes another network than the model's");
			if (engine.maxBatch() != engines.get(0).maxBatch())
				throw new IllegalArgumentException("The engines take different numbers of images at once");
		}
		this.model = model;
		this.engines = List.copyOf(engines);
		this.ownsEngines = ownsEngines;
		this.settings = settings;
		converter = new PictureConverter(model.preprocessing());
		final List<Double> variances = model.architecture().variances();
		final Decoding decoding = model.architecture().decoding();
		search = new BatchSearch(model, settings);
		final double maxLogSize = decoding.maxLogSize() == null ? Double.POSITIVE_INFINITY : decoding.maxLogSize();
		final BoxCoder coder = new BoxCoder(variances.get(0), variances.get(1), maxLogSize);
		final Supplier<PostProcessing> postProcessing = () -> new PostProcessing(model.priors(), coder, decoding,
			model.classes(), settings.ofView());
		final CandidateEngine.Rule rule = postProcessing.get().rule();
		workers = this.engines.stream().flatMap(engine -> DetectionWorker.of(engine, rule, postProcessing).stream()).toList();
		first = DetectionWorker.whole(engines.get(0), rule, postProcessing.get());
	}

	/**
	 * Makes a detector with its own engine.
	 *
	 * @param model to detect with
	 * @param engines the installed engines
	 * @param engine which of them, and how
	 * @param settings what is reported
	 * @param batch images that the network takes at once, at least 1
	 * @return the detector, to be closed
	 * @throws UserException if no engine can do what is asked
	 */
	public static Detector open(final SsdModel model, final EngineService engines, final EngineSettings engine,
		final DetectionSettings settings, final int batch)
	{
		final NetworkEngine made = engines.create(model.network(), engine, batch, false);
		return owning(model, List.of(EngineService.loaded(made, model.weights())), settings);
	}

	/**
	 * Makes a detector with an engine on each requested device: with {@code auto} and {@code cuda}, on all GPUs that
	 * compute the same results.
	 *
	 * @param model to detect with
	 * @param engines the installed engines
	 * @param engine which of them, and how
	 * @param settings what is reported
	 * @param batch images that a network takes at once, at least 1
	 * @return the detector, to be closed
	 * @throws UserException if no engine can do what is asked
	 */
	public static Detector openOnAll(final SsdModel model, final EngineService engines, final EngineSettings engine,
		final DetectionSettings settings, final int batch)
	{
		return owning(model, engines.createOnAll(model.network(), model.weights(), engine, batch), settings);
	}

	private static Detector owning(final SsdModel model, final List<NetworkEngine> made, final DetectionSettings settings) {
		try {
			return new Detector(model, made, true, settings);
		}
		catch (final RuntimeException e) {
			made.forEach(NetworkEngine::close);
			throw e;
		}
	}

	/**
	 * @param image of dimensions (x, y) or (x, y, channel)
	 * @return the detections, in descending order of score, then class
	 * @throws UserException if the image has no pixels or does not have the
	 *           channels that the model wants
	 */
	public List<Detection> detect(final RandomAccessibleInterval<? extends RealType<?>> image) {
		return detect(List.of(image)).get(0);
	}

	/**
	 * @param images as many as wanted, each as for {@link #detect(RandomAccessibleInterval)}
	 * @return what was found in each
	 * @throws UserException if one has no pixels or does not have the channels that
	 *           the model wants
	 */
	public List<List<Detection>> detect(final List<? extends RandomAccessibleInterval<? extends RealType<?>>> images) {
		final List<PlaneTiles> found = new ArrayList<>();
		final List<Prepared> batch = new ArrayList<>();
		final List<PlaneTiles> owners = new ArrayList<>();
		for (final RandomAccessibleInterval<? extends RealType<?>> image : images) {
			final Tiles tiles = tiles(new ImagePlane(1, image));
			final PlaneTiles plane = new PlaneTiles(tiles.plan.grid(), settings.overlap());
			found.add(plane);
			for (int i = 0; i < tiles.count(); i++) {
				batch.add(tiles.prepare(i));
				owners.add(plane);
				if (batch.size() == batchSize()) run(batch, owners);
			}
		}
		run(batch, owners);
		return found.stream().map(PlaneTiles::detections).toList();
	}

	private void run(final List<Prepared> batch, final List<PlaneTiles> owners) {
		if (batch.isEmpty()) return;
		final List<List<Detection>> results = run(batch);
		for (int i = 0; i < batch.size(); i++)
			owners.get(i).add(batch.get(i).tile, results.get(i));
		batch.clear();
		owners.clear();
	}

	/**
	 * Estimates the work of the network for an image.
	 *
	 * @param model that detects
	 * @param settings whose tiling holds
	 * @param width of the image
	 * @param height of the image
	 * @param pixelSize of the image; null if it is not known
	 * @return number of tiles; 1 if the image is taken as a whole
	 */
	public static int tiles(final SsdModel model, final DetectionSettings settings, final int width, final int height,
		final PixelSize pixelSize)
	{
		return TilePlan.of(model, settings.tiling(), width, height, pixelSize).grid().count();
	}

	/**
	 * @param listener takes a line on the tiles, and on rescaling, the first time
	 *          that each is used; called by any thread
	 */
	public void setNotes(final Consumer<String> listener) {
		notes = listener;
	}

	synchronized void note(final String line) {
		if (line != null && noted.add(line)) notes.accept(line);
	}

	/**
	 * @return a description of the engine, with every {@code auto} resolved; several devices are separated by commas
	 */
	public EngineDescription engine() {
		return engines.get(0).description().on(
			engines.stream().map(engine -> engine.description().device()).distinct().collect(Collectors.joining(",")));
	}

	/** @return where batches are computed, at least one */
	List<DetectionWorker> workers() {
		return workers;
	}

	/** @return the model that detects */
	public SsdModel model() {
		return model;
	}

	/** @return what is reported */
	public DetectionSettings settings() {
		return settings;
	}

	/** @return images that the network takes at once */
	public int batchSize() {
		return engines.get(0).maxBatch();
	}

	/** Closes the engines if they were made by {@link #open} or {@link #openOnAll}. */
	@Override
	public void close() {
		if (ownsEngines) engines.forEach(NetworkEngine::close);
	}

	/**
	 * An image, or a tile of one, of the network's input size.
	 *
	 * @param input the warped image as the network takes it
	 * @param width of the original image
	 * @param height of the original image
	 * @param tile index of the tile
	 * @param area that the picture shows, in pixels of the original image
	 */
	record Prepared(float[] input, int width, int height, int tile, PixelArea area) {}

	/** A plane that is prepared tile by tile, by any thread, also while another thread runs the network. */
	final class Tiles {

		private final RandomAccessibleInterval<? extends RealType<?>> pixels;
		private final TilePlan plan;
		private final PictureConverter.Levels levels;

		private Tiles(final ImagePlane plane, final TilePlan plan) {
			pixels = plane.pixels();
			this.plan = plan;
			levels = plan.tiled() ? converter.levels(pixels) : null;
		}

		TilePlan plan() {
			return plan;
		}

		int count() {
			return plan.grid().count();
		}

		Prepared prepare(final int tile) {
			if (!plan.tiled()) return Detector.this.prepare(pixels);
			final PixelArea area = plan.grid().area(tile);
			final PixelArea inside = area.intersect(new PixelArea(0, 0, plan.grid().width(), plan.grid().height()));
			final Picture part = converter.convert(pixels, inside, levels);
			final Picture picture = inside.equals(area)
				? part
				: part.onCanvas(area.width(), area.height(), model.preprocessing());
			return new Prepared(input(picture), plan.grid().width(), plan.grid().height(), tile, area);
		}
	}

	/** @return the tiles of a plane; only reads the pixels needed for the intensity range */
	Tiles tiles(final ImagePlane plane) {
		final RandomAccessibleInterval<? extends RealType<?>> pixels = plane.pixels();
		check(pixels);
		final TilePlan plan = TilePlan.of(model, settings.tiling(), (int) pixels.dimension(0),
			(int) pixels.dimension(1), plane.pixelSize());
		note(plan.note());
		note(converter.note(pixels));
		note(converter.channelNote(pixels));
		return new Tiles(plane, plan);
	}

	/** Converts and warps; may be called by any thread, also while another runs the network. */
	Prepared prepare(final RandomAccessibleInterval<? extends RealType<?>> image) {
		check(image);
		final int width = (int) image.dimension(0), height = (int) image.dimension(1);
		final LevelSource unchanged = isExact() ? null : converter.unchanged(image);
		final float[] input = unchanged == null ? input(converter.convert(image)) : tensor(warp(unchanged));
		return new Prepared(input, width, height, 0, new PixelArea(0, 0, width, height));
	}

	private static void check(final RandomAccessibleInterval<? extends RealType<?>> image) {
		final int dimensions = image.numDimensions();
		if (dimensions != 2 && dimensions != 3)
			throw new UserException(
				"image: it has " + dimensions + " dimensions; give it plane by plane, as (x, y) or (x, y, channel).");
		final long width = image.dimension(0), height = image.dimension(1);
		if (width < 1 || height < 1)
			throw new UserException(
				"image: it has no pixels (" + width + " x " + height + "); open or choose an image.");
		if (width > MOST_EDGE || height > MOST_EDGE)
			throw new UserException(
				"image: " + width + " x " + height + " pixels is larger than " + MOST_EDGE + " pixels per side; crop it.");
	}

	private float[] input(final Picture picture) {
		return tensor(warp(picture));
	}

	private float[] tensor(final Picture warped) {
		final float[] values = new float[3 * warped.width() * warped.height()];
		InputTensor.write(warped, model.preprocessing(), FloatBuffer.wrap(values), 0);
		return values;
	}

	private boolean isExact() {
		return model.preprocessing().resizing().equals(Preprocessing.EXACT);
	}

	private Picture warp(final LevelSource picture) {
		final int size = model.architecture().inputSize();
		return Resizer.resize(picture, size, size);
	}

	private Picture warp(final Picture picture) {
		final int size = model.architecture().inputSize();
		return isExact()
			? Resizer.resizeExactly(picture, size, size)
			: Resizer.resize(picture, size, size, Interpolation.BILINEAR);
	}

	/** @param batch at most {@link #batchSize()} images */
	private List<List<Detection>> run(final List<Prepared> batch) {
		return find(first, batch);
	}

	/**
	 * @param worker that computes
	 * @param batch at most {@link DetectionWorker#batch()} images
	 * @return what is found in each
	 */
	List<List<Detection>> find(final DetectionWorker worker, final List<Prepared> batch) {
		return search.find(worker, batch);
	}

	/** As {@link #find}; the boxes may be made by another thread while this one runs the network again. */
	Supplier<List<List<Detection>>> predict(final DetectionWorker worker, final List<Prepared> batch) {
		return search.predict(worker, batch);
	}
}
