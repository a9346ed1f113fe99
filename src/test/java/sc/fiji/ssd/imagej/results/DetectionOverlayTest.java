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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.io.Opener;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.PlaneDetections;

/** Tests {@link DetectionOverlay}, {@link OverlayTiffWriter} and {@link ClassColors}. */
class DetectionOverlayTest {

	private static final Detection RING = new Detection(new Box(3.25, 4.5, 20.125, 30.75), 2, "ring", 0.876543);

	private static PlaneDetections plane(final int slice, final Detection... found) {
		return new PlaneDetections(slice, 64, 48, List.of(found));
	}

	@Test
	void keepsTheUsersRoisAndReplacesItsOwn() {
		final ImagePlus image = IJ.createImage("x", "8-bit black", 64, 48, 1);
		final Roi mine = new Roi(1, 2, 3, 4);
		image.setOverlay(new Overlay(mine));
		DetectionOverlay.draw(image, List.of(plane(1, RING, RING)));
		assertEquals(3, image.getOverlay().size());
		DetectionOverlay.draw(image, List.of(plane(1, RING)));
		assertEquals(2, image.getOverlay().size());
		DetectionOverlay.draw(image, List.of(plane(1)));
		assertEquals(1, image.getOverlay().size());
		assertEquals(mine, image.getOverlay().get(0));
		image.setOverlay(null);
		DetectionOverlay.draw(image, List.of(plane(1)));
		assertNull(image.getOverlay());
	}

	@Test
	void survivesTheTiff(@TempDir final Path folder) throws IOException {
		final Path source = folder.resolve("in.tif"), target = folder.resolve("out").resolve("in.tif.tif");
		final ImagePlus image = IJ.createHyperStack("x", 64, 48, 2, 3, 2, 16);
		image.setOverlay(new Overlay(new Roi(1, 2, 3, 4)));
		Files.write(source, new FileSaver(image).serialize());
		new OverlayTiffWriter().write(source, target, List.of(plane(1), plane(9, RING)));
		final ImagePlus back = new Opener().openImage(target.toString());
		assertArrayEquals(new int[] { 64, 48, 2, 3, 2 }, back.getDimensions());
		assertEquals(2, back.getOverlay().size());
		final Roi roi = back.getOverlay().get(1);
		assertEquals("ring 0.88", roi.getName());
		assertEquals("ring", roi.getProperty("class"));
		assertEquals("0.876543", roi.getProperty("score"));
		assertEquals(3.25, roi.getFloatBounds().x, 1e-4);
		assertEquals(4.5, roi.getFloatBounds().y, 1e-4);
		assertEquals(16.875, roi.getFloatBounds().width, 1e-4);
		assertEquals(26.25, roi.getFloatBounds().height, 1e-4);
		assertEquals(ClassColors.of(2), roi.getStrokeColor());
		// slice 9 of c2 z3 t2 is channel 1, z 2, t 2
		assertEquals(2, roi.getZPosition());
		assertEquals(2, roi.getTPosition());
		assertEquals(0, roi.getCPosition());
		DetectionOverlay.draw(back, List.of(plane(1)));
		assertEquals(1, back.getOverlay().size(), "detections of a file are known again");
		try (var left = Files.list(target.getParent())) {
			assertEquals(List.of(target), left.toList());
		}
	}

	@Test
	void setsTheSliceOfPlainStacksAlone() {
		assertEquals(3, DetectionOverlay.roi(IJ.createImage("x", "8-bit", 64, 48, 5), 3, RING).getPosition());
		assertEquals(0, DetectionOverlay.roi(IJ.createImage("x", "8-bit", 64, 48, 1), 1, RING).getPosition());
	}

	@Test
	void coloursAreDistinctAndBright() {
		final Set<Color> seen = new HashSet<>();
		for (int c = 1; c <= 80; c++) {
			final Color color = ClassColors.of(c);
			assertTrue(seen.add(color), "class " + c + " looks like another");
			assertTrue(Math.max(color.getRed(), Math.max(color.getGreen(), color.getBlue())) > 150,
				"class " + c + " is dark");
		}
		assertNotEquals(ClassColors.of(1), ClassColors.of(13));
	}
}
