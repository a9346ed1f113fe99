package sc.fiji.ssd.model.weights;

import java.util.List;

import sc.fiji.ssd.model.Preprocessing;

/** How implementations other than Caffe's SSD prepare images. */
final class SsdPreprocessing {

	private static final String AUTO = "auto";

	/** amdegroot's and lufficc's: Caffe's means in the order of the planes. */
	static final Preprocessing PORTS = new Preprocessing("RGB", List.of(123.0, 117.0, 104.0), 1, AUTO, AUTO);

	/** torchvision's SSD: RGB / 255 minus (0.48235, 0.45882, 0.40784), divided by 1 / 255. */
	static final Preprocessing TORCHVISION = new Preprocessing("RGB", List.of(255 * 0.48235, 255 * 0.45882, 255 *
		0.40784), 1, AUTO, AUTO, Preprocessing.EXACT);

	/** Caffe's VGG16 as Keras prepares for it ({@code imagenet_utils}, mode caffe). */
	static final Preprocessing KERAS_VGG16 = new Preprocessing("BGR", List.of(103.939, 116.779, 123.68), 1, AUTO, AUTO);

	/**
	 * torchvision's classifiers: RGB / 255 minus (0.485, 0.456, 0.406), divided by
	 * {@link #TORCHVISION_VGG16_DEVIATION}; the division is in the first layer's
	 * weights after import.
	 */
	static final Preprocessing TORCHVISION_VGG16 = new Preprocessing("RGB", List.of(255 * 0.485, 255 * 0.456, 255 * 0.406),
		1, AUTO, AUTO);

	/** What torchvision's classifiers divide red, green and blue by. */
	static final double[] TORCHVISION_VGG16_DEVIATION = { 0.229, 0.224, 0.225 };

	private SsdPreprocessing() {}
}
