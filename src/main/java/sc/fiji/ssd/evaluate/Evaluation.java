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

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of {@link Evaluator#evaluate}.
 *
 * @param metric {@code voc2007}, {@code voc2012} or {@code coco}
 * @param map mean of the classes' average precision, over those that the truth
 *          has, 0 to 1; for COCO its AP
 * @param perClass by name, in the dataset's order
 * @param summary COCO's twelve numbers by name, NaN where there is nothing to
 *          measure; empty for VOC
 * @param images of the truth
 * @param warnings one line each: objects or detections left out, or reasons to doubt the figures
 */
public record Evaluation(String metric, double map, Map<String, ClassResult> perClass, Map<String, Double> summary,
	int images, List<String> warnings)
{

	public Evaluation {
		perClass = Collections.unmodifiableMap(new LinkedHashMap<>(perClass));
		summary = Collections.unmodifiableMap(new LinkedHashMap<>(summary));
		warnings = List.copyOf(warnings);
	}

	/**
	 * @param more lines
	 * @return a copy with further warnings
	 */
	public Evaluation withWarnings(final List<String> more) {
		final List<String> all = new ArrayList<>(warnings);
		all.addAll(more);
		return new Evaluation(metric, map, perClass, summary, images, all);
	}
}
