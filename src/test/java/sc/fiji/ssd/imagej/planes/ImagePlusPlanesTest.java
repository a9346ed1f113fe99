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
package sc.fiji.ssd.imagej.planes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.VirtualStack;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.io.UserException;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;

/** Tests {@link ImagePlusPlanes}. */
class ImagePlusPlanesTest {

	private static final int WIDTH = 5, HEIGHT = 3;

	private static double at(final ImagePlane plane, final long... position) {
		final RandomAccessibleInterval<? extends RealType<?>> pixels = plane.pixels();
		return pixels.getAt(position).getRealDouble();
	}

	@Test
	void readsGreyOfEveryDepth() {
		final ByteProcessor bytes = new ByteProcessor(WIDTH, HEIGHT);
		bytes.set(4, 2, 200);
		assertEquals(200, at(new ImagePlusPlanes(new ImagePlus("8", bytes)).get(0), 4, 2));
		final ShortProcessor shorts = new ShortProcessor(WIDTH, HEIGHT);
		shorts.set(3, 1, 65_000);
		final ImagePlane plane = new ImagePlusPlanes(new ImagePlus("16", shorts)).get(0);
		assertEquals(65_000, at(plane, 3, 1));
		assertInstanceOf(UnsignedShortType.class, plane.pixels().getType());
		final FloatProcessor floats = new FloatProcessor(WIDTH, HEIGHT);
		floats.setf(0, 2, -1.5f);
		final ImagePlane real = new ImagePlusPlanes(new ImagePlus("32", floats)).get(0);
		assertEquals(-1.5, at(real, 0, 2));
		assertInstanceOf(FloatType.class, real.pixels().getType());
		assertEquals(2, real.pixels().numDimensions());
	}

	@Test
	void largeColourPlanesAreSeenNotCopied() {
		final ColorProcessor color = new ColorProcessor(4100, 4100);
		color.set(4000, 3, 0x0a141e);
		final ImagePlane plane = new ImagePlusPlanes(new ImagePlus("rgb", color)).get(0);
		assertEquals(3, plane.pixels().dimension(2));
		assertEquals(0x0a, at(plane, 4000, 3, 0));
		assertEquals(0x14, at(plane, 4000, 3, 1));
		assertEquals(0x1e, at(plane, 4000, 3, 2));
		color.set(4000, 3, 0xff);
		assertEquals(0xff, at(plane, 4000, 3, 2));
	}

	@Test
	void splitsColours() {
		final ColorProcessor color = new ColorProcessor(WIDTH, HEIGHT);
		color.set(2, 1, 0x0a141e);
		final ImagePlus image = new ImagePlus("rgb", color);
		final ImagePlane plane = new ImagePlusPlanes(image).get(0);
		assertEquals(3, plane.pixels().dimension(2));
		for (int c = 0; c < 3; c++)
			assertEquals(10 * (c + 1), at(plane, 2, 1, c));
	}

	@Test
	void looksColoursUpInTheTable() {
		final ColorProcessor color = new ColorProcessor(WIDTH, HEIGHT);
		color.set(2, 1, 0xff8000);
		final ImagePlus image = new ImagePlus("256", color);
		new ij.process.ImageConverter(image).convertRGBtoIndexedColor(256);
		assertEquals(ImagePlus.COLOR_256, image.getType());
		final ImagePlane plane = new ImagePlusPlanes(image).get(0);
		assertEquals(255, at(plane, 2, 1, 0), 8);
		assertEquals(128, at(plane, 2, 1, 1), 8);
		assertEquals(0, at(plane, 0, 0, 0), 8);
	}

	@Test
	void joinsChannelsAndNumbersPlanesByStackIndex() {
		final ImagePlus image = new CompositeImage(IJ.createHyperStack("c2z3t2", WIDTH, HEIGHT, 2, 3, 2, 8));
		for (int i = 1; i <= 12; i++)
			image.getStack().getProcessor(i).set(1, 1, 10 * i);
		final List<ImagePlane> planes = new ImagePlusPlanes(image);
		assertEquals(List.of(1, 3, 5, 7, 9, 11), planes.stream().map(ImagePlane::slice).toList());
		for (final ImagePlane plane : planes)
			for (int c = 0; c < 2; c++)
				assertEquals(10 * (plane.slice() + c), at(plane, 1, 1, c));
	}

	@Test
	void readsVirtualStacksPlaneByPlane() {
		final List<Integer> read = new ArrayList<>();
		final VirtualStack stack = new VirtualStack(WIDTH, HEIGHT, 4) {

			@Override
			public ImageProcessor getProcessor(final int n) {
				read.add(n);
				final ByteProcessor ip = new ByteProcessor(WIDTH, HEIGHT);
				ip.set(0, 0, n);
				return ip;
			}
		};
		final ImagePlusPlanes planes = new ImagePlusPlanes(new ImagePlus("virtual", stack));
		read.clear();
		assertEquals(3, at(planes.get(2), 0, 0));
		assertEquals(List.of(3), read);
	}

	@Test
	void refusesAnImageWithoutPixels() {
		final String message = assertThrows(UserException.class, () -> new ImagePlusPlanes(new ImagePlus()))
			.getMessage();
		assertTrue(message.contains("no pixels"), message);
	}
}
