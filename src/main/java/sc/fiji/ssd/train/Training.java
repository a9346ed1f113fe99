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
package sc.fiji.ssd.train;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;

import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.Gradients;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.Daemon;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.images.ImagesCheck;
import sc.fiji.ssd.train.images.PictureSource;
import sc.fiji.ssd.train.images.TrainingImage;
import sc.fiji.ssd.train.loss.LossSums;
import sc.fiji.ssd.train.loss.MultiBoxLoss;
import sc.fiji.ssd.train.loss.Parallel;
import sc.fiji.ssd.train.machine.MemoryNeed;
import sc.fiji.ssd.train.progress.PhaseTimer;
import sc.fiji.ssd.train.progress.Throughput;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingLog;
import sc.fiji.ssd.train.progress.TrainingProgress;
import sc.fiji.ssd.train.progress.TrainingResult;
import sc.fiji.ssd.train.progress.TrainingStart;

/** One run of a {@link Trainer}: the loop and its state. */
final class Training implements AutoCloseable {

	/** Fraction of the heap that decoded images may take. */
	private static final int HEAP_SHARE = 4;

	/** A class with fewer objects than this gets a warning. */
	private static final int FEW_OBJECTS = 10;

	private final TrainingSettings settings;
	private final List<TrainingListener> listeners;
	private final BooleanSupplier canceled;
	private final TrainingFiles files;
	private final List<TrainingImage> images;
	private final Checkpoints checkpoints;
	private final Set<String> frozen;
	private final LearningRate rate;
	private final TrainedNetwork trained;
	private final NetworkEngine engine;
	private final ExecutorService loading;
	private final ExecutorService computing;
	private final Validation validation;
	private final MultiBoxLoss loss;
	private final BatchLoader batches;
	/** The batch whose images are already in the engine's input; null if there is no such batch. */
	private Batch filled;
	private final TrainingLog log;
	private final EarlyStopping stopping;
	private final Throughput pace = new Throughput();
	private final PhaseTimer clock = new PhaseTimer();
	private final TrainingStart announcement;

	Training(final EngineService engines, final ImageReader reader, final TrainingSettings settings,
		final List<TrainingListener> listeners, final BooleanSupplier canceled, final SsdModel start,
		final Dataset train, final Dataset validationData, final TrainingFiles files, final boolean resume)
	{
		this.settings = settings;
		this.listeners = listeners;
		this.canceled = canceled;
		this.files = files;
		images = TrainingImage.of(train, start.classNames(), settings.emptyAsNegatives());
		if (validationData != null) TrainingImage.checkValidation(validationData, start.classNames());
		rate = LearningRate.of(settings);
		checkpoints = new Checkpoints(start, TrainedNetwork.network(start, settings),
			new Provenance(start, settings, train, images.size(), validationData), files,
			TrainerState.settings(settings, train, validationData));
		stopping = new EarlyStopping(settings.patience());
		final Checkpoints.Loaded from = resume ? checkpoints.load() : null;
		final Set<String> patterns = LayerPattern.layers(settings.freeze(), start.network());
		final int threads = settings.threads() > 0 ? settings.threads() : Runtime.getRuntime().availableProcessors();
		final PictureSource pictures = new PictureSource(reader, start.preprocessing(),
			Runtime.getRuntime().maxMemory() / HEAP_SHARE);
		loading = Daemon.pool("ssd-loading", threads);
		TrainedNetwork network = null;
		try {
			// checks go before anything expensive is created
			final ImagesCheck check = new ImagesCheck(loading, canceled);
			check.training(images, pictures);
			if (validationData != null) check.validation(validationData, reader);
			network = new TrainedNetwork(engines, start, settings);
			trained = network;
			engine = trained.engine();
			frozen = trained.withNorms(patterns);
			if (from == null) trained.begin(start);
			else trained.resume(from);
			final List<String> warnings = warnings(train, validationData, start.classNames());
			checkpoints.begin(engine, settings.iterations(), warnings);
			computing = Daemon.pool("ssd-loss", threads);
			validation = validationData == null
				? null
				: new Validation(validationData, start, trained, engines, settings.batchSize(), reader, canceled);
			final List<Double> variances = start.architecture().variances();
			loss = new MultiBoxLoss(start.priors(), start.classes(), new BoxCoder(variances.get(0), variances.get(1)),
				settings.emptyAsNegatives(), computing);
			batches = new BatchLoader(images, pictures, start,
				settings, checkpoints.iteration() + 1, loss, loading, clock);
			if (from == null) checkpoints.writeLast(trained, rate.at(1));
			log = new TrainingLog(files.log(), checkpoints.iteration());
			log.rows().forEach(row -> stopping.validated(row.validationMap()));
			announcement = new TrainingStart(checkpoints.iteration() + 1, settings.iterations(), images.size(),
				validationData == null ? 0 : validationData.images().size(), start.classNames(),
				TrainingImage.objectsPerClass(images, start.classNames()), engine.description(),
				MemoryNeed.bytes(trained.engine().network(), settings.batchSize(), settings.recipe().averageDecay() > 0), warnings);
		}
		catch (final RuntimeException | Error e) {
			loading.shutdownNow();
			if (network != null) network.close();
			throw e;
		}
	}

