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
package sc.fiji.ssd.data.synthetic;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Takes the picture of a synthetic field: light of the objects and of everything around them, uneven illumination, shot
 * and read noise, 8 bits.
 */
final class Exposure {

	private final int size;

	private final int clutter;
	private final Random random;

	/** Light of a pixel in grey levels. */
	private final double[] light;

	/**
	 * @param size of the square field
	 * @param clutter factor on the number of things that are not objects
	 * @param random the field's; drawn from in a fixed order
	 */
	Exposure(final int size, final int clutter, final Random random) {
		this.size = size;
		this.clutter = clutter;
		this.random = random;
		this.light = new double[size * size];
	}

	/** @return unsigned 8-bit pixels, row by row */
	byte[] take(final List<SyntheticFields.Placed> objects) {
		final double brightness = between(105, 230);
		final double blur = between(0.9, 2.2);
		final double background = between(8, 34);
		Arrays.fill(light, background);
		haze(brightness);
		for (final SyntheticFields.Placed object : objects)
			// logarithmic, so that dim ones are as common as bright ones
			draw(object.shape(), brightness * StrictMath.exp(between(StrictMath.log(0.28), 0)), blur * between(0.9, 1.6));
		specks(brightness);
		illuminate();
		return record();
	}

	private double between(final double low, final double high) {
		return low + (high - low) * random.nextDouble();
	}

	private void draw(final FieldShape shape, final double amplitude, final double blur) {
		final int reach = (int) Math.ceil(shape.reach() + 3 * blur);
		final int cx = (int) Math.floor(shape.x());
		final int cy = (int) Math.floor(shape.y());
		for (int py = Math.max(0, cy - reach); py <= Math.min(size - 1, cy + reach); py++)
			for (int px = Math.max(0, cx - reach); px <= Math.min(size - 1, cx + reach); px++)
				light[py * size + px] += amplitude *
					shape.light(shape.u(px + 0.5, py + 0.5), shape.v(px + 0.5, py + 0.5), blur);
	}

	/** Broad glow of objects far out of focus, and blobs less far out. */
	private void haze(final double brightness) {
		final int glows = clutter * (1 + random.nextInt(3));
		for (int i = 0; i < glows; i++)
			blob(between(0, size), between(0, size), between(35, 90), between(35, 90), brightness * between(0.05, 0.2));
		final int defocused = clutter * random.nextInt(5);
		for (int i = 0; i < defocused; i++)
			blob(between(0, size), between(0, size), between(10, 20), between(10, 20),
				brightness * between(0.05, 0.18));
	}

	/** Debris: smaller than any object, some of it bright. */
	private void specks(final double brightness) {
		final int count = clutter * random.nextInt(9);
		for (int i = 0; i < count; i++) {
			final double width = between(0.8, 2.0);
			blob(between(0, size), between(0, size), width, width * between(0.7, 1.6), brightness * between(0.2, 1.1));
		}
	}

	private void blob(final double x, final double y, final double sx, final double sy, final double amplitude) {
		final double[] alongX = new double[size];
		for (int px = 0; px < size; px++)
			alongX[px] = StrictMath.exp(-(px + 0.5 - x) * (px + 0.5 - x) / (2 * sx * sx));
		for (int py = 0; py < size; py++) {
			final double row = amplitude * StrictMath.exp(-(py + 0.5 - y) * (py + 0.5 - y) / (2 * sy * sy));
			if (row < 1e-3) continue;
			for (int px = 0; px < size; px++)
				light[py * size + px] += row * alongX[px];
		}
	}

	/** Brightest near a point off the centre, falling off with the square, and tilted. */
	private void illuminate() {
		final double x = between(0.3, 0.7);
		final double y = between(0.3, 0.7);
		final double fall = between(0.1, 0.9);
		final double tiltX = between(-0.25, 0.25);
		final double tiltY = between(-0.25, 0.25);
		for (int py = 0; py < size; py++)
			for (int px = 0; px < size; px++) {
				final double dx = (px + 0.5) / size - x;
				final double dy = (py + 0.5) / size - y;
				light[py * size + px] *= (1 + tiltX * dx + tiltY * dy) / (1 + fall * (dx * dx + dy * dy) * 1.6);
			}
	}

	private byte[] record() {
		final double photonsPerLevel = between(1.2, 6);
		final double readNoise = between(1, 3.5);
		final byte[] pixels = new byte[light.length];
		for (int i = 0; i < pixels.length; i++) {
			final double deviation = Math.sqrt(light[i] / photonsPerLevel + readNoise * readNoise);
			final double level = light[i] + deviation * gaussian();
			pixels[i] = (byte) (level <= 0 ? 0 : level >= 255 ? 255 : (int) (level + 0.5));
		}
		return pixels;
	}

	/** Marsaglia's polar method, on functions that are the same everywhere. */
	private double gaussian() {
		while (true) {
			final double a = 2 * random.nextDouble() - 1;
			final double b = 2 * random.nextDouble() - 1;
			final double s = a * a + b * b;
			if (s > 0 && s < 1) return a * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
		}
	}
}
