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
package sc.fiji.ssd.engine.cudnn.convolution;

import static org.bytedeco.cuda.global.cudnn.*;

import java.util.List;

/**
 * The rules for choosing kernels. If no kernel keeps all of them, the next best is used and reported.
 *
 * @param precision of the maps
 * @param deterministic whether results must repeat to the bit
 */
record KernelRules(Precision precision, boolean deterministic) {

	/** The rules that are given up, from none to all. */
	enum Concession {
		/** No rule. */
		NONE(""),
		/** Products of float32 may be rounded. */
		ROUNDING("has no kernel in full float32; factors are rounded as in tf32"),
		/** The order of sums may vary. */
		ORDER("has no kernel that sums in a fixed order; results may differ in the last digits from run to run"),
		/** Both. */
		BOTH(
			"has no kernel in full float32 and none that sums in a fixed order; factors are rounded as in tf32, and results may " +
				"differ in the last digits from run to run");

		private final String text;

		Concession(final String text) {
			this.text = text;
		}

		/** @return the words for the user, after the layer's name */
		String text() {
			return text;
		}
	}

	/**
	 * cuDNN's notes on a kernel.
	 *
	 * @param numerical CUDNN_NUMERICAL_NOTE_...
	 * @param compiled whether it is compiled when a plan is built, which takes a second or more
	 */
	record Notes(List<Integer> numerical, boolean compiled) {}

	/** @return whether the kernel may be taken */
	boolean allow(final Notes notes, final Concession concession) {
		if (notes.numerical.contains(CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION)) return false;
		final boolean nondeterministic = notes.numerical.contains(CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC);
		if (deterministic && nondeterministic && !givesUpOrder(concession)) return false;
		// a kernel in tf32 rounds what it reads, and may say so
		if (precision == Precision.TF32) return true;
		final boolean rounds = notes.numerical.contains(CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS) ||
			precision == Precision.FLOAT32 && notes.numerical.contains(CUDNN_NUMERICAL_NOTE_TENSOR_CORE);
		return !rounds || precision == Precision.FLOAT32 && givesUpBits(concession);
	}

	private static boolean givesUpOrder(final Concession concession) {
		return concession == Concession.ORDER || concession == Concession.BOTH;
	}

	private static boolean givesUpBits(final Concession concession) {
		return concession == Concession.ROUNDING || concession == Concession.BOTH;
	}

	/** @return whether the concession allows what the rules forbid */
	boolean helps(final Concession concession) {
		return switch (concession) {
			case NONE -> true;
			case ROUNDING -> precision == Precision.FLOAT32;
			case ORDER -> deterministic;
			case BOTH -> deterministic && precision == Precision.FLOAT32;
		};
	}
}
