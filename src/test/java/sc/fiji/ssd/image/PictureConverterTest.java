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
package sc.fiji.ssd.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.planar.PlanarImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.util.Intervals;
import net.imglib2.util.Util;
import net.imglib2.view.Views;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Preprocessing;

class PictureConverterTest {

	private static Picture convert(final RandomAccessibleInterval<? extends RealType<?>> image, final String channels,
		final String range)
	{
		return new PictureConverter(Preprocessing.CAFFE.with(channels, range)).convert(image);
	}

	private static byte[] bytes(final int n, final long seed) {
		final byte[] bytes = new byte[n];
		new Random(seed).nextBytes(bytes);
		return bytes;
	}

	/** The first of several channels, but all colours of an image that is in colour. */
	@Test
	void modelsOfGreyImagesGetOneChannel() {
		final RandomAccessibleInterval<UnsignedByteType> planes = ArrayImgs.unsignedBytes(new byte[] { 10, 20, 30, 40, 50, 60 },
			2, 1, 3);
		final PictureConverter first = new PictureConverter(new Preprocessing("BGR", List.of(9.0, 9.0, 9.0), 1,
			Preprocessing.FIRST, "auto"));
		final RandomAccessibleInterval<UnsignedByteType> channels = new ChannelPixels<>(planes);
		for (final float[] plane : first.convert(channels).planes())
			assertArrayEquals(new float[] { 10, 20 }, plane);
		assertArrayEquals(new float[] { 50, 60 }, first.convert(planes).planes()[2]);
		assertTrue(first.levels(channels).isGrey());
		assertTrue(first.channelNote(channels).contains("channel 1 of images with several channels"));
		assertNull(first.channelNote(planes));
		final PictureConverter colour = new PictureConverter(new Preprocessing("BGR", List.of(9.0, 8.0, 7.0), 1, "auto",
			"auto"));
		assertTrue(colour.channelNote(ArrayImgs.unsignedBytes(2, 1)).contains("trained on colour images"));
		assertNull(colour.channelNote(planes));
	}

	@Test
	void eightBitGreyStaysAsItIs() {
		final byte[] bytes = bytes(7 * 5, 1);
		final Picture picture = convert(ArrayImgs.unsignedBytes(bytes, 7, 5), "auto", "auto");
		assertEquals(7, picture.width());
		assertEquals(5, picture.height());
		for (final float[] plane : picture.planes())
			for (int i = 0; i < bytes.length; i++)
				assertEquals(bytes[i] & 0xff, plane[i]);
	}

	@Test
	void arraysPlanarImagesAndViewsAgree() {
		final RandomAccessibleInterval<UnsignedByteType> array = ArrayImgs.unsignedBytes(bytes(6 * 4 * 3, 2), 6, 4, 3);
		final RandomAccessibleInterval<UnsignedByteType> planar = PlanarImgs.unsignedBytes(6, 4, 3);
		final var to = Views.flatIterable(planar).cursor();
		for (final UnsignedByteType value : Views.flatIterable(array))
			to.next().set(value);
		final Picture expected = convert(array, "auto", "auto");
		final Picture fromPlanar = convert(planar, "auto", "auto");
		final Picture fromView = convert(Views.translate(array, -3, 100, 7), "auto", "auto");
		for (int c = 0; c < 3; c++) {
			assertArrayEquals(expected.planes()[c], fromPlanar.planes()[c]);
			assertArrayEquals(expected.planes()[c], fromView.planes()[c]);
		}
		final Picture crop = convert(Views.interval(array, Intervals.createMinSize(2, 1, 0, 3, 2, 3)), "auto", "auto");
		assertEquals(3, crop.width());
		assertEquals(expected.planes()[1][1 * 6 + 2], crop.planes()[1][0]);
		assertEquals(expected.planes()[1][2 * 6 + 4], crop.planes()[1][5]);
	}

