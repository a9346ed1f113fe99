package sc.fiji.ssd.imagej;

import java.lang.reflect.Field;

import ij.IJ;
import ij.Macro;

/**
 * Between its making and {@link #close}, what ImageJ reports with
 * {@code IJ.error} goes to its log, opens no dialog and does not end the macro
 * that is running. So one damaged image does not end a folder run.
 */
final class ErrorsAside implements AutoCloseable {

	// While a macro calls a command, IJ.error ends it through this field, whatever was redirected.
	private static final Field INTERPRETER = field(IJ.class, "macroInterpreter");
	private static final Field ABORT = field(Macro.class, "abort");

	/** How many are open, by whatever thread: the first puts ImageJ's state aside, the last one back. */
	private static int open;
	private static Object interpreter;
	private static Object abort;

	ErrorsAside() {
		synchronized (ErrorsAside.class) {
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
		synchronized (ErrorsAside.class) {
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
