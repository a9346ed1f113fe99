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
package sc.fiji.ssd.engine.gpu;

import java.util.function.Consumer;

/** The number of images of a batch that a device computes at once: all of them, or as many as fit into its memory. */
public final class AdaptiveBatch {

	private int count;

	/** @param count initial number of images, at least 1 */
	public AdaptiveBatch(final int count) {
		this.count = count;
	}

	/** @return the current number of images */
	public int count() {
		return count;
	}

	/**
	 * Runs a call that allocates memory, and repeats it with half as many images as long as memory is too small.
	 *
	 * @param <E> thrown where there is too little memory
	 * @param tooLittle its class
	 * @param call may be done again; reads {@link #count()}
	 * @param free frees what the call has allocated
	 * @param smaller is told about the new count
	 * @throws E if there is not even enough for one image
	 */
	public <E extends RuntimeException> void fitting(final Class<E> tooLittle, final Runnable call, final Runnable free,
		final Consumer<E> smaller)
	{
		while (true)
			try {
				call.run();
				return;
			}
			catch (final RuntimeException e) {
				if (!tooLittle.isInstance(e)) throw e;
				free.run();
				if (count == 1) throw e;
				count = (count + 1) / 2;
				smaller.accept(tooLittle.cast(e));
			}
	}
}
