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
package sc.fiji.ssd.detect.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.detect.Detection;

/**
 * Links detections of neighbouring planes of a stack into objects of three dimensions,
 * so that an object that shows in many planes is counted once.
 * <p>
 * From plane to plane, boxes of one class are linked that overlap by at least
 * {@link Settings#overlap()} (IoU), the pairs of largest overlap first; each box belongs
 * to one object. An object may be missing in up to {@link Settings#gap()} planes on end.
 * Objects in fewer than {@link Settings#planes()} planes are left out.
 * </p>
 */
public final class PlaneLinking {

	/**
	 * The conditions for linking boxes.
	 *
	 * @param overlap least IoU of the boxes in two planes
	 * @param gap largest number of consecutive planes without the object
	 * @param planes fewest planes that an object shows in
	 */
	public record Settings(double overlap, int gap, int planes) {

		/** IoU 0.3, one missing plane, objects of one plane count. */
		public static final Settings DEFAULT = new Settings(0.3, 1, 1);
	}

	/**
	 * An object of three dimensions.
	 *
	 * @param className its class
	 * @param score the highest of its detections
	 * @param box that encloses all its boxes
	 * @param first plane it shows in, 0-based
	 * @param last plane it shows in, 0-based
	 * @param detections how many planes it was found in
	 */
	public record Volume(String className, double score, Box box, int first, int last, int detections) {}

	private final Settings settings;
	private final List<Track> open = new ArrayList<>();
	private final List<Track> all = new ArrayList<>();

	/** An object that grows plane by plane. */
	private static final class Track {

		private final String className;
		private final int first;
		private Box last, bounds;
		private double score;
		private int plane, count;

		private Track(final Detection detection, final int plane) {
			className = detection.className();
			first = plane;
			bounds = detection.box();
			add(detection, plane);
		}

		private void add(final Detection detection, final int at) {
			final Box box = detection.box();
			last = box;
			bounds = bounds.union(box);
			score = Math.max(score, detection.score());
			plane = at;
			count++;
		}

		private Volume volume() {
			return new Volume(className, score, bounds, first, plane, count);
		}
	}

	private record Pair(Track track, int detection, double overlap) {}

	private PlaneLinking(final Settings settings) {
		this.settings = settings;
	}

	/**
	 * @param planes detections of each plane, in the order of z
	 * @param settings when boxes are linked
	 * @return the objects, by first plane, then by the order of the detections
	 */
	public static List<Volume> link(final List<List<Detection>> planes, final Settings settings) {
		final PlaneLinking linking = new PlaneLinking(settings);
		for (int z = 0; z < planes.size(); z++)
			linking.plane(planes.get(z), z);
		return linking.all.stream().filter(track -> track.count >= settings.planes).map(Track::volume).toList();
	}

	private void plane(final List<Detection> detections, final int z) {
		open.removeIf(track -> z - track.plane > settings.gap + 1);
		final List<Pair> pairs = new ArrayList<>();
		for (final Track track : open)
			for (int i = 0; i < detections.size(); i++) {
				if (!track.className.equals(detections.get(i).className())) continue;
				final double overlap = track.last.iou(detections.get(i).box());
				if (overlap >= settings.overlap) pairs.add(new Pair(track, i, overlap));
			}
		pairs.sort(Comparator.comparingDouble(Pair::overlap).reversed()); // stable: ties keep their order
		final boolean[] linked = new boolean[detections.size()];
		for (final Pair pair : pairs) {
			if (linked[pair.detection] || pair.track.plane == z) continue;
			linked[pair.detection] = true;
			pair.track.add(detections.get(pair.detection), z);
		}
		for (int i = 0; i < linked.length; i++) {
			if (linked[i]) continue;
			final Track track = new Track(detections.get(i), z);
			open.add(track);
			all.add(track);
		}
	}
}
