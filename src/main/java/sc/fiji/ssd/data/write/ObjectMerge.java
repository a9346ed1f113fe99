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
package sc.fiji.ssd.data.write;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotationFolder;
import sc.fiji.ssd.data.GroundTruth;

/**
 * Adds objects to an image that has some. What is given and what is there is the same object if the class is equal and
 * the boxes overlap by half or more (IoU), best pairs first; its box is then the one given. Otherwise, an existing box
 * that is the same to a hundredth of a pixel takes the given class. What is left of those given is added; what is left
 * of those there stays.
 */
final class ObjectMerge {

	private static final double SAME_OBJECT = 0.5, SAME_BOX = 0.01;

	/** Boxes as near as this are as they were; below the rounding of all formats. */
	private static final double UNCHANGED = 1e-3;

	private final List<GroundTruth> there, given;
	private final boolean[] thereDone, givenDone;
	private final List<AnnotationStore.Entry> entries = new ArrayList<>();
	private int changed;

	private record Pair(int there, int given, double iou) {}

	/** @param there null for what is not a box */
	ObjectMerge(final List<GroundTruth> there, final List<GroundTruth> given) {
		this.there = there;
		this.given = given;
		thereDone = new boolean[there.size()];
		givenDone = new boolean[given.size()];
		sameClass();
		sameBox();
	}

	private void sameClass() {
		final List<Pair> pairs = new ArrayList<>();
		for (int i = 0; i < there.size(); i++)
			for (int j = 0; j < given.size(); j++) {
				if (there.get(i) == null || !there.get(i).className().equals(given.get(j).className())) continue;
				final double iou = there.get(i).box().iou(given.get(j).box());
				if (iou >= SAME_OBJECT) pairs.add(new Pair(i, j, iou));
			}
		pairs.sort(Comparator.comparingDouble(Pair::iou).reversed());
		for (final Pair pair : pairs)
			if (!thereDone[pair.there] && !givenDone[pair.given])
				take(pair.there, pair.given, !isNear(there.get(pair.there).box(), given.get(pair.given).box(), UNCHANGED));
	}

	private void sameBox() {
		for (int i = 0; i < there.size(); i++)
			for (int j = 0; j < given.size() && !thereDone[i]; j++)
				if (there.get(i) != null && !givenDone[j] && isNear(there.get(i).box(), given.get(j).box(), SAME_BOX))
					take(i, j, true);
	}

	private void take(final int i, final int j, final boolean isChanged) {
		final GroundTruth old = there.get(i), now = given.get(j);
		thereDone[i] = givenDone[j] = true;
		if (isChanged) changed++;
		entries.add(new AnnotationStore.Entry(
			new GroundTruth(now.box(), now.className(), old.difficult() || now.difficult(), old.crowd() || now.crowd()), i,
			isChanged));
	}

	private static boolean isNear(final Box a, final Box b, final double distance) {
		return Math.abs(a.xMin() - b.xMin()) <= distance && Math.abs(a.yMin() - b.yMin()) <= distance &&
			Math.abs(a.xMax() - b.xMax()) <= distance && Math.abs(a.yMax() - b.yMax()) <= distance;
	}

	/** @return the objects to write: those that were found there, and the new ones */
	List<AnnotationStore.Entry> entries() {
		final List<AnnotationStore.Entry> all = new ArrayList<>(entries);
		for (int j = 0; j < given.size(); j++)
			if (!givenDone[j]) all.add(AnnotationStore.Entry.added(given.get(j)));
		return all;
	}

	AnnotationFolder.Merged result() {
		final List<String> kept = new ArrayList<>();
		for (int i = 0; i < there.size(); i++) {
			if (thereDone[i] || there.get(i) == null) continue;
			final Box box = there.get(i).box();
			kept.add(there.get(i).className() + " (" + box.xMin() + ", " + box.yMin() + ", " + box.xMax() + ", " +
				box.yMax() + ")");
		}
		int added = 0;
		for (final boolean done : givenDone)
			if (!done) added++;
		return new AnnotationFolder.Merged(added, changed, kept);
	}
}
