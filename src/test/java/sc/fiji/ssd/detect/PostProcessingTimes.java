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
import java.util.List;
import java.util.Random;

import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.model.Decoding;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;

/** Times the way from predictions to boxes. */
public final class PostProcessingTimes {

	/** One in this number of a trained model's boxes is not certain to be background. */
	private static final int ONE_IN = 100;

	private PostProcessingTimes() {}

	/**
	 * @param preset whose default boxes are used
	 * @param classes background included
	 * @param trained whether nearly all boxes are background for sure, as trained models say; otherwise all logits are
	 * random
	 * @param score threshold; the overlap is 0.45 and at most 200 boxes are kept
	 * @param seconds to measure
	 * @return milliseconds of the median image
	 */
	public static double milliseconds(final String preset, final int classes, final boolean trained, final double score,
		final double seconds)
	{
		final SsdArchitecture architecture = Presets.load(preset);
		final int boxes = architecture.priors().size();
		final Random random = new Random(0);
		final FloatBuffer locations = FloatBuffer.allocate(4 * boxes), logits = FloatBuffer.allocate(classes * boxes);
		for (int i = 0; i < locations.limit(); i++)
			locations.put(i, (float) random.nextGaussian());
		for (int box = 0; box < boxes; box++) {
			final boolean object = trained && random.nextInt(ONE_IN) == 0;
			final int chosen = 1 + random.nextInt(classes - 1);
			for (int c = 0; c < classes; c++)
				logits.put(box * classes + c, (float) (random.nextGaussian() +
					(!trained ? 0 : c == 0 ? (object ? 4 : 10) : object && c == chosen ? 4 : 0)));
		}
		final PostProcessing processing = new PostProcessing(architecture.priors(), new BoxCoder(0.1, 0.2),
			Decoding.CAFFE, classes, new DetectionSettings(score, 0.45, 200));
		final List<Double> times = new ArrayList<>();
		final long begin = System.nanoTime(), end = begin + (long) (seconds * 1e9);
		while (System.nanoTime() < end) {
			final long start = System.nanoTime();
			if (processing.process(locations, logits, 0).isEmpty()) throw new AssertionError("Nothing was found");
			// code is compiled during the first half
			if (start - begin > seconds * 5e8) times.add((System.nanoTime() - start) / 1e6);
		}
		times.sort(null);
		return times.get(times.size() / 2);
	}
}
