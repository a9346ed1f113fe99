package sc.fiji.ssd.model;

import java.util.List;

/**
 * How pixels become the network's input; stored in the model, so that detection
 * prepares images as training did.
 *
 * @param order of the three input planes, {@code BGR} or {@code RGB}
 * @param mean subtracted from the planes, in their order, on the 0 to 255 scale
 *          (Caffe: 104, 117, 123)
 * @param scale factor after the mean is off; 1 in Caffe
 * @param channels of the image that become red, green and blue: {@code auto}
 *          (RGB as it is, grey thrice, else the first three), or 1-based numbers
 *          with commas, such as {@code 2} or {@code 3,1,2}
 * @param intensityRange what becomes 0 and 255: {@code auto} (8-bit as it is,
 *          else {@code percentile}), {@code type} (the whole range of the pixel
 *          type), {@code minmax} or {@code percentile} (0.1 to 99.9) of each
 *          image and channel, or {@code LOW,HIGH}
 */
public record Preprocessing(String order, List<Double> mean, double scale, String channels, String intensityRange) {

	/** Caffe's, with channels and range found from the image. */
	public static final Preprocessing CAFFE = new Preprocessing("BGR", List.of(104.0, 117.0, 123.0), 1, "auto", "auto");

	public Preprocessing {
		mean = List.copyOf(mean);
	}

	/**
	 * @param newChannels see {@link #channels()}
	 * @param newRange see {@link #intensityRange()}
	 * @return the same with other channels and range
	 */
	public Preprocessing with(final String newChannels, final String newRange) {
		return new Preprocessing(order, mean, scale, newChannels, newRange);
	}
}
