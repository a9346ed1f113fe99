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
package sc.fiji.ssd.train.setup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.image.PictureConverter;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.progress.TrainingListener;

/**
 * The settings of a training that is about to start. Values that are not set are chosen by the program, see
 * {@link TrainingDefaults}. {@code SSD Train...} uses this class, and {@code docs/interface.md} describes its keys,
 * which have the names of these methods.
 *
 * <pre>{@code
 * SsdModel model = ssd.train(Path.of("cells")).width(0.25).iterations(2000).to(Path.of("cells.ssd"));
 * }</pre>
 */
public final class TrainingRequest {

	/** The advice for users without validation images; the end of messages. */
	public static final String WITHOUT_VALIDATION = "; leave it empty (in a macro validation=[]) to train without validation";

	final EngineService engines;
	final ImageReader reader;
	final String dataset;
	final List<TrainingListener> listeners = new ArrayList<>();
	String split = "train";
	String validation = "val";
	String preset = "ssd300-voc";
	double width = 1;
	Path initialWeights;
	boolean starter;
	List<String> classes = List.of();
	Preprocessing preprocessing = Preprocessing.CAFFE;
	String tiling = "auto";
	Integer iterations;
	Double minutes;
	Integer batchSize;
	int accumulate = 1;
	Double learningRate;
	List<Integer> steps;
	Integer warmup;
	Augmentation.Kind augmentation;
	boolean emptyAsNegatives;
	String freeze = "";
	Double gradientClip;
	Boolean batchNormalization;
	Boolean cosine;
	Double weightAverage;
	Double weightDecay;
	EngineSettings engine = EngineSettings.DEFAULT;
	long seed;
	boolean resume;
	Integer checkpointEvery;
	Integer validateEvery;
	int patience;

	/**
	 * @param engines that compute
	 * @param reader of the images
	 * @param dataset folder of annotated images; several with {@code ;} between them
	 */
	public TrainingRequest(final EngineService engines, final ImageReader reader, final String dataset) {
		this.engines = engines;
		this.reader = reader;
		this.dataset = dataset;
	}

	/** @param part of the dataset used for training; default: train @return this */
	public TrainingRequest split(final String part) {
		split = part;
		return this;
	}

	/** @param part of the dataset that selects the best model; empty: none; default: val @return this */
	public TrainingRequest validation(final String part) {
		validation = part == null ? "" : part;
		return this;
	}

	/**
	 * @param name of a network, the path of a JSON file, or auto: a network that fits the objects, trained by a recipe for
	 *          small networks from scratch; with initial weights, theirs; default: ssd300-voc
	 * @return this
	 */
	public TrainingRequest preset(final String name) {
		preset = name;
		return this;
	}

	/** @param factor on the channels of every layer, above 0 to 4; default: 1, the paper's network @return this */
	public TrainingRequest width(final double factor) {
		width = factor;
		return this;
	}

	/** @param model whose weights the training starts from; null, the default: from scratch @return this */
	public TrainingRequest initialWeights(final Path model) {
		initialWeights = model;
		return this;
	}

	/**
	 * @param use whether the training starts from the starter model of the plugin where that fits; default: no. Not with
	 * {@link #initialWeights(Path)} @return this
	 */
	public TrainingRequest starter(final boolean use) {
		starter = use;
		return this;
	}

	/** @param names of the classes, in the order of the model; empty, the default: all of the dataset @return this */
	public TrainingRequest classes(final List<String> names) {
		classes = List.copyOf(names);
		return this;
	}

	/**
	 * @param channels that become red, green and blue: auto, the default, or numbers such as {@code 3,1,2}
	 * @param intensityRange that becomes black to white: auto, the default, type, minmax, percentile or {@code LOW,HIGH}
	 * @return this
	 * @throws sc.fiji.ssd.io.UserException if one of them is not valid
	 */
	public TrainingRequest images(final String channels, final String intensityRange) {
		preprocessing = Preprocessing.CAFFE.with(channels, intensityRange);
		new PictureConverter(preprocessing); // refuses what it does not understand
		return this;
	}

	/** @param tiles of large images: auto, the default, off, or their edge in pixels @return this */
	public TrainingRequest tiling(final String tiles) {
		tiling = tiles;
		return this;
	}

	/** @param updates of the weights, at least 1 @return this */
	public TrainingRequest iterations(final int updates) {
		iterations = updates;
		return this;
	}

	/** @param time that the training may take, in minutes, above 0; it chooses width and iterations @return this */
	public TrainingRequest minutes(final double time) {
		minutes = time;
		return this;
	}

