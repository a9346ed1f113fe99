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
package sc.fiji.ssd.engine.plan;

import java.util.List;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NetworkSpec;

/**
 * One operation of a {@link NetworkPlan}: a layer, or the two convolutions of a {@link NetworkSpec.Head} as one.
 *
 * @param layer what is computed; for a head, a convolution whose channels are those of the location, then those of
 *          the confidence
 * @param input index of the operation whose output is read, or {@link #IMAGE}
 * @param readers indices of the operations that read this one, in ascending order
 * @param channels channels of the output
 * @param inputSize width and height of the input
 * @param size width and height of the output
 * @param masks whether the backward pass first sets the derivative of the output to 0 where the output is not above
 *          0, as a ReLU does; false for a {@link Layer.BatchNorm}, whose own derivative includes its ReLU
 * @param used whether a prediction depends on it; otherwise it has no derivative
 * @param adds whether the backward pass adds to the derivative of its input, because another operation has already
 *          written that
 * @param head where the output belongs in the predictions, null if this is not a head
 */
public record LayerPlan(Layer layer, int input, List<Integer> readers, int channels, int inputSize, int size,
	boolean masks, boolean used, boolean adds, HeadPlan head)
{

	/** Stands for the image tensor where the index of an operation is expected. */
	public static final int IMAGE = -1;

	/**
	 * The place of a head's output in the predictions for an image.
	 *
	 * @param layers the two convolutions that are joined
	 * @param firstPrior index of its first box
	 * @param boxes boxes of a pixel
	 * @param classes numbers of a box among the confidences
	 */
	public record HeadPlan(NetworkSpec.Head layers, int firstPrior, int boxes, int classes) {

		/** @return the locations and the confidences */
		public List<HeadPart> parts() {
			final int box = NetworkPlan.BOX;
			return List.of(
				new HeadPart(HostBuffer.LOCATIONS, HostBuffer.LOCATION_DERIVATIVES, 0, boxes * box, firstPrior * box),
				new HeadPart(HostBuffer.CONFIDENCES, HostBuffer.CONFIDENCE_DERIVATIVES, boxes * box, boxes * classes,
					firstPrior * classes));
		}
	}

	/**
	 * Some channels of a head's output, and their place among the predictions for an image.
	 *
	 * @param predictions receives their values
	 * @param derivatives has their derivatives
	 * @param firstChannel the first of them
	 * @param channels their number
	 * @param firstValue index of the first value in both buffers, from where the channels of each pixel follow one another
	 */
	public record HeadPart(HostBuffer predictions, HostBuffer derivatives, int firstChannel, int channels,
		int firstValue)
	{}

	public LayerPlan {
		readers = List.copyOf(readers);
	}

	/** @return channels of the input */
	public int inputChannels() {
		if (layer instanceof Layer.Convolution c) return c.inChannels();
		return channels;
	}

	/** @return pixels of the output map of one image */
	public int pixels() {
		return size * size;
	}

	/** @return the layers whose parameters it reads: its own name, for a head both names */
	public List<String> parameterLayers() {
		return head == null ? List.of(layer.name()) : List.of(head.layers().location(), head.layers().confidence());
	}
}
