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
package sc.fiji.ssd.imagej.installed;

import java.lang.reflect.Field;

import ij.IJ;
import ij.Macro;

/**
 * While it is open, messages of {@code IJ.error} go to the log; they open no dialog and do not end the running
 * macro. So one damaged image does not end a folder run.
 */
public final class SuppressedErrors implements AutoCloseable {

	// While a macro calls a command, IJ.error ends it through this field, whatever was redirected.
	private static final Field INTERPRETER = field(IJ.class, "macroInterpreter");
	private static final Field ABORT = field(Macro.class, "abort");

	/** Number of open instances in all threads: the first saves ImageJ's state, the last one restores it. */
	private static int open;
	private static Object interpreter;
	private static Object abort;

	public SuppressedErrors() {
		synchronized (SuppressedErrors.class) {
			if (open++ == 0) {
				interpreter = get(INTERPRETER);
				abort = get(ABORT);
				set(INTERPRETER, null);
			}
			IJ.redirectErrorMessages(true); // ImageJ takes it back after each error
		}
	}

	@Override
	public void close() {
		synchronized (SuppressedErrors.class) {
			if (--open > 0) {
				IJ.redirectErrorMessages(true);
				return;
			}
			IJ.redirectErrorMessages(false);
			set(ABORT, abort);
			set(INTERPRETER, interpreter);
		}
	}

	private static Field field(final Class<?> type, final String name) {
		try {
			final Field field = type.getDeclaredField(name);
			field.setAccessible(true);
			return field;
		}
		catch (final ReflectiveOperationException | RuntimeException e) {
			return null; // another ImageJ: redirecting alone has to do
		}
	}

	private static Object get(final Field field) {
		try {
			return field == null ? null : field.get(null);
		}
		catch (final IllegalAccessException e) {
			return null;
		}
	}

	private static void set(final Field field, final Object value) {
		try {
			if (field != null) field.set(null, value);
		}
		catch (final IllegalAccessException e) {
			throw new IllegalStateException(e);
		}
	}
}
