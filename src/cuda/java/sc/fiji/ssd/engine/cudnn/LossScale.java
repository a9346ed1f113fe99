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
package sc.fiji.ssd.engine.cudnn;

import java.nio.FloatBuffer;

import org.bytedeco.javacpp.BytePointer;

import sc.fiji.ssd.engine.cudnn.convolution.Precision;
import sc.fiji.ssd.engine.cudnn.driver.Cuda;

/**
 * The scale of the loss, which keeps small derivatives in the range of float16. It is halved whenever a derivative
 * overflows and doubled after a thousand passes without overflow. In other precisions it is 1.
 */
final class LossScale {

	private static final float FIRST = 1024, MOST = 65536, LEAST = 1f / 65536;
	private static final int PASSES_TO_DOUBLE = 1000;

	private final Cuda cuda;
	private final boolean used;
	private final BytePointer small;
	private final long both;
	private final long flag;
	private float scale;
	private int goodPasses;

	LossScale(final Cuda cuda, final Precision precision) {
		this.cuda = cuda;
		used = precision == Precision.FLOAT16;
		small = cuda.pinned(2L * Float.BYTES);
		both = cuda.allocate(2L * Float.BYTES);
		flag = cuda.zeros(Integer.BYTES);
		scale = used ? FIRST : 1;
		write();
	}

	/** @return address of the factor and its inverse, float */
	long address() {
		return both;
	}

	/** @return address of an int that is set where a derivative is not finite */
	long flag() {
		return flag;
	}

	/** @return whether derivatives can overflow */
	boolean isUsed() {
		return used;
	}

	/** Starts a batch. */
	void begin() {
		if (goodPasses < PASSES_TO_DOUBLE || scale >= MOST) return;
		goodPasses = 0;
		scale *= 2;
		write();
	}

	/**
	 * Waits for the GPU.
	 *
	 * @param watch sets the flag where a derivative is not finite
	 * @return whether the pass has to be done again, with the factor that is now half as large
	 */
	boolean overflows(final Runnable watch) {
		cuda.clear(flag, Integer.BYTES);
		watch.run();
		cuda.toHost(small, flag, Integer.BYTES);
		cuda.finish();
		final boolean overflows = small.getInt() != 0;
		goodPasses = overflows ? 0 : goodPasses + 1;
		if (!overflows || scale <= LEAST) return false;
		scale /= 2;
		write();
		return true;
	}

	private void write() {
		final FloatBuffer values = HostBuffers.floats(small, 2);
		values.put(0, scale).put(1, 1 / scale);
		cuda.toCard(both, small, 2L * Float.BYTES);
		cuda.finish();
	}
}
