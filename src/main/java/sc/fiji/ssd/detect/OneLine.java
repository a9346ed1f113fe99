package sc.fiji.ssd.detect;

import java.io.IOException;

import sc.fiji.ssd.SsdException;

/** What went wrong, in one line. */
final class OneLine {

	private OneLine() {}

	static String of(final Throwable e) {
		final String message = e.getMessage() == null ? "" : e.getMessage().replaceAll("\\p{Cntrl}+", " ").strip();
		final boolean plain = e instanceof SsdException || e.getClass() == IOException.class;
		if (plain && !message.isEmpty()) return message;
		return message.isEmpty() ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": " + message;
	}
}