	@Test
	void whatLiesThereAsLevelsIsResizedWithoutACopy() {
		final Random random = new Random(5);
		for (int round = 0; round < 60; round++) {
			final int width = 1 + random.nextInt(40), height = 1 + random.nextInt(40), depth = 1 + random.nextInt(4);
			final String channels = List.of("auto", "1", depth + ",1,1").get(random.nextInt(3));
			final RandomAccessibleInterval<UnsignedByteType> image = ArrayImgs
				.unsignedBytes(bytes(width * height * depth, round), width, height, depth);
			final PictureConverter converter = new PictureConverter(
				Preprocessing.CAFFE.with(channels, round % 2 == 0 ? "auto" : "type"));
			final LevelSource unchanged = converter.unchanged(image);
			if (channels.equals("auto") && depth == 2) { // no blue
				assertNull(unchanged);
				continue;
			}
			final Picture expected = converter.convert(image);
			for (final int size : new int[] { 1, 17, 40, width }) {
				final Picture copied = Resizer.resize(expected, size, height, Interpolation.BILINEAR),
					straight = Resizer.resize(unchanged, size, height);
				for (int c = 0; c < 3; c++)
					assertArrayEquals(copied.planes()[c], straight.planes()[c]);
			}
		}
	}

	@Test
	void rgbPixelsAreTheirPlanes() {
		final byte[] levels = bytes(3 * 9 * 7, 8);
		final int[] rgb = new int[9 * 7];
		for (int i = 0; i < rgb.length; i++)
			rgb[i] = 0xff000000 | (levels[i] & 0xff) << 16 | (levels[63 + i] & 0xff) << 8 | levels[126 + i] & 0xff;
		final RandomAccessibleInterval<UnsignedByteType> planes = ArrayImgs.unsignedBytes(levels, 9, 7, 3);
		for (final String channels : List.of("auto", "3", "2,2,1"))
			for (final String range : List.of("auto", "minmax")) {
				final RgbPixels pixels = new RgbPixels(rgb, 9, 7);
				final PictureConverter converter = new PictureConverter(Preprocessing.CAFFE.with(channels, range));
				final Picture expected = converter.convert(planes);
				if (range.equals("auto")) {
					final Picture small = Resizer.resize(expected, 5, 12, Interpolation.BILINEAR),
						straight = Resizer.resize(converter.unchanged(pixels), 5, 12);
					for (int c = 0; c < 3; c++)
						assertArrayEquals(small.planes()[c], straight.planes()[c]);
				}
				final PixelArea part = new PixelArea(2, 1, 5, 4);
				final Picture whole = converter.convert(pixels),
					inside = converter.convert(pixels, part, converter.levels(pixels)),
					expectedInside = converter.convert(planes, part, converter.levels(planes));
				for (int c = 0; c < 3; c++) {
					assertArrayEquals(expected.planes()[c], whole.planes()[c]);
					assertArrayEquals(expectedInside.planes()[c], inside.planes()[c]);
				}
			}
		assertTrue(Util.imagesEqual(planes, new RgbPixels(rgb, 9, 7)));
		assertThrows(IllegalArgumentException.class, () -> new RgbPixels(rgb, 9, 8));
	}

