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

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import net.imglib2.RandomAccessibleInterval;

import org.scijava.Context;

import ij.ImagePlus;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.DetectionProgress;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.PlaneDetection;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.evaluate.Evaluation;
import sc.fiji.ssd.evaluate.Evaluator;
import sc.fiji.ssd.evaluate.ModelEvaluation;
import sc.fiji.ssd.evaluate.formats.DetectionSink;
import sc.fiji.ssd.evaluate.formats.LoadedDetections;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.image.PictureConverter;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.imagej.results.DetectionOverlay;
import sc.fiji.ssd.imagej.results.ImageDetection;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.setup.TrainingRequest;

/**
 * The entry point from Java and from scripts: trains, detects, draws and evaluates.
 *
 * <pre>{@code
 * try (Ssd ssd = new Ssd(context)) {
 *   SsdModel model = ssd.train(Path.of("cells")).width(0.25).iterations(2000).to(Path.of("cells.ssd"));
 *   List<Detection> found = ssd.detect(model, image);
 *   Evaluation result = ssd.evaluate(model, Path.of("cells"), "val");
 * }
 * }</pre>
 * <p> The commands in the menu and in macros call this class, so they have the same defaults and write the same files.
 * The engine used for detection stays open until another model is used or this object is closed. Methods may be called
 * from any thread; they run one after the other.
 * </p>
 */
public final class Ssd implements AutoCloseable {

	/** Number of tiles of one image in a batch. */
	private static final int BATCH = 4;

	private final EngineService engines;
	private EngineSettings engine = EngineSettings.DEFAULT;
	private DetectionProgress progress = (done, total, message) -> {};
	private Consumer<String> notes = line -> {};
	private ImageReader reader = new ImageJReader();
	private Detector open;
	private int openBatch;

	/** @param context has the engines and commands; Fiji's own, or {@code new Context()} */
	public Ssd(final Context context) {
		engines = context.service(EngineService.class);
		ImageJReader.useInstalled(context);
	}

	/**
	 * @param settings engine, device, precision and threads of detections from now on; {@link EngineSettings#DEFAULT}
	 * leaves all choices to the program
	 * @return this
	 */
	public synchronized Ssd engine(final EngineSettings settings) {
		close();
		engine = settings;
		return this;
	}

	/**
	 * @param images reads the images of datasets from now on; as a rule an {@link ImageJReader} with limits of time and memory
	 * @return this
	 */
	public synchronized Ssd reader(final ImageReader images) {
		reader = images;
		return this;
	}

	/**
	 * @param listener is told about the progress of detections and evaluations, in the thread that called, and may
	 * cancel them
	 * @return this
	 */
	public synchronized Ssd progress(final DetectionProgress listener) {
		progress = listener;
		return this;
	}

	/**
	 * @param listener receives the messages of detections for the user, one line each
	 * @return this
	 */
	public synchronized Ssd notes(final Consumer<String> listener) {
		notes = listener;
		if (open != null) open.setNotes(listener);
		return this;
	}

	/**
	 * @param dataset folder of annotated images, in any layout that {@code SSD Train...} reads
	 * @return a training to be configured and started
	 */
	public TrainingRequest train(final Path dataset) {
		return train(dataset.toString());
	}

	/**
	 * @param datasets folder of annotated images, or several with {@code ;} between them
	 * @return a training to be configured and started
	 */
	public TrainingRequest train(final String datasets) {
		return new TrainingRequest(engines, reader, datasets);
	}

	/**
	 * @param file a model
	 * @return the model
	 * @throws sc.fiji.ssd.io.UserException if it is not one
	 */
	public SsdModel model(final Path file) {
		return ModelFile.read(file);
	}

	/**
	 * @param file a model
	 * @param channels that become red, green and blue, such as {@code 2} or {@code 3,1,2}; empty: as the model says, and
	 *          the first of several channels if it was trained on grey images
	 * @param intensityRange that becomes black to white: auto, type, minmax, percentile or {@code LOW,HIGH}; empty: as the
	 *          model says
	 * @return the model with this preprocessing
	 * @throws sc.fiji.ssd.io.UserException if it is not a model, or a value is not valid
	 */
	public SsdModel model(final Path file, final String channels, final String intensityRange) {
		return read(file, channels, intensityRange);
	}

	static SsdModel read(final Path file, final String channels, final String intensityRange) {
		final SsdModel model = ModelFile.read(file);
		final Preprocessing own = model.preprocessing();
		final Preprocessing changed = own.with(orElse(channels, usual(own)),
			orElse(intensityRange, own.intensityRange()));
		new PictureConverter(changed); // refuses what it does not understand
		return model.withPreprocessing(changed);
	}

	/** @return the channels unless the user gives some: a model trained on grey images gets one channel of several */
	private static String usual(final Preprocessing own) {
		return own.isOfGrey() && "auto".equals(own.channels()) ? Preprocessing.FIRST : own.channels();
	}

