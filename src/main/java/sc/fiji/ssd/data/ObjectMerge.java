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
package sc.fiji.ssd.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import sc.fiji.ssd.box.Box;

/**
 * Adds objects to an image that already has some. A given and an existing object are the same if the class is equal and
 * the boxes overlap by half or more (IoU), best pairs first; its box is then the one given. Otherwise, an existing box
 * that is the same to a hundredth of a pixel takes the given class. Remaining given objects are added, and remaining
 * existing ones stay.
 */
public final class ObjectMerge {

	private static final double SAME_OBJECT = 0.5, SAME_BOX = 0.01;

	/** Boxes that differ by less than this are unchanged; it is below the rounding of all formats. */
	private static final double UNCHANGED = 1e-3;

	private final List<GroundTruth> there, given;
	private final boolean[] thereDone, givenDone;
	private final List<ObjectEntry> entries = new ArrayList<>();
	private int changed;

	private record Pair(int there, int given, double iou) {}

	/**
	 * @param there the existing objects; null for one that is not a box
	 * @param given the objects to add
	 * @param exactFirst whether objects of the same class and box are matched before all others
	 */
	public ObjectMerge(final List<GroundTruth> there, final List<GroundTruth> given, final boolean exactFirst) {
		this.there = there;
		this.given = given;
		thereDone = new boolean[there.size()];
		givenDone = new boolean[given.size()];
		if (exactFirst) sameBox(true);
		sameClass();
		sameBox(false);
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

	private void sameBox(final boolean sameClass) {
		for (int i = 0; i < there.size(); i++)
			for (int j = 0; j < given.size() && !thereDone[i]; j++) {
				if (there.get(i) == null || givenDone[j] || !isNear(there.get(i).box(), given.get(j).box(), SAME_BOX)) continue;
				final boolean same = there.get(i).className().equals(given.get(j).className());
				if (same || !sameClass) take(i, j, !sameClass);
			}
	}

	private void take(final int i, final int j, final boolean isChanged) {
		final GroundTruth old = there.get(i), now = given.get(j);
		thereDone[i] = givenDone[j] = true;
		if (isChanged) changed++;
		entries.add(new ObjectEntry(
			new GroundTruth(now.box(), now.className(), old.difficult() || now.difficult(), old.crowd() || now.crowd()), i,
			isChanged));
	}

	private static boolean isNear(final Box a, final Box b, final double distance) {
		return Math.abs(a.xMin() - b.xMin()) <= distance && Math.abs(a.yMin() - b.yMin()) <= distance &&
			Math.abs(a.xMax() - b.xMax()) <= distance && Math.abs(a.yMax() - b.yMax()) <= distance;
	}

	/** @return the objects to write: those that were found there, and the new ones */
	public List<ObjectEntry> entries() {
		final List<ObjectEntry> all = new ArrayList<>(entries);
		for (int j = 0; j < given.size(); j++)
			if (!givenDone[j]) all.add(ObjectEntry.added(given.get(j)));
		return all;
	}

	/** @return the places of the existing objects that none of the given is */
	public List<Integer> unmatched() {
		return IntStream.range(0, there.size()).filter(i -> !thereDone[i] && there.get(i) != null).boxed().toList();
	}

	/** @return what became of the objects */
	public AnnotationFolder.Merged result() {
		final List<String> kept = new ArrayList<>();
		for (final int i : unmatched()) {
			final Box box = there.get(i).box();
			kept.add(there.get(i).className() + " (" + box.xMin() + ", " + box.yMin() + ", " + box.xMax() + ", " +
				box.yMax() + ")");
		}
		return new AnnotationFolder.Merged(entries().size() - entries.size(), changed, kept);
	}
}
