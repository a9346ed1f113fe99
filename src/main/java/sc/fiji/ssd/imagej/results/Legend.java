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
package sc.fiji.ssd.imagej.results;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Roi;
import sc.fiji.ssd.imagej.roi.RoiClass;

/** The classes, their colours and counts, as a picture in the corner of an image's overlay. It is not an annotation. */
public final class Legend {

	/** Height of a letter as a fraction of the image's width, and its limits in pixels. */
	private static final double SHARE = 1 / 40.0;
	private static final int SMALLEST = 10, LARGEST = 120;

	private Legend() {}

	static boolean isShown(final ImagePlus image) {
		if (image.getOverlay() == null) return false;
		for (final Roi roi : image.getOverlay())
			if (RoiClass.isLegend(roi)) return true;
		return false;
	}

	static void remove(final ImagePlus image) {
		if (image.getOverlay() != null) DetectionOverlay.change(image, RoiClass::isLegend, List.of());
	}

	/**
	 * @param image to draw on
	 * @param detections that have the colours
	 * @param all detections, also hidden ones: the legend is in the corner where it covers the least of them
	 * @param counts of the classes; those that are not shown are left out
	 */
	static void draw(final ImagePlus image, final List<Roi> detections, final List<Roi> all,
		final Map<String, DetectionFilter.Count> counts)
	{
		final Map<String, Color> colors = new HashMap<>();
		detections.forEach(roi -> colors.putIfAbsent(RoiClass.of(roi) == null ? "" : RoiClass.of(roi),
			roi.getStrokeColor() == null ? Color.YELLOW : roi.getStrokeColor()));
		final List<String> names = counts.keySet().stream().filter(colors::containsKey).toList();
		if (names.isEmpty()) return;
		final List<String> lines = names.stream().map(name -> name + "  " + counts.get(name).shown()).toList();
		final int size = (int) Math.max(SMALLEST, Math.min(LARGEST, Math.round(image.getWidth() * SHARE)));
		final BufferedImage picture = picture(lines, names.stream().map(colors::get).toList(), size);
		final Point corner = corner(image, picture, size / 2, all);
		final ImageRoi roi = new ImageRoi(corner.x, corner.y, picture);
		// ImageJ would draw its name as well
		roi.setName(DetectionNames.isShown(image) ? null : "legend");
		RoiClass.markLegend(roi);
		DetectionOverlay.change(image, old -> false, List.of(roi));
	}

	/** @return where the picture covers the least of the detections: top left if all corners are alike */
	private static Point corner(final ImagePlus image, final BufferedImage picture, final int margin,
		final List<Roi> detections)
	{
		final int right = Math.max(margin, image.getWidth() - picture.getWidth() - margin),
			bottom = Math.max(margin, image.getHeight() - picture.getHeight() - margin);
		final List<Point> corners = List.of(new Point(margin, margin), new Point(right, margin), new Point(margin, bottom),
			new Point(right, bottom));
		return Collections.min(corners, Comparator.comparingDouble(at -> {
			final Rectangle2D area = new Rectangle2D.Double(at.x, at.y, picture.getWidth(), picture.getHeight());
			return detections.stream().map(roi -> roi.getFloatBounds().createIntersection(area))
				.filter(common -> !common.isEmpty()).mapToDouble(common -> common.getWidth() * common.getHeight()).sum();
		}));
	}

	private static BufferedImage picture(final List<String> lines, final List<Color> colors, final int size) {
		final Font font = new Font(Font.SANS_SERIF, Font.PLAIN, size);
		final FontMetrics metrics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB).createGraphics()
			.getFontMetrics(font);
		final int line = metrics.getHeight(), margin = size / 2;
		final int text = lines.stream().mapToInt(metrics::stringWidth).max().orElse(0);
		final BufferedImage picture = new BufferedImage(3 * margin + size + text, lines.size() * line + 2 * margin,
			BufferedImage.TYPE_INT_ARGB);
		final Graphics2D g = picture.createGraphics();
		g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
		g.setColor(new Color(0, 0, 0, 170));
		g.fillRect(0, 0, picture.getWidth(), picture.getHeight());
		g.setFont(font);
		for (int i = 0; i < lines.size(); i++) {
			final int top = margin + i * line;
			g.setColor(colors.get(i));
			g.fillRect(margin, top + (line - size) / 2, size, size);
			g.setColor(Color.WHITE);
			g.drawString(lines.get(i), 2 * margin + size, top + metrics.getAscent());
		}
		g.dispose();
		return picture;
	}
}