	private List<String> warnings(final Dataset train, final Dataset validationData, final List<String> classNames) {
		final List<String> warnings = new ArrayList<>(train.warnings());
		if (validationData != null) warnings.addAll(validationData.warnings());
		final int left = train.images().size() - images.size();
		if (left > 0)
			warnings.add("empty_images: " + left + " of " + train.images().size() +
				" images have no objects and are left out; set empty_images=negatives to learn from them.");
		warnings.addAll(fewObjects(classNames));
		return warnings;
	}

	private List<String> fewObjects(final List<String> classNames) {
		final List<String> lines = new ArrayList<>();
		TrainingImage.objectsPerClass(images, classNames).forEach((name, count) -> {
			if (count > 0 && count < FEW_OBJECTS)
				lines.add("Class " + name + " has only " + count + (count == 1 ? " object" : " objects") +
					" for training; annotate at least " + FEW_OBJECTS + " for reliable results.");
		});
		return lines;
	}

	/** Trains to the end or until canceled. */
	TrainingResult run() {
		listeners.forEach(l -> l.started(announcement));
		if (!log.rows().isEmpty()) listeners.forEach(l -> l.resumed(List.copyOf(log.rows())));
		catchUp();
		while (checkpoints.iteration() < settings.iterations() && !stopping.isDue() && !canceled.getAsBoolean()) {
			final int iteration = checkpoints.iteration() + 1;
			final long begin = System.nanoTime();
			final LossSums sums = step(iteration, rate.at(iteration));
			final long trained = System.nanoTime();
			final boolean turn = isTurn(iteration);
			UserException failure = null;
			double map = Double.NaN;
			try {
				if (turn) map = validate(iteration);
			}
			catch (final UserException e) {
				failure = e;
			}
			checkpoints.done(iteration, turn && Double.isNaN(map));
			report(iteration, sums, map, seconds(begin, trained), seconds(trained, System.nanoTime()));
			if (failure != null) throw kept(failure);
			final long reported = System.nanoTime();
			if (iteration % settings.checkpointEvery() == 0 && iteration < settings.iterations()) checkpoint();
			pace.addToLast(seconds(reported, System.nanoTime()));
		}
		return finish();
	}

	private TrainingResult finish() {
		final boolean complete = checkpoints.iteration() >= settings.iterations() || stopping.isDue();
		// the model goes first: a checkpoint of the last iteration means that nothing is left to do
		if (Double.isNaN(checkpoints.bestMap())) checkpoints.writeModel(trained, lastRate());
		checkpoint();
		final ValidationScore best = checkpoints.best();
		final TrainingResult result = new TrainingResult(files.model(), checkpoints.iteration(), checkpoints.bestMap(),
			!complete, false, best == null ? Double.NaN : best.low(), best == null ? Double.NaN : best.high());
		listeners.forEach(l -> l.finished(result));
		return result;
	}

	private void checkpoint() {
		checkpoints.writeLast(trained, lastRate());
		LossPlot.write(files.plot(), log.rows());
	}

	private double lastRate() {
		return rate.at(Math.max(1, checkpoints.iteration()));
	}

	/** The loss of the batches of an iteration so far. */
	private final class IterationLoss {

		private final int iteration;
		private final double learningRate;
		private LossSums sums = LossSums.ZERO;

		IterationLoss(final int iteration, final double learningRate) {
			this.iteration = iteration;
			this.learningRate = learningRate;
		}

		/** Both passes of a batch. */
		void pass(final Batch batch) {
			final LossSums before = sums;
			final LossSums[] ofBatch = { LossSums.ZERO };
			engine.forwardBackward(batch.images().size(), (predictions, first, dLocations, dConfidences) -> {
				clock.ended(PhaseTimer.Phase.FORWARD);
				ofBatch[0] = ofBatch[0].plus(loss.compute(predictions, batch.images(), first, dLocations, dConfidences));
				sums = before.plus(ofBatch[0]);
				Divergence.check(sums, iteration, learningRate, files);
				clock.ended(PhaseTimer.Phase.LOSS);
			});
			clock.ended(PhaseTimer.Phase.BACKWARD);
		}
	}