	/** @param images that are computed together, at least 1 @return this */
	public TrainingRequest batchSize(final int images) {
		batchSize = images;
		return this;
	}

	/** @param batches of one update, at least 1, the default @return this */
	public TrainingRequest accumulate(final int batches) {
		accumulate = batches;
		return this;
	}

	/** @param rate of the kernels before any step, above 0; default: 0.001, or that of the recipe of the preset auto @return this */
	public TrainingRequest learningRate(final double rate) {
		learningRate = rate;
		return this;
	}

	/** @param iterations after which the rate falls tenfold, ascending @return this */
	public TrainingRequest steps(final List<Integer> iterations) {
		steps = List.copyOf(iterations);
		return this;
	}

	/** @param iterations over which the rate rises from 0 @return this */
	public TrainingRequest warmup(final int iterations) {
		warmup = iterations;
		return this;
	}

	/** @param kind of augmentation; default: the paper's, with the preset auto its recipe's @return this */
	public TrainingRequest augmentation(final Augmentation.Kind kind) {
		augmentation = kind;
		return this;
	}

	/** @param use whether images without objects teach the background; default: they are left out @return this */
	public TrainingRequest emptyAsNegatives(final boolean use) {
		emptyAsNegatives = use;
		return this;
	}

	/** @param layers that are not trained: patterns separated by commas; default: none @return this */
	public TrainingRequest freeze(final String layers) {
		freeze = layers;
		return this;
	}

	/** @param norm largest norm of all gradients together; 0: no limit @return this */
	public TrainingRequest gradientClip(final double norm) {
		gradientClip = norm;
		return this;
	}

	/** @param use whether convolutions are normalized by the batch while they learn @return this */
	public TrainingRequest batchNormalization(final boolean use) {
		batchNormalization = use;
		return this;
	}

	/** @param use whether the rate falls along a cosine instead of by steps @return this */
	public TrainingRequest cosine(final boolean use) {
		cosine = use;
		return this;
	}

	/** @param decay of the moving average of the weights, 0 to below 1; 0: no average @return this */
	public TrainingRequest weightAverage(final double decay) {
		weightAverage = decay;
		return this;
	}

	/** @param decay weight decay of the kernels, 0 to below 1 @return this */
	public TrainingRequest weightDecay(final double decay) {
		weightDecay = decay;
		return this;
	}

	/** @param settings engine, device, precision and threads of the network @return this */
	public TrainingRequest engine(final EngineSettings settings) {
		engine = settings;
		return this;
	}

	/** @param number seed of all random numbers; equal seeds give equal trainings; default: 0 @return this */
	public TrainingRequest seed(final long number) {
		seed = number;
		return this;
	}

	/** @param again whether to resume an interrupted training of the model @return this */
	public TrainingRequest resume(final boolean again) {
		resume = again;
		return this;
	}

	/** @param iterations between two checkpoints, at least 1 @return this */
	public TrainingRequest checkpointEvery(final int iterations) {
		checkpointEvery = iterations;
		return this;
	}

	/** @param iterations between two validations; 0: only at the end; default: as between checkpoints @return this */
	public TrainingRequest validateEvery(final int iterations) {
		validateEvery = iterations;
		return this;
	}

	/**
	 * @param validations number of validations in a row without a better one after which the training ends; 0, the
	 * default: never @return this
	 */
	public TrainingRequest patience(final int validations) {
		patience = validations;
		return this;
	}

	/** @param listener that is told about the training, from its preparation on @return this */
	public TrainingRequest listener(final TrainingListener listener) {
		listeners.add(listener);
		return this;
	}

	/**
	 * Reads the dataset and the initial weights, and chooses all values that were not set.
	 *
	 * @param file of the model to write, NAME.ssd
	 * @return the training, ready to run
	 * @throws sc.fiji.ssd.io.UserException one line that begins with the key, if a value or the dataset is wrong
	 */
	public PreparedTraining prepare(final Path file) {
		return new Preparation(this, file).prepare();
	}

	/**
	 * Trains, and waits for the end.
	 *
	 * @param file of the model to write, NAME.ssd
	 * @return the best model, or the last one without validation
	 * @throws sc.fiji.ssd.io.UserException one line, if a value is wrong or the training fails
	 */
	public SsdModel to(final Path file) {
		prepare(file).run();
		return ModelFile.read(file);
	}

	/**
	 * Trains in another thread.
	 *
	 * @param file of the model to write, NAME.ssd
	 * @return the training, to wait for or to stop
	 * @throws sc.fiji.ssd.io.UserException one line, if a value is wrong
	 */
	public RunningTraining start(final Path file) {
		return new RunningTraining(prepare(file));
	}
}
