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

package sc.fiji.ssd.benchmark;

import java.util.List;

/**
 * Predictions to be turned into boxes.
 *
 * @param name without spaces
 * @param text for people
 * @param boxes default boxes, as many as a preset has
 * @param preset whose default boxes they are
 * @param classes background included
 * @param trained whether logits are as those of a trained model: nearly all boxes are background for sure; otherwise
 * random
 * @param score threshold
 */
record PostProcessingCase(String name, String text, int boxes, String preset, int classes, boolean trained,
	double score)
{

	static final List<PostProcessingCase> ALL = List.of(
		new PostProcessingCase("trained", "as of a trained model, thresholds of the paper", 8732, "ssd300-voc", 21,
			true, 0.01),
		new PostProcessingCase("trained512", "as of a trained model, SSD512", 24564, "ssd512-voc", 21, true, 0.01),
		new PostProcessingCase("trained81", "as of a trained model, classes of COCO", 8732, "ssd300-voc", 81, true,
			0.01),
		new PostProcessingCase("random", "random logits, the worst case", 8732, "ssd300-voc", 21, false, 0.01),
		new PostProcessingCase("random512", "random logits, SSD512", 24564, "ssd512-voc", 21, false, 0.01),
		new PostProcessingCase("random81", "random logits, classes of COCO", 8732, "ssd300-voc", 81, false, 0.01));

	static PostProcessingCase of(final String name) {
		return ALL.stream().filter(c -> c.name.equals(name)).findFirst().orElseThrow();
	}
}
