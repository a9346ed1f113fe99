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
package sc.fiji.ssd.evaluate.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import sc.fiji.ssd.evaluate.Evaluation;
import sc.fiji.ssd.evaluate.Evaluator;
import sc.fiji.ssd.evaluate.MetricSet;
import sc.fiji.ssd.evaluate.Bootstrap;

/**
 * Several detectors on one dataset, by one metric. The differences are those of
 * paired draws: each draw takes the same images for all detectors, so that what
 * makes images easy or hard for all of them does not widen the interval.
 *
 * @param metric one of {@link Evaluator#METRICS}
 * @param draws of the bootstrap
 * @param candidates in the order they were given
 * @param differences of each pair, the later one minus the earlier one
 */
public record Comparison(String metric, int draws, List<Candidate> candidates, List<Difference> differences) {

	/**
	 * One detector.
	 *
	 * @param name for people
	 * @param evaluation its figures
	 * @param interval 95 % interval of its mAP
	 */
	public record Candidate(String name, Evaluation evaluation, Bootstrap.Interval interval) {}

	/**
	 * Two detectors.
	 *
	 * @param first index of the earlier one
	 * @param second index of the later one
	 * @param value mAP of the second minus that of the first
	 * @param interval 95 % interval of the difference
	 */
	public record Difference(int first, int second, double value, Bootstrap.Interval interval) {

		/** @return whether the interval does not hold 0 */
		public boolean isClear() {
			return interval.excludesZero();
		}
	}

	/**
	 * @param metric one of {@link Evaluator#METRICS}
	 * @param names of the detectors
	 * @param metrics of the detectors, all on the same dataset
	 * @param draws of the bootstrap, such as 1000
	 * @param seed of the draws
	 * @return the comparison
	 */
	public static Comparison of(final String metric, final List<String> names, final List<MetricSet> metrics,
		final int draws, final long seed)
	{
		final Bootstrap bootstrap = new Bootstrap(metrics.get(0).table().images().size(), draws, seed);
		final List<Candidate> candidates = new ArrayList<>();
		final List<double[]> values = new ArrayList<>();
		for (int i = 0; i < names.size(); i++) {
			final MetricSet m = metrics.get(i);
			values.add(metric.equals(Evaluator.COCO)
				? bootstrap.coco(m.table(), m.coco())
				: bootstrap.voc(m.table(), m.voc(), metric.equals(Evaluator.VOC2007)));
			candidates.add(new Candidate(names.get(i), m.evaluation(metric), Bootstrap.Interval.of(values.get(i))));
		}
		final List<Difference> differences = new ArrayList<>();
		for (int a = 0; a < names.size(); a++)
			for (int b = a + 1; b < names.size(); b++) {
				final double[] first = values.get(a), second = values.get(b);
				differences.add(new Difference(a, b,
					candidates.get(b).evaluation().map() - candidates.get(a).evaluation().map(), Bootstrap.Interval
						.of(IntStream.range(0, draws).mapToDouble(i -> second[i] - first[i]).toArray())));
			}
		return new Comparison(metric, draws, List.copyOf(candidates), List.copyOf(differences));
	}
}
