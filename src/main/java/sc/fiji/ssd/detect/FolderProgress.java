package sc.fiji.ssd.detect;

/** Hears how far a run over many images is, and may end it. */
@FunctionalInterface
public interface FolderProgress {

	/**
	 * @param done images that are finished, failed ones included
	 * @param total images of this run
	 * @param message one line about the last one
	 */
	void progress(int done, int total, String message);

	/** @return whether to end after the current image; what is done is kept */
	default boolean canceled() {
		return false;
	}
}
