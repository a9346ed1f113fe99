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
package sc.fiji.ssd.train.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import net.imglib2.img.array.ArrayImgs;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.model.Preprocessing;

class InputStatisticsTest {

	/** Red, green and blue around 40, 90 and 150, with deviation 10. */
	private static final ImageReader NOISE = new ImageReader() {

		@Override
		public List<ImagePlane> read(final Path file) {
			final Random random = new Random(file.hashCode());
			final byte[] pixels = new byte[60 * 50 * 3];
			final int[] means = { 40, 90, 150 };
			for (int i = 0; i < pixels.length; i++)
				pixels[i] = (byte) Math.round(means[i / 3000] + 10 * random.nextGaussian());
			return List.of(new ImagePlane(1, ArrayImgs.unsignedBytes(pixels, 60, 50, 3)));
		}

		@Override
		public boolean reads(final Path file) {
			return true;
		}
	};

	@Test
	void meanAndScaleAreThoseOfTheImages() {
		final Preprocessing measured = InputStatistics.of(dataset(500), NOISE, Preprocessing.CAFFE);
		assertEquals("BGR", measured.order());
		assertEquals(150, measured.mean().get(0), 0.3);
		assertEquals(90, measured.mean().get(1), 0.3);
		assertEquals(40, measured.mean().get(2), 0.3);
		assertEquals(0.1, measured.scale(), 0.002);
		assertEquals("auto", measured.channels());
		assertEquals(measured, InputStatistics.of(dataset(500), NOISE, Preprocessing.CAFFE), "repeatable");
	}

	@Test
	void imagesOfOneGreyLevelKeepAFiniteScale() {
		final ImageReader flat = new ImageReader() {

			@Override
			public List<ImagePlane> read(final Path file) {
				return List.of(new ImagePlane(1, ArrayImgs.unsignedBytes(new byte[100], 10, 10)));
			}

			@Override
			public boolean reads(final Path file) {
				return true;
			}
		};
		assertEquals(1, InputStatistics.of(dataset(2), flat, Preprocessing.CAFFE).scale());
	}

	static Dataset dataset(final int images) {
		final List<AnnotatedImage> all = new ArrayList<>();
		for (int i = 0; i < images; i++)
			all.add(new AnnotatedImage(i + ".png", Path.of(i + ".png"), 60, 50, List.of()));
		return new Dataset() {

			@Override
			public String location() {
				return "noise";
			}

			@Override
			public List<AnnotatedImage> images() {
				return all;
			}

			@Override
			public List<String> classNames() {
				return List.of();
			}

			@Override
			public List<String> warnings() {
				return List.of();
			}

			@Override
			public String digest() {
				return "";
			}
		};
	}
}
