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

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.reflect.Field;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import ij.IJ;
import sc.fiji.ssd.imagej.installed.SuppressedErrors;
import ij.macro.Interpreter;

/** Tests {@link SuppressedErrors} as a macro that calls a command would see it. */
class SuppressedErrorsTest {

	private static Field interpreter() throws ReflectiveOperationException {
		final Field field = IJ.class.getDeclaredField("macroInterpreter");
		field.setAccessible(true);
		return field;
	}

	@AfterEach
	void noMacro() throws ReflectiveOperationException {
		interpreter().set(null, null);
	}

	@Test
	void anErrorDoesNotEndTheMacro() throws ReflectiveOperationException {
		final Interpreter macro = new Interpreter();
		interpreter().set(null, macro);
		try (SuppressedErrors aside = new SuppressedErrors()) {
			IJ.error("Opener", "one image is damaged");
		}
		assertSame(macro, interpreter().get(null));
		assertFalse(macro.wasError());
		assertNull(macro.getErrorMessage());
	}

	/** Two threads that read images at the same time: the first to begin is not the last to end. */
	@Test
	void overlappingOnesRestoreTheMacro() throws ReflectiveOperationException {
		final Interpreter macro = new Interpreter();
		interpreter().set(null, macro);
		final SuppressedErrors first = new SuppressedErrors(), second = new SuppressedErrors();
		first.close();
		assertNull(interpreter().get(null), "the second is still open");
		second.close();
		assertSame(macro, interpreter().get(null));
		assertFalse(macro.wasError());
	}
}
