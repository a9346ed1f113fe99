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
package sc.fiji.ssd.data;

import sc.fiji.ssd.box.Box;

/**
 * One annotated object.
 *
 * @param box in continuous pixel coordinates of the original image, inside it and
 *          with area
 * @param className the class as the dataset spells it
 * @param difficult VOC's mark: neither counted nor punished in evaluation
 * @param crowd COCO's mark: a group of objects, left out of training
 * @param area in square pixels, by which COCO's metric tells small from large: of the object's mask where the
 * annotation says so, otherwise of its box
 */
public record GroundTruth(Box box, String className, boolean difficult, boolean crowd, double area) {

	/**
	 * An object without a mask.
	 *
	 * @param box see {@link #box()}
	 * @param className see {@link #className()}
	 * @param difficult see {@link #difficult()}
	 * @param crowd see {@link #crowd()}
	 */
	public GroundTruth(final Box box, final String className, final boolean difficult, final boolean crowd) {
		this(box, className, difficult, crowd, box.area());
	}

	/**
	 * An ordinary object, neither difficult nor crowd.
	 *
	 * @param box see {@link #box()}
	 * @param className see {@link #className()}
	 */
	public GroundTruth(final Box box, final String className) {
		this(box, className, false, false);
	}
}