	private static String orElse(final String given, final String own) {
		return given == null || given.isBlank() ? own : given.strip();
	}

	/**
	 * Finds objects with a score of at least 0.5.
	 *
	 * @param model that detects
	 * @param image of size (x, y) or (x, y, channel), of a real type or ARGB
	 * @return the objects in pixels of the image, in descending order of score
	 * @throws sc.fiji.ssd.io.UserException if the image has other dimensions, or not the
	 *           channels that the model reads
	 */
	public List<Detection> detect(final SsdModel model, final RandomAccessibleInterval<?> image) {
		return detect(model, image, DetectionSettings.DEFAULT);
	}

	/**
	 * @param model that detects
	 * @param image of size (x, y) or (x, y, channel), of a real type or ARGB
	 * @param settings least score, overlap, number of objects, tiles
	 * @return the objects in pixels of the image, in descending order of score
	 */
	public synchronized List<Detection> detect(final SsdModel model, final RandomAccessibleInterval<?> image,
		final DetectionSettings settings)
	{
		final List<PlaneDetections> planes = PlaneDetection.run(detector(model, settings, BATCH),
			List.of(IntervalPlane.of(image)), progress);
		return planes.isEmpty() ? List.of() : planes.get(0).detections();
	}

	/**
	 * @param model that detects
	 * @param image of any type; all planes of a stack are searched
	 * @param settings least score, overlap, number of objects, tiles
	 * @return what was found in each plane
	 */
	public synchronized List<PlaneDetections> detect(final SsdModel model, final ImagePlus image,
		final DetectionSettings settings)
	{
		return detect(model, new ImageDetection(image, false, model.preprocessing().channels()), settings);
	}

	/**
	 * @param model that detects
	 * @param image whose planes are searched; the detections are drawn on it
	 * @param settings least score, overlap, number of objects, tiles
	 * @return what was found in each plane; fewer planes if it was canceled or the image was closed
	 */
	public synchronized List<PlaneDetections> detect(final SsdModel model, final ImageDetection image,
		final DetectionSettings settings)
	{
		return image.run(detector(model, settings, image.batch(model, settings, batch())), progress);
	}

	/**
	 * Draws boxes as an overlay and removes the boxes that this plugin drew before. Other ROIs of the overlay stay.
	 *
	 * @param image that was searched
	 * @param found what was found in its planes
	 */
	public void draw(final ImagePlus image, final List<PlaneDetections> found) {
		DetectionOverlay.draw(image, found);
	}

	/**
	 * @param input folder of images
	 * @param model file of the model
	 * @return a run over the images of the folder, to be configured and started
	 */
	public FolderRequest folder(final Path input, final Path model) {
		return new FolderRequest(engines, engine, progress, input, model);
	}

	/**
	 * Scores a model by the mAP of Pascal VOC 2012, with the paper's detection settings (score 0.01, overlap 0.45, 200
	 * objects).
	 *
	 * @param model to score
	 * @param dataset folder of annotated images
	 * @param split part of it, such as {@code val}
	 * @return the evaluation
	 * @throws sc.fiji.ssd.io.UserException if the dataset cannot be read
	 */
	public Evaluation evaluate(final SsdModel model, final Path dataset, final String split) {
		return evaluate(model, dataset, split, Evaluator.VOC2012);
	}

	/**
	 * @param model to score
	 * @param dataset folder of annotated images
	 * @param split part of it, such as {@code val}
	 * @param metric one of {@link Evaluator#METRICS}
	 * @return the evaluation
	 */
	public Evaluation evaluate(final SsdModel model, final Path dataset, final String split, final String metric) {
		return Evaluator.evaluate(
			detect(model, Datasets.open(dataset.toString(), split, List.of()), DetectionSettings.PAPER), metric);
	}

	/**
	 * @param model to score
	 * @param truth annotated images
	 * @param settings of the detection; {@link DetectionSettings#PAPER} gives complete precision-recall curves
	 * @return the detections in the images, for the metrics; if it was canceled, the detections so far
	 */
	public synchronized LoadedDetections detect(final SsdModel model, final Dataset truth,
		final DetectionSettings settings)
	{
		return DetectionSink.load(truth,
			ModelEvaluation.detect(truth, detector(model, settings, batch()), reader, progress));
	}

	private int batch() {
		return engines.resolve(engine, false).batch();
	}

	private Detector detector(final SsdModel model, final DetectionSettings settings, final int batch) {
		if (open != null && open.model() == model && open.settings().equals(settings) && openBatch == batch) return open;
		close();
		open = Detector.open(model, engines, engine, settings, batch);
		open.setNotes(notes);
		openBatch = batch;
		return open;
	}

	/** Frees the engine; it is opened again when it is needed. */
	@Override
	public synchronized void close() {
		if (open != null) open.close();
		open = null;
	}
}
