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
package sc.fiji.ssd.evaluate;

import java.util.List;

import sc.fiji.ssd.evaluate.match.AreaRanges;
import sc.fiji.ssd.io.UserException;

/**
 * The settings of COCO's metric.
 *
 * @param areaRanges as {@link AreaRanges#parse} takes it
 * @param mostDetections numbers of detections of an image and class for which recall is computed, ascending; precision
 * is that of the last one
 */
public record CocoSettings(String areaRanges, List<Integer> mostDetections) {

	/** As pycocotools does. */
	public static final CocoSettings DEFAULT = new CocoSettings(AreaRanges.COCO_NAME, List.of(1, 10, 100));

	public CocoSettings {
		mostDetections = List.copyOf(mostDetections);
		int before = 0;
		for (final int most : mostDetections) {
			if (most <= before) throw wrong(mostDetections);
			before = most;
		}
		if (mostDetections.isEmpty()) throw wrong(mostDetections);
	}

	private static UserException wrong(final List<Integer> given) {
		return new UserException("per_image: " + given + " is not valid; give ascending whole numbers, such as 1,10,100.");
	}

	int[] most() {
		return mostDetections.stream().mapToInt(i -> i).toArray();
	}
}
