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
package sc.fiji.ssd.imagej.host;

import java.lang.reflect.Field;
import java.util.Map;

import org.scijava.thread.ThreadService;

import ij.ImagePlus;
import ij.WindowManager;

/**
 * The image that a command works on if none is given: the one that {@code IJ.run(image, command, options)} names, shown
 * or not, otherwise the active one. ImageJ notes the former by thread, and SciJava runs a command in another thread
 * than its caller's.
 */
public final class CallerImage {

	private static final Field BY_THREAD = field();

	private CallerImage() {}

	/**
	 * To be called in the command's thread.
	 *
	 * @param threads knows who started this thread
	 * @return null if it does not exist
	 */
	public static ImagePlus of(final ThreadService threads) {
		final ImagePlus own = WindowManager.getTempCurrentImage();
		if (own != null) return own;
		final Thread caller = threads.getParent(Thread.currentThread());
		final ImagePlus named = caller == null ? null : named(caller);
		return named != null ? named : WindowManager.getCurrentImage();
	}

	private static ImagePlus named(final Thread thread) {
		try {
			return BY_THREAD != null && BY_THREAD.get(null) instanceof Map<?, ?> images &&
				images.get(thread) instanceof ImagePlus image ? image : null;
		}
		catch (final IllegalAccessException e) {
			return null;
		}
	}

	private static Field field() {
		try {
			final Field field = WindowManager.class.getDeclaredField("tempImageTable");
			field.setAccessible(true);
			return field;
		}
		catch (final ReflectiveOperationException | RuntimeException e) {
			return null; // another ImageJ: the active image has to do
		}
	}
}
