package sc.fiji.ssd.imagej;

import java.lang.reflect.Field;
import java.util.Map;

import org.scijava.thread.ThreadService;

import ij.ImagePlus;
import ij.WindowManager;

/**
 * The image that a command is to work on when none is given: the one that
 * {@code IJ.run(image, command, options)} names, shown or not, else the active
 * one. ImageJ notes the former by thread, and SciJava runs a command in another
 * thread than its caller's.
 */
public final class CallerImage {

	private static final Field BY_THREAD = field();

	private CallerImage() {}

	/**
	 * To be called in the command's thread.
	 *
	 * @param threads knows who started this thread
	 * @return null if there is none
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
			return BY_THREAD != null && BY_THREAD.get(null) instanceof Map<?, ?> images && images.get(
				thread) instanceof ImagePlus image ? image : null;
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
