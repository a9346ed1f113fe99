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
package sc.fiji.ssd.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;

/**
 * How sure a mean average precision is: the 95 % interval of its bootstrap (Efron, 1979). The
 * images are drawn anew with replacement, as many as there are, and scored, 200 times with a
 * fixed seed; the interval is from the 2.5th to the 97.5th percentile of these scores.
 *
 * @param low lower end, 0 to 1; NaN if nothing can be scored
 * @param high upper end, 0 to 1
 */
public record BootstrapInterval(double low, double high) {

	private static final int DRAWS = 200;
	private static final double TAIL = 0.025;

	/**
	 * @param truth the annotated images
	 * @param detections by {@link AnnotatedImage#name()}; an image without an entry has none
	 * @return the interval of the mean average precision (voc2012)
	 */
	public static BootstrapInterval of(final Dataset truth, final Map<String, List<Detection>> detections) {
		final List<AnnotatedImage> images = truth.images();
		final List<List<VocMetric.OfImage>> classes = new ArrayList<>();
		for (final String name : classes(truth))
			classes.add(images.stream()
				.map(image -> VocMetric.judge(ClassImages.ofImage(name, image,
					detections.getOrDefault(image.name(), List.of()))))
				.toList());
		final SplittableRandom random = new SplittableRandom(1);
		final double[] scores = new double[DRAWS];
		for (int draw = 0; draw < DRAWS; draw++) {
			final int[] drawn = random.ints(images.size(), 0, images.size()).toArray();
			scores[draw] = classes.stream().mapToDouble(of -> VocMetric.averagePrecision(of, drawn))
				.filter(ap -> !Double.isNaN(ap)).average().orElse(Double.NaN);
		}
		final double[] known = Arrays.stream(scores).filter(score -> !Double.isNaN(score)).sorted().toArray();
		if (known.length == 0) return new BootstrapInterval(Double.NaN, Double.NaN);
		final int skipped = (int) (TAIL * known.length);
		return new BootstrapInterval(known[skipped], known[known.length - 1 - skipped]);
	}

	private static Set<String> classes(final Dataset truth) {
		final Set<String> classes = new LinkedHashSet<>(truth.classNames());
		for (final AnnotatedImage image : truth.images())
			for (final GroundTruth object : image.objects())
				classes.add(object.className());
		return classes;
	}
}
