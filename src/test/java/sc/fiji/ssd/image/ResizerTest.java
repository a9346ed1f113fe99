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
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.google.gson.Gson;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against OpenCV 4.6 and torch 1.13; see golden/resize.py. */
class ResizerTest {

	private static final class Golden {

		int width;

		int height;

		float[] source;

		List<Case> cases;
	}

	private static final class Case {

		String oracle;

		Interpolation how;

		int width;

		int height;

		float[] values;

		@Override
		public String toString() {
			return oracle + " " + how + " " + width + "x" + height;
		}
	}

	private static Golden golden() {
		try (Reader in = new InputStreamReader(ResizerTest.class.getResourceAsStream("/sc/fiji/ssd/golden/resize.json"),
			StandardCharsets.UTF_8))
		{
			return new Gson().fromJson(in, Golden.class);
		}
		catch (final IOException e) {
			throw new IllegalStateException(e);
		}
	}

	static Stream<Case> cases() {
		return golden().cases.stream();
	}

	/**
	 * Equal to OpenCV, but for a few cubic values that its vector code computes in
	 * floating point; within one level of torch, which knows no fixed-point weights.
	 */
	@ParameterizedTest
	@MethodSource("cases")
	void equalsTheOracle(final Case expected) {
		final Golden golden = golden();
		final Picture picture = new Picture(golden.width, golden.height);
		for (final float[] plane : picture.planes())
			System.arraycopy(golden.source, 0, plane, 0, plane.length);
		final Picture result = Resizer.resize(picture, expected.width, expected.height, expected.how);
		assertEquals(expected.width * expected.height, expected.values.length);
		int different = 0;
		for (int i = 0; i < expected.values.length; i++) {
			final float value = result.planes()[0][i];
			assertEquals(expected.values[i], value, 1, "at " + i);
			if (value != expected.values[i]) different++;
		}
		if (expected.oracle.equals("opencv"))
			assertTrue(different <= (expected.how == Interpolation.BICUBIC ? 2 : 0),
				different + " of " + expected.values.length + " differ by a level");
		assertArrayEquals(result.planes()[0], result.planes()[2]);
	}

	/** torch's values are rounded in the golden file. */
	@Test
	void exactResizingEqualsTorch() {
		final Golden golden = golden();
		final Picture picture = new Picture(golden.width, golden.height);
		for (final float[] plane : picture.planes())
			System.arraycopy(golden.source, 0, plane, 0, plane.length);
		final List<Case> torch = cases().filter(c -> c.oracle.equals("torch") && c.how == Interpolation.BILINEAR)
			.toList();
		assertEquals(6, torch.size());
		for (final Case expected : torch) {
			final Picture result = Resizer.resizeExactly(picture, expected.width, expected.height);
			boolean whole = true;
			for (int i = 0; i < expected.values.length; i++) {
				assertEquals(expected.values[i], result.planes()[0][i], 0.5001, expected + " at " + i);
				whole &= result.planes()[0][i] == Math.rint(result.planes()[0][i]);
			}
			assertTrue(!whole, "rounded");
			assertArrayEquals(result.planes()[0], result.planes()[2]);
		}
	}

	@ParameterizedTest
	@EnumSource(Interpolation.class)
	void keepsAConstantPictureAndWholeLevels(final Interpolation how) {
		final Picture picture = new Picture(37, 29);
		Arrays.fill(picture.planes()[1], 201);
		for (final int[] size : new int[][] { { 300, 300 }, { 7, 50 }, { 1, 1 } }) {
			final Picture result = Resizer.resize(picture, size[0], size[1], how);
			assertEquals(size[0], result.width());
			assertEquals(size[1], result.height());
			for (final float value : result.planes()[1])
				assertEquals(201, value);
			for (final float value : result.planes()[0])
				assertEquals(0, value);
		}
	}

	@ParameterizedTest
	@EnumSource(Interpolation.class)
	void overshootsStayWithinTheScale(final Interpolation how) {
		final Picture picture = new Picture(8, 8);
		for (int i = 0; i < 64; i++)
			picture.planes()[0][i] = i % 8 < 4 ? 0 : 255;
		for (final float value : Resizer.resize(picture, 41, 41, how).planes()[0]) {
			assertTrue(value >= 0 && value <= 255);
			assertEquals(Math.rint(value), value);
		}
	}

	@Test
	void theSameSizeIsACopy() {
		final Picture picture = new Picture(5, 4);
		picture.planes()[0][7] = 99;
		final Picture result = Resizer.resize(picture, 5, 4, Interpolation.BICUBIC);
		assertNotSame(picture.planes()[0], result.planes()[0]);
		assertArrayEquals(picture.planes()[0], result.planes()[0]);
	}
}
