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
package sc.fiji.ssd.imagej.roi;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import ij.gui.ImageRoi;
import ij.gui.Roi;
import ij.gui.TextRoi;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.imagej.planes.StackShape;

/**
 * A ROI as an object of a dataset. What is wrong with one is said in one line; it is left out if it is not a rectangle,
 * has no name, lies outside its image or is not larger than a pixel, and cut off if it reaches outside.
 *
 * @param roi its location
 * @param source for messages
 * @param truth its box, inside the image, and its class
 */
record RoiObject(Roi roi, String source, GroundTruth truth) {

	/** Sides below this are slips of the mouse rather than objects; in pixels. */
	private static final double SLIP = 1;

	/** Sides below this are worth a look; in pixels. */
	private static final double TINY = 3;

	/** Edges as near as this are one box; in pixels. */
	private static final double SAME = 0.5;

	/** IoU from which two boxes are likely one object that was drawn twice; objects that differ overlap less. */
	private static final double ALIKE = 0.8;

	/** Coordinates this far outside are rounding, and cut off without a word; in pixels. */
	private static final double TOLERANCE = 1e-3;

	/** @return those of the ROIs that are objects, in their order */
	static List<RoiObject> of(final List<Roi> rois, final String image, final int width, final int height,
		final Consumer<String> warnings)
	{
		final List<RoiObject> objects = new ArrayList<>();
		for (int i = 0; i < rois.size(); i++) {
			final Roi roi = rois.get(i);
			if (RoiClass.isLegend(roi)) continue;
			final String source = image + ": ROI " + (i + 1) +
				(roi.getName() == null ? "" : " (" + oneLine(roi.getName()) + ")");
			final GroundTruth truth = truth(roi, source, width, height, warnings);
			if (truth != null) objects.add(new RoiObject(roi, source, truth));
		}
		return objects;
	}

	/**
	 * @param objects of a stack; those outside of it are on no plane
	 * @param shape of the stack
	 * @param image for messages
	 * @return those of each plane, the same box of the same class once
	 */
	static List<List<RoiObject>> byPlane(final List<RoiObject> objects, final StackShape shape, final String image,
		final Consumer<String> warnings)
	{
		final long everywhere = objects.stream().filter(object -> shape.isEverywhere(object.roi)).count();
		if (everywhere > 0)
			warnings.accept(image + ": " + everywhere + (everywhere == 1 ? " ROI has" : " ROIs have") +
				" no position in the stack; used for each of its " + shape.planes() + " planes");
		final Set<String> duplicates = new LinkedHashSet<>(); // one on every plane is one line
		final List<List<RoiObject>> byPlane = IntStream.range(0, shape.planes()).mapToObj(plane -> distinct(
			objects.stream().filter(object -> shape.isOn(object.roi, plane)).toList(), duplicates::add)).toList();
		duplicates.forEach(warnings);
		return byPlane;
	}

	/** @return what is left when the same box of the same class counts once */
	private static List<RoiObject> distinct(final List<RoiObject> objects, final Consumer<String> warnings) {
		final List<RoiObject> kept = new ArrayList<>();
		for (final RoiObject object : objects) {
			final RoiObject first = kept.stream().filter(object::isLike).findFirst().orElse(null);
			if (first == null) {
				kept.stream().filter(other -> other.truth.box().iou(object.truth.box()) >= ALIKE).findFirst()
					.ifPresent(other -> warnings.accept(object.source + ": covers nearly the same area as " + other.source +
						"; both are saved, but check whether both are intended"));
				kept.add(object);
			}
			else warnings.accept(object.source + ": has the box and the class of " + first.source + "; left out");
		}
		return kept;
	}

	private static GroundTruth truth(final Roi roi, final String source, final int width, final int height,
		final Consumer<String> warnings)
	{
		if (roi.getType() != Roi.RECTANGLE || roi instanceof TextRoi || roi instanceof ImageRoi) {
			warnings.accept(source + ": is not a rectangle (" + roi.getTypeAsString() + "); left out");
			return null;
		}
		final String name = RoiClass.of(roi);
		if (name == null) {
			warnings.accept(source + ": has no name, so it has no class; left out");
			return null;
		}
		final Rectangle2D.Double r = roi.getFloatBounds();
		final Box box = new Box(r.x, r.y, r.x + r.width, r.y + r.height);
		final Box inside = box.clip(width, height);
		if (!(box.width() >= SLIP && box.height() >= SLIP) || box.width() + box.height() <= 2 * SLIP + TOLERANCE) {
			warnings.accept(source + ": is not larger than a pixel " + text(box) + "; left out");
			return null;
		}
		if (inside.isEmpty() || inside.width() < Math.min(SLIP, box.width()) ||
			inside.height() < Math.min(SLIP, box.height()))
		{
			warnings.accept(source + ": lies outside the image of " + width + " x " + height + " pixels " + text(box) +
				"; left out");
			return null;
		}
		final double excess = Math.max(Math.max(-box.xMin(), -box.yMin()),
			Math.max(box.xMax() - width, box.yMax() - height));
		if (excess > TOLERANCE)
			warnings.accept(source + ": extends beyond the image of " + width + " x " + height + " pixels " +
				text(box) + "; clipped");
		if (inside.width() < TINY || inside.height() < TINY)
			warnings.accept(source + ": is tiny " + text(inside) + "; saved, but check whether it is intended");
		return new GroundTruth(inside, name);
	}

	private boolean isLike(final RoiObject other) {
		final Box a = truth.box(), b = other.truth.box();
		return truth.className().equals(other.truth.className()) && Math.abs(a.xMin() - b.xMin()) < SAME &&
			Math.abs(a.yMin() - b.yMin()) < SAME && Math.abs(a.xMax() - b.xMax()) < SAME &&
			Math.abs(a.yMax() - b.yMax()) < SAME;
	}

	private static String text(final Box box) {
		return String.format(Locale.ROOT, "(x %.1f, y %.1f, %.1f x %.1f)", box.xMin(), box.yMin(), box.width(),
			box.height());
	}

	private static String oneLine(final String name) {
		return name.replaceAll("\\p{Cntrl}+", " ");
	}
}
