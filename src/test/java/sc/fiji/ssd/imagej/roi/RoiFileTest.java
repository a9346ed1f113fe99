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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import ij.gui.Arrow;
import ij.gui.EllipseRoi;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.RotatedRectRoi;
import ij.gui.ShapeRoi;
import ij.gui.TextRoi;
import ij.io.RoiDecoder;
import ij.io.RoiEncoder;

/** Reads what ImageJ writes, whatever is set in a ROI. */
class RoiFileTest {

	static Stream<Roi> rois() {
		return Stream.of(new Roi(10.25, 20.5, 30.125, 40), new Roi(3, 4, 20, 10, 6), new OvalRoi(5, 6, 7, 8),
			new Line(1, 2, 30, 40), new Arrow(1, 2, 30, 40), new RotatedRectRoi(10, 10, 40, 30, 8),
			new EllipseRoi(10, 10, 40, 30, 0.5), new PointRoi(new float[] { 3, 5.5f }, new float[] { 4, 6 }, 2),
			new PolygonRoi(new float[] { 1, 9.5f, 5 }, new float[] { 1, 2, 8 }, Roi.POLYGON),
			new PolygonRoi(new int[] { 1, 9, 5 }, new int[] { 1, 2, 8 }, 3, Roi.FREEROI),
			new TextRoi(10, 10, "text", new Font("SansSerif", Font.PLAIN, 12)),
			new ShapeRoi(new Roi(0, 0, 10, 10)).or(new ShapeRoi(new OvalRoi(30, 30, 10, 10))));
	}

	private static Roi dressed(final Roi plain) {
		final Roi roi = (Roi) plain.clone();
		roi.setName("a name, with ü");
		roi.setProperty("class", "cell");
		roi.setProperty("score", "0.912");
		roi.setStrokeWidth(2.5);
		roi.setStrokeColor(Color.CYAN);
		roi.setPosition(2, 3, 4);
		return roi;
	}

	@ParameterizedTest
	@MethodSource("rois")
	void whatImageJWritesIsRead(final Roi plain) throws IOException {
		for (final Roi roi : new Roi[] { plain, dressed(plain) }) {
			final byte[] bytes = RoiEncoder.saveAsByteArray(roi);
			final Roi expected = new RoiDecoder(bytes, "name").getRoi(), read = RoiFile.decode(bytes, "name");
			assertEquals(roi.getProperty("score"), read.getProperty("score"));
			assertEquals(expected.getFloatBounds(), read.getFloatBounds());
			assertEquals(expected.getName(), read.getName());
			assertEquals(expected.getStrokeWidth(), read.getStrokeWidth());
		}
	}

	@ParameterizedTest
	@MethodSource("rois")
	void lengthsThatDoNotFitAreRefused(final Roi plain) {
		final byte[] bytes = RoiEncoder.saveAsByteArray(dressed(plain));
		final int second = ByteBuffer.wrap(bytes).getInt(60);
		for (final int place : new int[] { 20, 44 })
			for (final int length : new int[] { Integer.MAX_VALUE, -1, bytes.length }) {
				final ByteBuffer damaged = ByteBuffer.wrap(bytes.clone());
				damaged.putInt(second + place, length);
				assertEquals("a ROI in it is damaged",
					assertThrows(IOException.class, () -> RoiFile.decode(damaged.array(), "name")).getMessage());
			}
	}
}
