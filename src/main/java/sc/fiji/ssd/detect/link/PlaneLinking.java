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
import java.util.function.ToDoubleBiFunction;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.detect.Detection;

/**
 * Links detections of neighbouring planes of a stack into objects of three dimensions,
 * so that an object that shows in many planes is counted once.
 * <p> From plane to plane, boxes of one class are linked that overlap by at least {@link Settings#overlap()} (IoU), the
 * pairs of largest overlap first; each box belongs to one object. Remaining boxes are linked if one lies in the other
 * by at least {@link Settings#inside()} of its area, since round objects are much smaller near their ends. An object
 * may be missing in up to {@link Settings#gap()} planes on end. Objects in fewer than {@link Settings#planes()} planes
 * are left out.
 * </p>
 */
public final class PlaneLinking {

	/**
	 * The conditions for linking boxes.
	 *
	 * @param overlap least IoU of the boxes in two planes
	 * @param inside least part of the smaller box inside the larger one, where the IoU is too small
	 * @param gap largest number of consecutive planes without the object
	 * @param planes fewest planes that an object shows in
	 */
	public record Settings(double overlap, double inside, int gap, int planes) {

		/** IoU 0.3, 80 % inside, one missing plane, objects of one plane count. */
		public static final Settings DEFAULT = new Settings(0.3, 0.8, 1, 1);
	}

	/**
	 * An object of three dimensions.
	 *
	 * @param className its class
	 * @param score the highest of its detections
	 * @param box that encloses all its boxes
	 * @param first plane it shows in, 0-based
	 * @param last plane it shows in, 0-based
	 * @param members its detections, by plane; one in each plane that it was found in
	 */
	public record Volume(String className, double score, Box box, int first, int last, List<Member> members) {

		/** @return how many planes it was found in */
		public int detections() {
			return members.size();
		}
	}

	/**
	 * A detection of an object.
	 *
	 * @param plane it was found in, 0-based
	 * @param detection its place in the list of that plane, 0-based
	 */
	public record Member(int plane, int detection) {}

	private final Settings settings;
	private final List<Track> open = new ArrayList<>();
	private final List<Track> all = new ArrayList<>();

	/** An object that grows plane by plane. */
	private static final class Track {

		private final String className;
		private final int first;
		private Box last, bounds;
		private double score;
		private final List<Member> members = new ArrayList<>();
		private int plane;

		private Track(final Detection detection, final int plane, final int place) {
			className = detection.className();
			first = plane;
			bounds = detection.box();
			add(detection, plane, place);
		}

		private void add(final Detection detection, final int at, final int place) {
			final Box box = detection.box();
			last = box;
			bounds = bounds.union(box);
			score = Math.max(score, detection.score());
			plane = at;
			members.add(new Member(at, place));
		}

		private Volume volume() {
			return new Volume(className, score, bounds, first, plane, List.copyOf(members));
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
		return linking.all.stream().filter(track -> track.members.size() >= settings.planes).map(Track::volume).toList();
	}

	/** Links tracks and detections that have no partner in this plane yet, best pairs first. */
	private void pairUp(final List<Detection> detections, final int z, final boolean[] linked,
		final ToDoubleBiFunction<Box, Box> overlap, final double least)
	{
		final List<Pair> pairs = new ArrayList<>();
		for (final Track track : open)
			for (int i = 0; i < linked.length && track.plane < z; i++) {
				if (linked[i] || !track.className.equals(detections.get(i).className())) continue;
				final double value = overlap.applyAsDouble(track.last, detections.get(i).box());
				if (value >= least) pairs.add(new Pair(track, i, value));
			}
		pairs.sort(Comparator.comparingDouble(Pair::overlap).reversed()); // stable: ties keep their order
		for (final Pair pair : pairs) {
			if (linked[pair.detection] || pair.track.plane == z) continue;
			linked[pair.detection] = true;
			pair.track.add(detections.get(pair.detection), z, pair.detection);
		}
	}

	/** The part of the smaller box that lies in the larger one. */
	private static double inside(final Box a, final Box b) {
		final double smaller = Math.min(a.area(), b.area());
		return smaller > 0 ? a.intersect(b).area() / smaller : 0;
	}

	private void plane(final List<Detection> detections, final int z) {
		open.removeIf(track -> z - track.plane > settings.gap + 1);
		final boolean[] linked = new boolean[detections.size()];
		pairUp(detections, z, linked, Box::iou, settings.overlap);
		pairUp(detections, z, linked, PlaneLinking::inside, settings.inside);
		for (int i = 0; i < linked.length; i++) {
			if (linked[i]) continue;
			final Track track = new Track(detections.get(i), z, i);
			open.add(track);
			all.add(track);
		}
	}
}
