package sc.fiji.ssd.imagej;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.reflect.Field;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import ij.IJ;
import ij.macro.Interpreter;

/** Tests {@link ErrorsAside} as a macro that calls a command would see it. */
class ErrorsAsideTest {

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
		try (ErrorsAside aside = new ErrorsAside()) {
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
		final ErrorsAside first = new ErrorsAside(), second = new ErrorsAside();
		first.close();
		assertNull(interpreter().get(null), "the second is still open");
		second.close();
		assertSame(macro, interpreter().get(null));
		assertFalse(macro.wasError());
	}
}
