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
package sc.fiji.ssd.model;

import sc.fiji.ssd.io.UserException;

/**
 * The settings by which predictions become boxes, where implementations differ.
 *
 * @param candidates highest scores of a class that suppression looks at, at
 *          least 1; {@code nms_param.top_k} in Caffe
 * @param maxLogSize largest logarithm of a box's width or height over its default box's; larger predictions are treated
 * as this one. Null: no limit
 * @param clipFirst whether boxes are clipped to the image before suppression
 *          instead of after it
 * @param oneBased whether the weights were trained on PASCAL VOC's corners as they
 *          are written, counted from 1, as Caffe trains: their boxes begin a pixel
 *          too far right and down, and are moved back when they are reported
 */
public record Decoding(int candidates, Double maxLogSize, boolean clipFirst, boolean oneBased) {

	/** Caffe's: the best 400, no limit, clipped when reporting. */
	public static final Decoding CAFFE = new Decoding(400, null, false, false);

	/** torchvision's: the best 400, at most 1000 / 16 times the default box, clipped first ({@code BoxCoder} and {@code SSD}). */
	public static final Decoding TORCHVISION = new Decoding(400, Math.log(1000.0 / 16), true, false);

	/** amdegroot's: the best 200 ({@code Detect}), otherwise as Caffe. */
	public static final Decoding AMDEGROOT = new Decoding(200, null, false, false);

	/** lufficc's: all ({@code batched_nms} before any limit), otherwise as Caffe. */
	public static final Decoding LUFFICC = new Decoding(1_000_000, null, false, false);

	/** @return the same for weights that were trained on corners counted from 1, or from 0 */
	public Decoding withOneBased(final boolean newOneBased) {
		return new Decoding(candidates, maxLogSize, clipFirst, newOneBased);
	}

	public Decoding {
		if (candidates < 1)
			throw new UserException("decoding: candidates is " + candidates + "; it must be at least 1.");
		if (maxLogSize != null && !(maxLogSize > 0))
			throw new UserException("decoding: maxLogSize is " + maxLogSize + "; it must be above 0.");
	}
}
