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
package sc.fiji.ssd.model.weights.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.UserException;

/**
 * An array inside a weight file. Its numbers stay there until they are requested, so that opening a file costs little,
 * whatever the file claims.
 *
 * @param file that holds it
 * @param name it has in the file
 * @param shape its dimensions, checked: not negative, and as many numbers as
 *          {@link Values} has
 * @param values where the numbers are
 */
public record StoredArray(Path file, String name, int[] shape, Values values) {

	/** The numbers of an array, row-major. */
	@FunctionalInterface
	interface Values {

		/**
		 * @param first index of the first number wanted
		 * @param out is filled
		 * @throws IOException if the file has changed or cannot be read
		 */
		void read(long first, float[] out) throws IOException;
	}

	/** @return the number of its numbers */
	public long size() {
		return NamedWeights.volume(shape);
	}

	/**
	 * @param first index of the first number, row-major
	 * @param count how many
	 * @return the numbers as float32
	 * @throws UserException if they cannot be read
	 */
	public float[] read(final long first, final int count) {
		final float[] out = new float[count];
		try {
			values.read(first, out);
		}
		catch (final IOException | RuntimeException e) {
			throw new UserException(
				"source: " + name + " in " + file + " cannot be read: " + OneLine.first(e) + "; download the file again.",
				e);
		}
		return out;
	}

	/** @return all numbers as float32 */
	public float[] read() {
		return read(0, Math.toIntExact(size()));
	}

	public String describe() {
		return Arrays.toString(shape);
	}
}
