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
package sc.fiji.ssd.imagej.read;

import java.util.Locale;

import sc.fiji.ssd.io.NumberText;
import sc.fiji.ssd.io.UserException;

/**
 * The time and memory that reading one image may take.
 *
 * @param seconds for a whole image, or for a plane of one that is read plane by plane
 * @param bytes of memory for the pixels of a plane
 */
public record ReadLimits(double seconds, long bytes) {

	/** Two minutes, as even a slow network share delivers a large plane by then, and all of Java's memory. */
	public static final ReadLimits DEFAULT = new ReadLimits(120, Runtime.getRuntime().maxMemory());

	private static final String AUTO = "auto";

	/**
	 * @param seconds the key {@code image_seconds}: a number above 0, or auto
	 * @param memory the key {@code image_memory}: MiB, a number above 0, or auto
	 * @return the limits; auto is {@link #DEFAULT}
	 * @throws UserException naming the key
	 */
	public static ReadLimits parse(final String seconds, final String memory) {
		return new ReadLimits(isAuto(seconds) ? DEFAULT.seconds : number("image_seconds", seconds, "seconds", 1e6),
			isAuto(memory) ? DEFAULT.bytes : (long) (number("image_memory", memory, "MiB", 1e9) * (1 << 20)));
	}

	private static boolean isAuto(final String value) {
		return value == null || value.isBlank() || AUTO.equals(value.strip().toLowerCase(Locale.ROOT));
	}

	private static double number(final String key, final String value, final String unit, final double most) {
		final double number = NumberText.parse(value.strip());
				if (number > 0 && number <= most) return number;
		throw new UserException(key + ": '" + value + "' is not valid; use auto or a number of " + unit + " above 0");
	}
}
