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
package sc.fiji.ssd.data;

/**
 * The result of checking a folder against a format: whether it fits, and if not, why.
 *
 * @param verdict how well it fits
 * @param reason what is missing, as part of a sentence: {@code it has no folder
 *          labels}; empty if the folder fits
 */
public record Recognition(Verdict verdict, String reason) {

	/** How well a folder fits a format. */
	public enum Verdict {
			/** It can be opened. */
			YES,
			/** Part of the layout is there, but not all of it: the user should be told. */
			NEARLY,
			/** No part of the layout is there. */
			NO
	}

	/**
	 * @param fits whether the folder is laid out this way
	 * @param missing what is missing otherwise, as part of a sentence
	 * @return that the folder can be opened, or that nothing of the layout is there
	 */
	public static Recognition of(final boolean fits, final String missing) {
		return fits ? yes() : no(missing);
	}

	/** @return that the folder is laid out this way */
	public static Recognition yes() {
		return new Recognition(Verdict.YES, "");
	}

	/**
	 * @param reason what is missing, as part of a sentence
	 * @return that part of the layout is there
	 */
	public static Recognition nearly(final String reason) {
		return new Recognition(Verdict.NEARLY, reason);
	}

	/**
	 * @param reason what is missing, as part of a sentence
	 * @return that nothing of the layout is there
	 */
	public static Recognition no(final String reason) {
		return new Recognition(Verdict.NO, reason);
	}

	/** @return whether the folder can be opened in this format */
	public boolean isYes() {
		return verdict == Verdict.YES;
	}
}
