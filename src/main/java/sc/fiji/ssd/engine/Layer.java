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
package sc.fiji.ssd.engine;

/**
 * One layer of a {@link NetworkSpec}. Layers carry Caffe's names, and name the
 * layer that they read; {@link NetworkSpec#INPUT} is the image tensor.
 */
public sealed interface Layer {

	/** @return the name, unique in the network, for example {@code conv4_3} */
	String name();

	/** @return the name of the layer that is read */
	String input();

	/**
	 * @param size width or height of the input map
	 * @return width or height of the output map
	 */
	int outputSize(int size);

	/**
	 * A convolution with bias; weights are OIHW.
	 *
	 * @param inChannels channels read
	 * @param outChannels channels written
	 * @param kernel width and height of the kernel
	 * @param stride step of the kernel in both directions
	 * @param pad zeros added on every side
	 * @param dilation distance of the kernel's taps (1: dense)
	 * @param relu whether max(0, x) follows
	 */
	record Convolution(String name, String input, int inChannels, int outChannels, int kernel, int stride, int pad,
		int dilation, boolean relu) implements Layer
	{

		@Override
		public int outputSize(final int size) {
			return (size + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1;
		}
	}

	/**
	 * Max pooling whose output size is rounded up, as Caffe does it: a last
	 * window that begins inside the padded map counts, even if it ends outside.
	 *
	 * @param kernel width and height of the window
	 * @param stride step of the window
	 * @param pad border on every side that never wins
	 */
	record MaxPooling(String name, String input, int kernel, int stride, int pad) implements Layer {

		@Override
		public int outputSize(final int size) {
			final int out = (size + 2 * pad - kernel + stride - 1) / stride + 1;
			// Caffe: the last window must start inside the map or its left border
			return pad > 0 && (out - 1) * stride >= size + pad ? out - 1 : out;
		}
	}

	/**
	 * L2 normalisation over the channels of every pixel with a learned scale per
	 * channel (conv4_3_norm): {@code x * scale / sqrt(sum(x^2) + 1e-10)}.
	 *
	 * @param channels channels of the map
	 * @param initialScale the scale before training, 20 in the paper (section 3.1)
	 */
	record L2Norm(String name, String input, int channels, float initialScale) implements Layer {

		/** Added to the sum of squares (Caffe's Normalize layer). */
		public static final float EPSILON = 1e-10f;

		@Override
		public int outputSize(final int size) {
			return size;
		}
	}

	/**
	 * Batch normalisation of every channel (Ioffe and Szegedy, ICML 2015), followed by max(0, x):
	 * {@code max(0, (x - mean) / sqrt(variance + epsilon) * weight + bias)}, with the mean and the
	 * variance over all pixels of all images that are computed together. It is for training only:
	 * a network that detects has it folded into its convolutions.
	 * <p>
	 * Every forward pass moves the running statistics towards those of the batch by the share
	 * {@link #MOMENTUM}; as in PyTorch, the running variance takes the unbiased estimate.
	 * </p>
	 *
	 * @param channels channels of the map
	 */
	record BatchNorm(String name, String input, int channels) implements Layer {

		/** Added to the variance (the default of PyTorch). */
		public static final float EPSILON = 1e-5f;

		/** Weight of the newest batch in the running statistics (the default of PyTorch). */
		public static final float MOMENTUM = 0.1f;

		@Override
		public int outputSize(final int size) {
			return size;
		}
	}
}
