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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import sc.fiji.ssd.box.Box;

/**
 * Averages what was found in several views of one picture. Boxes of one class that overlap, at most one from each view,
 * are one object. Its score is the sum of theirs divided by the number of views, so a view that did not find it counts
 * as 0; its box is their mean, weighted by the scores (Solovyev et al., Image and Vision Computing 2021). Afterwards
 * boxes are suppressed and reported as in a single view.
 */
final class ViewAverage {

	private record Seen(int view, Detection detection) {}

	/** The boxes of one object; the first has the highest score. */
	private static final class Group {

		private final List<Seen> members = new ArrayList<>();

		private Group(final Seen first) {
			members.add(first);
		}

		private Detection first() {
			return members.get(0).detection;
		}

		/** @return the IoU with the first; -1 if this view has a box here, or for another class */
		private double fit(final Seen other) {
			if (other.detection.classIndex() != first().classIndex()) return -1;
			if (members.stream().anyMatch(member -> member.view == other.view)) return -1;
			return first().box().iou(other.detection.box());
		}

		private Detection average(final int views) {
			double sum = 0, xMin = 0, yMin = 0, xMax = 0, yMax = 0;
			for (final Seen member : members) {
				final double score = member.detection.score();
				final Box box = member.detection.box();
				sum += score;
				xMin += score * box.xMin();
				yMin += score * box.yMin();
				xMax += score * box.xMax();
				yMax += score * box.yMax();
			}
			return new Detection(new Box(xMin / sum, yMin / sum, xMax / sum, yMax / sum), first().classIndex(),
				first().className(), sum / views);
		}
	}

	private ViewAverage() {}

	/**
	 * @param views what was found in each, in pixels of the image
	 * @param settings what is reported
	 * @return the detections, in descending order of score, then class
	 */
	static List<Detection> of(final List<List<Detection>> views, final DetectionSettings settings) {
		final List<Seen> all = new ArrayList<>();
		for (int view = 0; view < views.size(); view++)
			for (final Detection d : views.get(view))
				if (d.score() > 0) all.add(new Seen(view, d));
		all.sort(Comparator.comparing(Seen::detection, Detection.BEST_FIRST).thenComparingInt(Seen::view));
		final List<Group> groups = new ArrayList<>();
		for (final Seen next : all)
			join(groups, next, settings.overlap());
		final List<Detection> averages = new ArrayList<>(groups.stream().map(group -> group.average(views.size()))
			.filter(d -> d.score() > settings.scoreOf(d.classIndex())).sorted(Detection.BEST_FIRST).toList());
		return suppressed(averages, settings);
	}

	private static void join(final List<Group> groups, final Seen next, final double overlap) {
		Group best = null;
		double fit = overlap;
		for (final Group group : groups) {
			final double of = group.fit(next);
			if (of <= fit) continue;
			best = group;
			fit = of;
		}
		if (best == null) groups.add(new Group(next));
		else best.members.add(next);
	}

	private static List<Detection> suppressed(final List<Detection> sorted, final DetectionSettings settings) {
		final List<Detection> kept = new ArrayList<>();
		for (final Detection next : sorted) {
			if (kept.size() == settings.maxDetections()) break;
			if (kept.stream().noneMatch(d -> d.classIndex() == next.classIndex() && d.box().iou(next.box()) > settings.overlap()))
				kept.add(next);
		}
		return kept;
	}
}