	@Test
	void whatIsToBeConvertedIsNotTakenAsItLies() {
		final RandomAccessibleInterval<UnsignedByteType> image = ArrayImgs.unsignedBytes(bytes(12, 1), 4, 3);
		for (final String range : new String[] { "minmax", "percentile", "0,128", "1,255" })
			assertNull(new PictureConverter(Preprocessing.CAFFE.with("auto", range)).unchanged(image));
		final PictureConverter plain = new PictureConverter(Preprocessing.CAFFE);
		assertNull(plain.unchanged(Views.translate(image, 1, 0)));
		assertNull(plain.unchanged(Views.interval(image, Intervals.createMinSize(0, 0, 2, 2))));
		assertNull(plain.unchanged(PlanarImgs.unsignedBytes(4, 3)));
		assertNull(plain.unchanged(ArrayImgs.unsignedShorts(4, 3)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "4 | auto | 10 20 30", "3 | auto | 10 20 30", "2 | auto | 10 20 0",
		"1 | auto | 10 10 10", "4 | 2 | 20 20 20", "4 | 4,1,2 | 40 10 20", "4 | 3,4 | 30 40 0",
		"3 | 3, 3, 1 | 30 30 10" })
	void channels(final int available, final String channels, final String expected) {
		final byte[] values = new byte[available];
		for (int c = 0; c < available; c++)
			values[c] = (byte) (10 * (c + 1));
		final Picture picture = convert(ArrayImgs.unsignedBytes(values, 1, 1, available), channels, "auto");
		assertEquals(expected,
			(int) picture.planes()[0][0] + " " + (int) picture.planes()[1][0] + " " + (int) picture.planes()[2][0]);
	}

	@Test
	void ranges() {
		final short[] values = { 100, 200, 300, (short) 65535 };
		assertArrayEquals(new float[] { 0, 1, 1, 255 }, grey("type", values));
		assertArrayEquals(new float[] { 0, 0, 1, 255 }, grey("minmax", values));
		assertArrayEquals(new float[] { 0, 128, 255, 255 }, grey("100,300", values));
		assertArrayEquals(new float[] { 26, 51, 77, 255 }, grey("0,1e3", values));
	}

	private static float[] grey(final String range, final short[] values) {
		return convert(ArrayImgs.unsignedShorts(values, values.length, 1), "auto", range).planes()[0];
	}

	/** numpy.percentile(arange(2001), [0.1, 99.9]) is [2, 1998]. */
	@ParameterizedTest
	@ValueSource(strings = { "auto", "percentile" })
	void percentilesCutTheTails(final String range) {
		final float[] values = new float[2001];
		for (int i = 0; i < values.length; i++)
			values[i] = (i * 1009) % 2001;
		final float[] plane = convert(ArrayImgs.floats(values, 2001, 1), "auto", range).planes()[0];
		for (int i = 0; i < values.length; i++)
			assertEquals(Math.max(0, Math.min(255, (values[i] - 2) / 1996 * 255)), plane[i], 0.51);
	}

	/** The same numbers as 16-bit, counted instead of sorted; signed as well. */
	/** A model that was trained on 8-bit images knows how bright they were. */
	@Test
	void percentilesBecomeTheLevelsOfThe8BitImages() {
		final Preprocessing model = Preprocessing.CAFFE.with(new Preprocessing.Levels(20, 120));
		final short[] values = new short[2001];
		for (int i = 0; i < values.length; i++)
			values[i] = (short) i;
		final float[] plane = new PictureConverter(model).convert(ArrayImgs.unsignedShorts(values, 2001, 1))
			.planes()[0];
		assertEquals(20, plane[2]);
		assertEquals(70, plane[1000]);
		assertEquals(120, plane[1998]);
		assertTrue(new PictureConverter(model).note(ArrayImgs.unsignedShorts(values, 2001, 1))
			.contains("at 20 and 120 of 255"));
		assertNull(new PictureConverter(Preprocessing.CAFFE).note(ArrayImgs.unsignedShorts(values, 2001, 1)));
		final byte[] bytes = bytes(35, 1);
		assertNull(new PictureConverter(model).note(ArrayImgs.unsignedBytes(bytes, 7, 5)));
		final float[] same = new PictureConverter(model).convert(ArrayImgs.unsignedBytes(bytes, 7, 5)).planes()[0];
		for (int i = 0; i < bytes.length; i++)
			assertEquals(bytes[i] & 0xff, same[i]);
	}

	@Test
	void percentilesOfWholeNumbersAreTheSame() {
		final Random random = new Random(9);
		final short[] whole = new short[5000];
		final float[] real = new float[whole.length];
		for (int i = 0; i < whole.length; i++) {
			whole[i] = (short) (3000 * random.nextGaussian());
			real[i] = whole[i];
		}
		final float[] expected = convert(ArrayImgs.floats(real, 100, 50), "auto", "percentile").planes()[0];
		assertArrayEquals(expected, convert(ArrayImgs.shorts(whole, 100, 50), "auto", "percentile").planes()[0]);
		for (int i = 0; i < whole.length; i++)
			real[i] = whole[i] & 0xffff;
		final float[] unsigned = convert(ArrayImgs.floats(real, 100, 50), "auto", "percentile").planes()[0];
		assertArrayEquals(unsigned, convert(ArrayImgs.unsignedShorts(whole, 100, 50), "auto", "auto").planes()[0]);
	}

	@Test
	void fewBrightSpotsInTheDarkStayVisible() {
		final short[] values = new short[10_000];
		values[77] = 4000;
		final float[] plane = grey("percentile", values);
		assertEquals(255, plane[77]);
		assertEquals(0, plane[78]);
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "percentile", "minmax" })
	void nanAndInfinitiesBecomeTheLowEnd(final String range) {
		final float[] values = { Float.NaN, 1, 2, Float.POSITIVE_INFINITY, 3, Float.NEGATIVE_INFINITY };
		final float[] plane = convert(ArrayImgs.floats(values, 3, 2), "auto", range).planes()[0];
		assertEquals(0, plane[0]);
		assertEquals(0, plane[1]);
		assertEquals(127.5, plane[2], 0.5);
		assertEquals(0, plane[3]);
		assertEquals(255, plane[4]);
		assertEquals(0, plane[5]);
	}

