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
package sc.fiji.ssd.train.progress;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.engine.EngineDescription;

/**
 * The description of a training that is about to start.
 *
 * @param firstIteration the first iteration to be run; above 1 when resumed
 * @param iterations the last iteration
 * @param trainingImages number of images that are trained on
 * @param validationImages number of images for validation; 0: none
 * @param classNames the model's classes, class 1 first
 * @param objectsPerClass number of objects that are trained on, in the order of the classes
 * @param engine what the network runs on
 * @param memoryBytes that the network takes while it trains, estimated, without the images
 * @param warnings lines that the user should read: odd annotations, images that
 *          are left out, an engine other than the one before resuming
 */
public record TrainingStart(int firstIteration, int iterations, int trainingImages, int validationImages,
	List<String> classNames, Map<String, Integer> objectsPerClass, EngineDescription engine, long memoryBytes,
	List<String> warnings)
{

	public TrainingStart {
		classNames = List.copyOf(classNames);
		objectsPerClass = Collections.unmodifiableMap(new LinkedHashMap<>(objectsPerClass));
		warnings = List.copyOf(warnings);
	}
}