	/** One update of the weights from all batches that are accumulated. */
	private LossSums step(final int iteration, final double learningRate) {
		final IterationLoss all = new IterationLoss(iteration, learningRate);
		clock.start();
		for (int i = 0; i < settings.accumulate(); i++) {
			final Batch batch = filled == null ? fill(batches.next()) : filled;
			filled = null;
			clock.ended(PhaseTimer.Phase.WAITING);
			all.pass(batch);
			// a device may still be working
			if (batches.isReady()) filled = fill(batches.next());
			clock.ended(PhaseTimer.Phase.WAITING);
		}
		final LossSums sums = all.sums;
		final Gradients gradients = engine.gradients();
		frozen.forEach(gradients::zero);
		gradients.scale(1 / sums.normalizer());
		if (settings.gradientClip() > 0) clip(gradients, iteration, learningRate);
		trained.step(SgdStep.of(learningRate, settings.recipe().weightDecay()), iteration);
		clock.ended(PhaseTimer.Phase.UPDATE);
		return sums;
	}

	/** Copies the images of a batch into the engine's input. */
	private Batch fill(final Batch batch) {
		final FloatBuffer input = engine.input(batch.inputs().size());
		Parallel.forEach(computing, batch.inputs().size(), i -> {
			final float[] image = batch.inputs().get(i);
			input.put(i * image.length, image);
		});
		return batch;
	}

	/** Pascanu et al., ICML 2013; Caffe's {@code clip_gradients}. */
	private void clip(final Gradients gradients, final int iteration, final double learningRate) {
		double squares = 0;
		for (final String layer : gradients.layers()) {
			final double norm = gradients.norm(layer);
			squares += norm * norm;
		}
		final double norm = Math.sqrt(squares);
		Divergence.check(norm, iteration, learningRate, files);
		if (norm > settings.gradientClip()) gradients.scale(settings.gradientClip() / norm);
	}

	/** @return whether the model is validated after this iteration */
	private boolean isTurn(final int iteration) {
		return validation != null && (iteration == settings.iterations() ||
			settings.validateEvery() > 0 && iteration % settings.validateEvery() == 0);
	}

	/** A failing validation must not lose the trained model. */
	private UserException kept(final UserException failure) {
		if (Double.isNaN(checkpoints.bestMap())) checkpoints.writeModel(trained, lastRate());
		checkpoint();
		return new UserException("validation: " + failure.getMessage() + " The training up to iteration " +
			checkpoints.iteration() + " is saved in " + files.last().getFileName() + " and " +
			files.model().getFileName() + "; then resume it (resume=true).", failure);
	}

	/** @return mean average precision; NaN if the user canceled meanwhile */
	private double validate(final int iteration) {
		final Map<String, List<Detection>> found = validation.detect();
		if (filled != null) fill(filled); // the engine has detected in the meantime
		final ValidationScore score = validation.score(found);
		if (score == null) return Double.NaN;
		stopping.validated(score.map());
		checkpoints.validated(trained, iteration, score, rate.at(iteration));
		listeners.forEach(l -> l.detected(iteration, validation.dataset(), found));
		return score.map();
	}

	/** A validation that was canceled before resuming is done first, as in an uninterrupted run. */
	private void catchUp() {
		if (!checkpoints.isValidationDue() || validation == null) return;
		final int iteration = checkpoints.iteration();
		final double map;
		try {
			map = validate(iteration);
		}
		catch (final UserException e) {
			throw kept(e);
		}
		if (Double.isNaN(map)) return;
		checkpoints.done(iteration, false);
		log.setLastMap(iteration, map);
		listeners.forEach(l -> l.validated(iteration, map));
	}

	private void report(final int iteration, final LossSums sums, final double map, final double trainingSeconds,
		final double otherSeconds)
	{
		pace.add(trainingSeconds, otherSeconds);
		final double n = sums.normalizer(), learningRate = rate.at(iteration);
		final double imagesPerSecond = pace.iterationsPerSecond() * settings.imagesPerIteration();
		log.add(new TrainingLog.Row(iteration, sums.loss(), sums.localization() / n, sums.confidence() / n,
			learningRate, map, imagesPerSecond));
		final TrainingProgress progress = new TrainingProgress(iteration, settings.iterations(), sums.loss(),
			sums.localization() / n, sums.confidence() / n, learningRate, imagesPerSecond,
			pace.secondsFor(settings.iterations() - iteration), clock.shares());
		listeners.forEach(l -> l.iteration(progress));
		if (!Double.isNaN(map)) listeners.forEach(l -> l.validated(iteration, map));
	}

	private static double seconds(final long begin, final long end) {
		return (end - begin) / 1e9;
	}

	@Override
	public void close() {
		batches.close();
		loading.shutdownNow();
		computing.shutdownNow();
		try {
			log.close();
		}
		finally {
			if (validation != null) validation.close();
			trained.close();
		}
	}
}
