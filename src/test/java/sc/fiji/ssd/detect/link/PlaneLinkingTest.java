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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.detect.Detection;

/** Objects of stacks are counted once. */
class PlaneLinkingTest {

	private static Detection detection(final String className, final double x, final double y, final double size,
		final double score)
	{
		return new Detection(new Box(x, y, x + size, y + size), className.equals("a") ? 1 : 2, className, score);
	}

	@Test
	void twoHundredObjectsThroughThirtyPlanesAreLinkedIntoOneBoxEach() {
		final Random random = new Random(5);
		final int objects = 200, planes = 30;
		final List<List<Detection>> stack = new ArrayList<>();
		for (int z = 0; z < planes; z++)
			stack.add(new ArrayList<>());
		final List<List<Integer>> owners = new ArrayList<>(); // of each detection
		stack.forEach(plane -> owners.add(new ArrayList<>()));
		final double[][] truth = new double[objects][];
		for (int i = 0; i < objects; i++) { // spheres on a grid that touches, which drift, and are missed in a plane now and then
			final double x = i % 20 * 34 + random.nextDouble() * 6, y = i / 20 * 34 + random.nextDouble() * 6,
					radius = 10 + random.nextDouble() * 6, centre = 5 + random.nextDouble() * 20, depth = 4 + random.nextDouble() * 8;
			final String className = random.nextBoolean() ? "a" : "b";
			int first = -1, last = -1;
			for (int z = 0; z < planes; z++) {
				final double part = (z - centre) / depth;
				if (Math.abs(part) > 0.9) continue;
				final double r = radius * Math.sqrt(1 - part * part);
				final boolean missed = first >= 0 && last == z - 1 && random.nextInt(20) == 0 && Math.abs((z + 1 - centre) / depth) <= 0.9;
				if (missed) continue;
				if (first < 0) first = z;
				last = z;
				final double drift = 0.3 * z + random.nextGaussian() * 0.5;
				owners.get(z).add(i);
				stack.get(z).add(detection(className, x + 17 - r + drift, y + 17 - r, 2 * r, 0.5 + random.nextDouble() / 2));
			}
			truth[i] = new double[] { first, last };
		}
		final List<PlaneLinking.Volume> found = PlaneLinking.link(stack, PlaneLinking.Settings.DEFAULT);
		int whole = 0;
		final Map<Integer, Integer> pieces = new HashMap<>();
		int mixed = 0;
		for (final PlaneLinking.Volume volume : found) {
			final Set<Integer> ids = volume.members().stream().map(m -> owners.get(m.plane()).get(m.detection())).collect(Collectors.toSet());
			if (ids.size() > 1) mixed++;
			ids.forEach(id -> pieces.merge(id, 1, Integer::sum));
			final double[] box = truth[ids.iterator().next()];
			if (ids.size() == 1 && pieces.get(ids.iterator().next()) == 1 && volume.first() == box[0] && volume.last() == box[1]) whole++;
		}
		assertTrue(whole >= 0.95 * objects, whole + " of " + objects);
		assertEquals(objects, pieces.size(), "objects that are in no box");
		assertEquals(0, mixed, "boxes of several objects");
		assertEquals(Set.of(1), Set.copyOf(pieces.values()), "objects that were counted twice");
		assertEquals(stack.stream().mapToInt(List::size).sum(), found.stream().mapToInt(PlaneLinking.Volume::detections).sum(),
			"every detection belongs to one object");
	}

	/** The first detection of each plane. */
	private static List<PlaneLinking.Member> members(final int... planes) {
		return Arrays.stream(planes).mapToObj(plane -> new PlaneLinking.Member(plane, 0)).toList();
	}

	@Test
	void classesGapsAndOverlapsCount() {
		final List<List<Detection>> planes = List.of(List.of(detection("a", 0, 0, 10, 0.6), detection("b", 0, 0, 10, 0.5)),
			List.of(detection("a", 1, 0, 10, 0.9)), List.of(), List.of(detection("a", 1, 1, 10, 0.7)), List.of(), List.of(),
			List.of(detection("a", 1, 1, 10, 0.4)));
		final List<PlaneLinking.Volume> found = PlaneLinking.link(planes, PlaneLinking.Settings.DEFAULT);
		assertEquals(List.of(new PlaneLinking.Volume("a", 0.9, new Box(0, 0, 11, 11), 0, 3, members(0, 1, 3)),
			new PlaneLinking.Volume("b", 0.5, new Box(0, 0, 10, 10), 0, 0, List.of(new PlaneLinking.Member(0, 1))), new PlaneLinking.Volume("a", 0.4, new Box(1, 1, 11, 11), 6, 6, members(6))),
			found);
		assertEquals(1, PlaneLinking.link(planes, new PlaneLinking.Settings(0.3, 0.8, 1, 2)).size());
		assertEquals(3, PlaneLinking.link(planes.subList(0, 3), new PlaneLinking.Settings(0.95, 0.95, 1, 1)).size());
	}
}
