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

import java.nio.file.Files;
import java.nio.file.Path;

import sc.fiji.ssd.evaluate.formats.DetectionExport;
import sc.fiji.ssd.evaluate.formats.LoadedDetections;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;

/**
 * Detections in the form of COCO's results, with the numbers of the dataset's own
 * file, for {@code COCO.loadRes} and for COCO's evaluation server.
 */
public final class CocoResults {

	private static final String NAME = "detections.json";

	private CocoResults() {}

	/**
	 * Writes {@code detections.json}, or {@code evaluation-detections.json} if the folder already has one from a folder
	 * run; writes nothing if the dataset is not COCO.
	 *
	 * @param output as {@link EvaluationReport#write} takes it
	 * @param found detections; those of a class that the dataset does not have are
	 *          left out
	 * @throws UserException if it cannot be written
	 */
	public static void write(final Path output, final LoadedDetections found) {
		if (found.truth().cocoIds().isEmpty()) return;
		final Path folder = ReportFiles.of(output).folder();
		final Path file = folder.resolve(Files.exists(folder.resolve("run.json")) ? "evaluation-" + NAME : NAME);
		FileAccess.run(() -> DetectionExport.writeCoco(file, found),
			e -> "output: " + file + " cannot be written: " + e.getMessage() + "; choose another folder or file.");
	}
}
