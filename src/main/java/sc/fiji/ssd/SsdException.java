package sc.fiji.ssd;

/**
 * A problem that the user can mend.
 * <p>
 * The message is one line that names the file or the key, says what is wrong
 * and what to do. Commands show the message alone, never the stack trace.
 * </p>
 */
public class SsdException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** @param message one line: which file or key, what is wrong, what to do */
	public SsdException(final String message) {
		super(message);
	}

	/**
	 * @param message one line: which file or key, what is wrong, what to do
	 * @param cause what was caught, kept for the debug log
	 */
	public SsdException(final String message, final Throwable cause) {
		super(message, cause);
	}
}
