package sc.fiji.ssd.image;

/** The five ways of resizing that SSD's training draws from; OpenCV's. */
public enum Interpolation {
		/** {@code cv::INTER_NEAREST}: the pixel at floor(x * scale) */
		NEAREST,
		/** {@code cv::INTER_LINEAR}: half-pixel centres, no smoothing when shrinking; the one used for detection */
		BILINEAR,
		/** {@code cv::INTER_CUBIC}: four taps, a = -0.75 */
		BICUBIC,
		/** {@code cv::INTER_AREA}: the mean over the covered area when shrinking, two taps when enlarging */
		AREA,
		/** {@code cv::INTER_LANCZOS4}: eight taps */
		LANCZOS4
}
