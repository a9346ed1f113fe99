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
package sc.fiji.ssd.engine.dl4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J's arrays of one engine: allocates flat ones, makes views of them, and frees them all. */
final class Arrays implements AutoCloseable {

	private final List<INDArray> allocated = new ArrayList<>();
	private final Map<String, INDArray> shared = new HashMap<>();

	/** @return a flat array of zeros */
	INDArray zeros(final long length) {
		final INDArray array = Nd4j.zeros(DataType.FLOAT, length);
		allocated.add(array);
		return array;
	}

	/**
	 * @param name name of an array that programs share
	 * @param length values that are needed; programs for fewer images come later and need fewer
	 * @return a flat array that was zero at first
	 */
	INDArray shared(final String name, final long length) {
		return shared.computeIfAbsent(name, n -> zeros(length));
	}

	/** @return a flat array with undefined values */
	INDArray uninitialized(final long length) {
		final INDArray array = Nd4j.createUninitialized(DataType.FLOAT, length);
		allocated.add(array);
		return array;
	}

	/** @return a dense view of a flat array, from an index on */
	static INDArray view(final INDArray flat, final long offset, final long... shape) {
		return strided(flat, offset, shape, Nd4j.getStrides(shape, 'c'));
	}

	/** @return a view of a flat array with these distances between neighbours */
	static INDArray strided(final INDArray flat, final long offset, final long[] shape, final long... strides) {
		return Nd4j.create(flat.data(), shape, strides, offset, 'c');
	}

	/** @return a map in the order n, h, w, c as a row for each pixel */
	static INDArray rows(final INDArray map) {
		return map.reshape('c', map.size(0) * map.size(1) * map.size(2), map.size(3));
	}

	/** Runs a native operation on arrays that exist. */
	static void run(final String operation, final INDArray[] in, final INDArray[] out, final int... settings) {
		Nd4j.getExecutioner().exec(
			DynamicCustomOp.builder(operation).addInputs(in).addOutputs(out).addIntegerArguments(settings).build());
	}

	@Override
	public void close() {
		allocated.forEach(INDArray::close);
		allocated.clear();
		shared.clear();
	}
}
