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

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.image.PixelArea;
import sc.fiji.ssd.model.SsdModel;

/** Times the way from images that are prepared to boxes, batch after batch, on all workers of an engine. */
public final class DetectionTimes {

	/** Batches before the clock starts, if they take no longer than the measurement. */
	private static final int WARM_UP = 20;

	private DetectionTimes() {}

	/**
	 * @param model that detects
	 * @param engine with its weights
	 * @param seconds to measure
	 * @return milliseconds of a batch, the mean
	 */
	public static double milliseconds(final SsdModel model, final NetworkEngine engine, final double seconds)
		throws InterruptedException, ExecutionException
	{
		final Detector detector = new Detector(model, engine, DetectionSettings.PAPER);
		final List<Detector.Prepared> batch = batch(model.architecture().inputSize(), detector.batchSize());
		try (DetectionWorkers workers = new DetectionWorkers(detector)) {
			final Deque<Future<?>> open = new ArrayDeque<>();
			final long begin = System.nanoTime();
			long start = 0;
			for (int done = 0, before = 0;; done++) {
				while (open.size() <= detector.workers().size())
					open.add(workers.start(batch));
				open.remove().get();
				final long now = System.nanoTime();
				if (start == 0) {
					if (done + 1 < WARM_UP && now - begin < 1e9 * seconds) continue;
					start = now;
					before = done;
				}
				final double taken = (now - start) / 1e6;
				if (done > before && taken > 1000 * seconds) return taken / (done - before);
			}
		}
	}

	private static List<Detector.Prepared> batch(final int size, final int images) {
		final Random random = new Random(0);
		final List<Detector.Prepared> batch = new ArrayList<>();
		for (int i = 0; i < images; i++) {
			final float[] input = new float[3 * size * size];
			for (int k = 0; k < input.length; k++)
				input[k] = (float) random.nextGaussian();
			batch.add(new Detector.Prepared(input, size, size, 0, new PixelArea(0, 0, size, size)));
		}
		return batch;
	}
}
