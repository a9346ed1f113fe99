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
package sc.fiji.ssd.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.io.DamagedFileException;

/**
 * Float32 arrays by name: {@code LAYER.weight} (convolutions OIHW) and
 * {@code LAYER.bias}, with Caffe's layer names; a batch normalisation also has
 * {@code LAYER.running_mean} and {@code LAYER.running_var}, which are not learned. Weights, gradients and momenta
 * travel in this form between engines and files.
 *
 * @param arrays the arrays in the order of the network's layers
 */
public record NamedWeights(Map<String, Array> arrays) {

	/** Ends the name of a kernel or a scale. */
	public static final String WEIGHT = ".weight";

	/** Ends the name of a bias. */
	public static final String BIAS = ".bias";

	/** Ends the name of the running mean of a {@link Layer.BatchNorm}. */
	public static final String MEAN = ".running_mean";

	/** Ends the name of the running variance of a {@link Layer.BatchNorm}. */
	public static final String VARIANCE = ".running_var";

	/** All endings of names. */
	public static final List<String> KINDS = List.of(WEIGHT, BIAS, MEAN, VARIANCE);

	/**
	 * One array, row-major.
	 *
	 * @param shape its dimensions
	 * @param values as many values as the shape has; not copied
	 */
	public record Array(int[] shape, float[] values) {

		public Array {
			if (values.length != volume(shape))
				throw new IllegalArgumentException(
					"Shape " + Arrays.toString(shape) + " does not match " + values.length + " values");
		}
	}

	public NamedWeights {
		arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
	}

	/**
	 * @param name of an array
	 * @return the array
	 * @throws IllegalArgumentException if it does not exist
	 */
	public Array get(final String name) {
		final Array array = arrays.get(name);
		if (array == null) throw new IllegalArgumentException("No weights named " + name);
		return array;
	}

	/**
	 * @param network whose parameters these should be
	 * @return what does not fit, a line for each array, with both shapes; empty if
	 *         all fits
	 */
	public List<String> mismatches(final NetworkSpec network) {
		final List<String> lines = new ArrayList<>();
		final Map<String, int[]> shapes = network.parameterShapes();
		shapes.forEach((name, shape) -> {
			final Array array = arrays.get(name);
			if (array == null) lines.add(name + " is missing, expected " + Arrays.toString(shape));
			else
				if (!Arrays.equals(array.shape(), shape))
					lines.add(name + " is " + Arrays.toString(array.shape()) + ", expected " + Arrays.toString(shape));
		});
		for (final String name : arrays.keySet())
			if (!shapes.containsKey(name)) lines.add(name + " is not in the network");
		return lines;
	}

	/**
	 * @param name of an array, for the message
	 * @param dimensions as a file claims them
	 * @param available numbers that are there
	 * @return them, checked
	 * @throws DamagedFileException if one is negative, or they hold another number of numbers than there are
	 */
	public static int[] shape(final String name, final long[] dimensions, final long available)
		throws DamagedFileException
	{
		final int[] shape = new int[dimensions.length];
		long volume = 1;
		for (int i = 0; i < shape.length; i++) {
			final long n = dimensions[i];
			if (n < 0 || n > Integer.MAX_VALUE)
				throw new DamagedFileException(name + " claims the shape " + Arrays.toString(dimensions));
			// beyond the limit it only has to differ
			volume = n > 0 && volume > available / n ? available + 1 : volume * n;
			shape[i] = (int) n;
		}
		if (volume != available) throw new DamagedFileException(
			name + " claims the shape " + Arrays.toString(dimensions) + " but has " + available + " numbers");
		return shape;
	}

	public static long volume(final int[] shape) {
		long volume = 1;
		for (final int n : shape)
			volume = Math.multiplyExact(volume, n);
		return volume;
	}
}
