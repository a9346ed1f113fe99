package sc.fiji.ssd.commands;

/** How a program ends that ran one of this plugin's commands. */
public enum ExitCode {

	/** All is done. */
	DONE(0),

	/** It could not be done, or was stopped. */
	FAILED(1),

	/** A key is missing or unknown, or its value was refused, before any work was done: trying again changes nothing. */
	BAD_ARGUMENTS(2),

	/** All is done but for some images, which {@code failures.csv} names. */
	SOME_IMAGES_FAILED(3);

	private final int code;

	ExitCode(final int code) {
		this.code = code;
	}

	/** @return the code of the process */
	public int code() {
		return code;
	}
}
