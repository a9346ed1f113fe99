package sc.fiji.ssd.engine.cudnn;

/** A call of CUDA or cuDNN that failed. */
class CudaException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	CudaException(final String message) {
		super(message);
	}

	/** The card has not as much memory free as was asked for. */
	static final class OutOfMemory extends CudaException {

		private static final long serialVersionUID = 1L;

		OutOfMemory(final String message) {
			super(message);
		}
	}
}
