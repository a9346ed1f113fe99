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
package sc.fiji.ssd.evaluate.formats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.evaluate.match.DetectionBuffer;
import sc.fiji.ssd.evaluate.match.EvaluationTable;

/**
 * Detections of a dataset's images, from a file or from a detector.
 *
 * @param truth the dataset
 * @param buffer the detections of images that the dataset has; images and classes are numbered as
 * {@link EvaluationTable} does, and further classes after
 * @param classes names of all classes: first those of the dataset, then others
 * @param warnings one line each: what makes the figures doubtful
 */
public record LoadedDetections(Dataset truth, DetectionBuffer buffer, List<String> classes, List<String> warnings) {

	/** @return the detections of the dataset's classes, with its objects, in columns */
	public EvaluationTable table() {
		return EvaluationTable.of(truth, buffer);
	}

	/** @return one line for each class that the dataset does not have */
	public List<String> unknownClassLines() {
		final int known = EvaluationTable.classes(truth).size();
		final Map<String, Integer> counts = new TreeMap<>();
		for (int i = 0; i < buffer.size(); i++)
			if (buffer.classes()[i] >= known) counts.merge(classes.get(buffer.classes()[i]), 1, Integer::sum);
		final List<String> lines = new ArrayList<>();
		counts.forEach((name, count) -> lines
			.add("Class " + name + " is not in the dataset: its " + count + " detections are not scored."));
		return lines;
	}
}
