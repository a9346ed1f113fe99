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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

import sc.fiji.ssd.image.InputTensor;
import sc.fiji.ssd.image.PixelArea;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Sampling;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.augment.SampleRandom;
import sc.fiji.ssd.train.augment.StoredPicture;
import sc.fiji.ssd.train.images.ImageOrder;
import sc.fiji.ssd.train.images.PictureSource;
import sc.fiji.ssd.train.images.TrainingImage;
import sc.fiji.ssd.train.images.TrainingTiles;
import sc.fiji.ssd.train.loss.MultiBoxLoss;
import sc.fiji.ssd.train.loss.Parallel;
import sc.fiji.ssd.train.progress.PhaseTimer;

/**
 * Makes the batches of a training ahead of time. The content of a batch depends only on the seed and its position; the
 * queue holds no more than a few batches.
 */
final class BatchLoader implements AutoCloseable {

	/** Batches made ahead: one that is ready and one in the making. */
	private static final int AHEAD = 2;

	private record Sample(float[] input, MultiBoxLoss.MatchedImage image) {}

	private final List<TrainingImage> images;
	private final PictureSource pictures;
	private final Augmentation augmentation;
	private final TrainingTiles tiles;
	private final Preprocessing preprocessing;
	private final int inputSize;
	private final TrainingSettings settings;
	private final ImageOrder order;
	private final ExecutorService executor;
	private final MultiBoxLoss loss;
	private final PhaseTimer clock;
	private final Queue<List<Future<Sample>>> queue = new ArrayDeque<>();
	private final long end;
	private long next;

	/**
	 * @param images to train on
	 * @param pictures reads them
	 * @param model its preprocessing, the network's input, and whether samples
	 *          are tiles
	 * @param settings of the training
	 * @param firstIteration whose batches come first, 1-based
	 * @param loss matches objects and default boxes
	 * @param executor does the work
	 * @param clock hears how long it took
	 */
	BatchLoader(final List<TrainingImage> images, final PictureSource pictures, final SsdModel model,
		final TrainingSettings settings, final int firstIteration, final MultiBoxLoss loss,
		final ExecutorService executor, final PhaseTimer clock)
	{
		this.images = images;
		this.pictures = pictures;
		preprocessing = model.preprocessing();
		inputSize = model.architecture().inputSize();
		this.settings = settings;
		this.loss = loss;
		this.executor = executor;
		this.clock = clock;
		augmentation = new Augmentation(settings.augmentation(), preprocessing, inputSize);
		final Sampling sampling = model.sampling();
		tiles = sampling == null || !sampling.tiles()
			? null
			: new TrainingTiles(sampling.width(), sampling.height(), settings.emptyAsNegatives());
		order = new ImageOrder(images.size(), settings.seed());
		next = (long) (firstIteration - 1) * settings.imagesPerIteration();
		end = (long) settings.iterations() * settings.imagesPerIteration();
	}

	/**
	 * @return the next batch; an iteration has as many as are accumulated
	 * @throws sc.fiji.ssd.io.UserException if one of its images cannot be used
	 */
	Batch next() {
		while (queue.size() < AHEAD && next < end)
			enqueue();
		final List<float[]> inputs = new ArrayList<>();
		final List<MultiBoxLoss.MatchedImage> matched = new ArrayList<>();
		for (final Future<Sample> future : queue.remove()) {
			final Sample sample = Parallel.await(future);
			inputs.add(sample.input);
			matched.add(sample.image);
		}
		if (next < end) enqueue();
		return new Batch(inputs, matched);
	}

	/** @return whether {@link #next()} neither waits nor fails */
	boolean isReady() {
		final List<Future<Sample>> first = queue.peek();
		return first != null && first.stream().allMatch(BatchLoader::isMade);
	}

	private static boolean isMade(final Future<Sample> sample) {
		if (!sample.isDone()) return false;
		try {
			Parallel.await(sample);
			return true;
		}
		catch (final RuntimeException | Error e) {
			return false; // next() says why
		}
	}

	private void enqueue() {
		final List<Future<Sample>> batch = new ArrayList<>();
		for (int i = 0; i < settings.batchSize(); i++) {
			final long sample = next++;
			final TrainingImage image = images.get(order.image(sample));
			batch.add(executor.submit(() -> load(image, sample)));
		}
		queue.add(batch);
	}

	private Sample load(final TrainingImage whole, final long sample) {
		final int perIteration = settings.imagesPerIteration();
		final SplittableRandom random = SampleRandom.of(settings.seed(), sample / perIteration + 1,
			sample % perIteration);
		final long start = System.nanoTime();
		final PixelArea tile = tiles == null ? null : tiles.draw(random, whole);
		final TrainingImage image = tile == null ? whole : TrainingTiles.objects(whole, tile);
		final StoredPicture picture = tile == null ? pictures.get(whole) : pictures.get(whole, tile);
		final long read = System.nanoTime();
		final Augmentation.Plan plan = augmentation.draw(random, picture.width(), picture.height(), image.boxes());
		final Augmentation.View view = augmentation.apply(plan, picture, image.boxes(), image.labels());
		final float[] input = new float[3 * inputSize * inputSize];
		InputTensor.write(view.picture(), preprocessing, FloatBuffer.wrap(input), 0);
		final Sample made = new Sample(input, loss.match(view.truths()));
		clock.loaded(start, read, System.nanoTime());
		return made;
	}

	/** Stops the work on batches that will not be requested. */
	@Override
	public void close() {
		for (final List<Future<Sample>> batch : queue)
			for (final Future<Sample> sample : batch)
				sample.cancel(false);
		queue.clear();
	}
}
