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
package sc.fiji.ssd.detect;

import java.util.function.BooleanSupplier;

/** Is told about the progress of a run over many images, and may end it. */
@FunctionalInterface
public interface DetectionProgress {

	/**
	 * @param done images that are finished, failed ones included
	 * @param total images of this run
	 * @param message one line about the last one
	 */
	void progress(int done, int total, String message);

	/** @return whether to end after the current image; what is done is kept */
	default boolean canceled() {
		return false;
	}

	/** @param ended ends the run as well @return the same, ended by either */
	default DetectionProgress until(final BooleanSupplier ended) {
		return new Until(this, ended);
	}

	/** See {@link #until}. */
	record Until(DetectionProgress progress, BooleanSupplier ended) implements DetectionProgress {

		@Override
		public void progress(final int done, final int total, final String message) {
			progress.progress(done, total, message);
		}

		@Override
		public boolean canceled() {
			return ended.getAsBoolean() || progress.canceled();
		}
	}
}
