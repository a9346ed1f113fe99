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
package sc.fiji.ssd.imagej.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.io.FileInfo;
import ij.io.FileSaver;
import ij.io.TiffEncoder;
import ij.process.ImageConverter;

/** The bytes are those of ImageJ. */
class TiffStreamTest {

	@ParameterizedTest
	@ValueSource(strings = { "8-bit ramp", "16-bit ramp", "32-bit ramp", "RGB ramp" })
	void theBytesAreThoseOfImageJ(final String type) throws IOException {
		final ImagePlus image = image("cells_07-(2).jpg", type, 1);
		image.setProperty("Info", "Objective: 63x\nµ");
		image.getCalibration().pixelWidth = 0.25;
		image.getCalibration().setUnit("um");
		image.setRoi(new Roi(3, 4, 5, 6));
		final Roi box = new Roi(10.25, 5.5, 20, 7.75);
		box.setName("ring 0.97");
		box.setStrokeColor(Color.CYAN);
		final Overlay overlay = new Overlay(box);
		overlay.add(new Roi(1, 1, 2, 2));
		image.setOverlay(overlay);
		assertEqual(image);
		assertEqual(image("plain.jpg", type, 1));
	}

	private static void assertEqual(final ImagePlus image) throws IOException {
		final byte[] expected = new FileSaver(image).serialize();
		final FileInfo info = TiffStream.of(image);
		assertNotNull(info);
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		new TiffEncoder(info).write(out);
		assertArrayEquals(expected, out.toByteArray());
	}

	@Test
	void coloursOfATableToo() throws IOException {
		final ImagePlus indexed = image("indexed.png", "RGB ramp", 1);
		new ImageConverter(indexed).convertRGBtoIndexedColor(256);
		assertEqual(indexed);
	}

	@Test
	void othersAreLeftToImageJ() {
		assertNull(TiffStream.of(image("Zellen für = Anna.jpg", "8-bit", 1)), "a title with signs");
		assertNull(TiffStream.of(image("stack.tif", "8-bit", 2)));
	}

	private static ImagePlus image(final String title, final String type, final int planes) {
		return IJ.createImage(title, type, 61, 47, planes);
	}
}
