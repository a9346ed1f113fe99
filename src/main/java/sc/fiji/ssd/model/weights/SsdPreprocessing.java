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
package sc.fiji.ssd.model.weights;

import java.util.List;

import sc.fiji.ssd.model.Preprocessing;

/** The preprocessing of SSD implementations other than Caffe's. */
final class SsdPreprocessing {

	private static final String AUTO = "auto";

	/** amdegroot's and lufficc's: Caffe's means in the order of the planes. */
	static final Preprocessing PORTS = new Preprocessing("RGB", List.of(123.0, 117.0, 104.0), 1, AUTO, AUTO);

	/** torchvision's SSD: RGB / 255 minus (0.48235, 0.45882, 0.40784), divided by 1 / 255. */
	static final Preprocessing TORCHVISION = new Preprocessing("RGB",
		List.of(255 * 0.48235, 255 * 0.45882, 255 * 0.40784), 1, AUTO, AUTO, Preprocessing.EXACT, null);

	/** Caffe's VGG16 as Keras prepares for it ({@code imagenet_utils}, mode caffe). */
	static final Preprocessing KERAS_VGG16 = new Preprocessing("BGR", List.of(103.939, 116.779, 123.68), 1, AUTO, AUTO);

	/**
	 * torchvision's classifiers: RGB / 255 minus (0.485, 0.456, 0.406), divided by
	 * {@link #TORCHVISION_VGG16_DEVIATION}; the division is in the first layer's
	 * weights after import.
	 */
	static final Preprocessing TORCHVISION_VGG16 = new Preprocessing("RGB",
		List.of(255 * 0.485, 255 * 0.456, 255 * 0.406), 1, AUTO, AUTO);

	/** What torchvision's classifiers divide red, green and blue by. */
	static final double[] TORCHVISION_VGG16_DEVIATION = { 0.229, 0.224, 0.225 };

	private SsdPreprocessing() {}
}
