/*-
 * #%L
 * Trains, runs and evaluates SSD, the Single Shot MultiBox Detector (Liu et al., ECCV 2016), inside Fiji and ImageJ.
 * %%
 * Copyright (C) 2026 SSD for Fiji developers.
 * %%
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 * 
 * 1. Redistributions of source code must retain the above copyright notice,
 *    this list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the documentation
 *    and/or other materials provided with the distribution.
 * 
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
 * AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
 * IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
 * ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE
 * LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
 * CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
 * SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
 * INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
 * CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
 * ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
 * POSSIBILITY OF SUCH DAMAGE.
 * #L%
 */
package sc.fiji.ssd.model.weights.file;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The description of the network in a .caffemodel, without the weights. Field numbers are those of caffe.proto in the
 * authors' branch.
 *
 * @param layers with parameters, in the file's order
 */
public record CaffeNet(List<Layer> layers) {

	/** Fields of LayerParameter. */
	public static final int TRANSFORM = 100, CONVOLUTION = 106, POOLING = 121, INPUT = 143, PRIOR_BOX = 203,
		DETECTION_OUTPUT = 204;

	private static final int TRANSFORM_SCALE = 1, TRANSFORM_MEAN = 5, TRANSFORM_RESIZE = 8;
	private static final int RESIZE_HEIGHT = 3, RESIZE_WIDTH = 4;
	private static final int INPUT_SHAPE = 1, SHAPE_DIM = 1;
	private static final int PRIOR_IMAGE = 7, PRIOR_IMAGE_HEIGHT = 8, PRIOR_IMAGE_WIDTH = 9;

	/**
	 * One layer.
	 *
	 * @param name of the layer
	 * @param type Caffe's name of the type, such as {@code PriorBox}; empty in files
	 *          that have none
	 * @param bottoms names of the blobs that it reads
	 * @param parameters by field of LayerParameter
	 */
	public record Layer(String name, String type, List<String> bottoms, Map<Integer, CaffeFields> parameters) {

		public CaffeFields parameter(final int field) {
			return parameters.getOrDefault(field, CaffeFields.EMPTY);
		}
	}

	/** @return the layers that have parameters of a kind */
	public List<Layer> with(final int parameter) {
		return layers.stream().filter(l -> l.parameters().containsKey(parameter)).toList();
	}

	/** @return the parameters of a kind of a layer; empty if the file has none */
	public CaffeFields parameters(final String name, final int parameter) {
		return layers.stream().filter(l -> l.name().equals(name) && l.parameters().containsKey(parameter)).findFirst()
			.map(l -> l.parameter(parameter)).orElse(CaffeFields.EMPTY);
	}

	/**
	 * @return width and height of the network's input: that of the data layer, otherwise of the PriorBox layers; empty
	 * if neither has it
	 * @throws IOException if the input is not square
	 */
	public OptionalInt inputSize() throws IOException {
		for (final Layer layer : with(TRANSFORM)) {
			final CaffeFields resize = layer.parameter(TRANSFORM).message(TRANSFORM_RESIZE);
			if (resize.has(RESIZE_HEIGHT)) return square(resize.whole(RESIZE_HEIGHT), resize.whole(RESIZE_WIDTH));
		}
		for (final Layer layer : with(INPUT)) {
			final List<Long> shape = layer.parameter(INPUT).message(INPUT_SHAPE).wholes(SHAPE_DIM);
			if (shape.size() == 4) return square(OptionalLong.of(shape.get(2)), OptionalLong.of(shape.get(3)));
		}
		for (final Layer layer : with(PRIOR_BOX)) {
			final CaffeFields prior = layer.parameter(PRIOR_BOX);
			if (prior.has(PRIOR_IMAGE)) return square(prior.whole(PRIOR_IMAGE), prior.whole(PRIOR_IMAGE));
			if (prior.has(PRIOR_IMAGE_HEIGHT))
				return square(prior.whole(PRIOR_IMAGE_HEIGHT), prior.whole(PRIOR_IMAGE_WIDTH));
		}
		return OptionalInt.empty();
	}

	private static OptionalInt square(final OptionalLong height, final OptionalLong width) throws IOException {
		if (height.isEmpty() || !height.equals(width))
			throw new IOException("its input is " + text(width) + " x " + text(height) + " pixels, but only square inputs are supported");
		return OptionalInt.of((int) Math.min(Integer.MAX_VALUE, height.getAsLong()));
	}

	private static String text(final OptionalLong number) {
		return number.isEmpty() ? "?" : String.valueOf(number.getAsLong());
	}

	/** @return what the data layer subtracts from blue, green and red; empty if the file does not say */
	public List<Double> mean() throws IOException {
		for (final Layer layer : with(TRANSFORM)) {
			final List<Double> mean = layer.parameter(TRANSFORM).floats(TRANSFORM_MEAN);
			if (mean.size() == 1) return List.of(mean.get(0), mean.get(0), mean.get(0));
			if (mean.size() == 3) return mean;
		}
		return List.of();
	}

	/** @return what the data layer multiplies pixels with once the mean is subtracted */
	public double scale() throws IOException {
		for (final Layer layer : with(TRANSFORM))
			if (layer.parameter(TRANSFORM).has(TRANSFORM_SCALE))
				return layer.parameter(TRANSFORM).decimal(TRANSFORM_SCALE, "scale").orElse(1);
		return 1;
	}
}