	@ParameterizedTest
	@ValueSource(floats = { 0, -7.5f, 1e30f, Float.NaN })
	void constantImagesAreBlack(final float value) {
		final float[] values = { value, value, value, value };
		for (final String range : new String[] { "auto", "minmax", "percentile" })
			for (final float level : convert(ArrayImgs.floats(values, 2, 2), "auto", range).planes()[0])
				assertEquals(0, level);
	}

	@Test
	void channelsAreStretchedOneByOne() {
		final short[] values = { 0, 10, 0, 1000, 500, 1500 };
		final Picture picture = convert(ArrayImgs.unsignedShorts(values, 2, 1, 3), "auto", "minmax");
		for (final float[] plane : picture.planes())
			assertArrayEquals(new float[] { 0, 255 }, plane);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "red | channels: \"red\" is not valid", "0 | channels: \"0\"",
		"1,2,3,4 | channels:", "1, | channels:", "4 | channels: 4 selects channel 4, but the image has 3" })
	void unusableChannelsNameTheKey(final String channels, final String message) {
		final UserException e = assertThrows(UserException.class,
			() -> convert(ArrayImgs.unsignedBytes(2, 2, 3), channels, "auto"));
		assertTrue(e.getMessage().startsWith(message), e.getMessage());
		assertEquals(1, e.getMessage().lines().count());
	}

	@ParameterizedTest
	@ValueSource(strings = { "bright", "5,5", "9,3", "1", "1,2,3", "NaN,3", "0,Infinity", "", "a,b" })
	void unusableRangesNameTheKey(final String range) {
		final UserException e = assertThrows(UserException.class,
			() -> convert(ArrayImgs.unsignedBytes(2, 2), "auto", range));
		assertTrue(e.getMessage().startsWith("intensity_range: \"" + range + "\" is not valid"), e.getMessage());
	}

	@Test
	void typeRangeNeedsWholeNumbers() {
		final UserException e = assertThrows(UserException.class, () -> convert(ArrayImgs.floats(2, 2), "auto", "type"));
		assertTrue(e.getMessage().startsWith("intensity_range: type has no meaning for floating-point"),
			e.getMessage());
	}

	@Test
	void imagesWithoutPixelsAreRefused() {
		final RandomAccessibleInterval<UnsignedByteType> none = Views.interval(ArrayImgs.unsignedBytes(2, 2),
			new long[] { 0, 0 }, new long[] { -1, 1 });
		final UserException e = assertThrows(UserException.class, () -> convert(none, "auto", "auto"));
		assertTrue(e.getMessage().startsWith("image: has no pixels"), e.getMessage());
	}
}
