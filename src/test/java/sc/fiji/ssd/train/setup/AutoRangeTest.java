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
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntPredicate;

import org.junit.jupiter.api.Test;

import net.imglib2.img.array.ArrayImgs;

import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.model.Preprocessing;

/** What training stores of {@code intensity_range=auto}. */
class AutoRangeTest {

	/** Image i has levels from i to 100 + 3 i: in 8 bits, or a hundred times that. */
	private static ImageReader reader(final IntPredicate isOf8Bits) {
		return new ImageReader() {

			@Override
			public List<ImagePlane> read(final Path file) {
				final int number = Integer.parseInt(file.toString().replace(".png", ""));
				final byte[] bytes = new byte[3000];
				final short[] shorts = new short[3000];
				for (int i = 0; i < bytes.length; i++) {
					bytes[i] = (byte) (number + i % 2 * (100 + 2 * number));
					shorts[i] = (short) (100 * (bytes[i] & 0xff));
				}
				return List.of(new ImagePlane(1,
					isOf8Bits.test(number)
						? ArrayImgs.unsignedBytes(bytes, 60, 50)
						: ArrayImgs.unsignedShorts(shorts, 60, 50)));
			}

			@Override
			public boolean reads(final Path file) {
				return true;
			}
		};
	}

	@Test
	void without8BitImagesAllIsStretched() {
		final Preprocessing stored = AutoRange.of(InputStatisticsTest.dataset(3), reader(i -> false),
			Preprocessing.CAFFE);
		assertEquals(Preprocessing.CAFFE.with("auto", "percentile"), stored);
	}

	@Test
	void levelsAreThoseOfThe8BitImages() {
		final Preprocessing stored = AutoRange.of(InputStatisticsTest.dataset(5), reader(i -> i % 2 == 0),
			Preprocessing.CAFFE);
		assertEquals("auto", stored.intensityRange());
		assertEquals(new Preprocessing.Levels(2, 106), stored.levels());
	}

	@Test
	void initialWeightsKeepWhatTheyAreUsedTo() {
		final Preprocessing known = Preprocessing.CAFFE.with(new Preprocessing.Levels(9, 150));
		assertSame(known, AutoRange.of(InputStatisticsTest.dataset(3), reader(i -> false), known));
		assertEquals(new Preprocessing.Levels(1, 103),
			AutoRange.of(InputStatisticsTest.dataset(3), reader(i -> true), known).levels());
	}

	@Test
	void anotherRangeIsStoredAsItIs() {
		final Preprocessing asked = Preprocessing.CAFFE.with("auto", "0,4095");
		assertSame(asked, AutoRange.of(InputStatisticsTest.dataset(3), reader(i -> false), asked));
		assertNull(asked.levels());
	}
}
