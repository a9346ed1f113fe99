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

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.io.Choices;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;

/** Writes detections of a dataset in the formats that {@link DetectionSource} reads. */
public final class DetectionExport {

	/** The formats that {@link #parse} accepts. */
	public static final List<String> FORMATS = List.of("csv", "coco", "voc", "yolo");

	private DetectionExport() {}

	/**
	 * Writes COCO results with the numbers of the dataset's own file.
	 *
	 * @param file is written next to its name and renamed
	 * @param found detections; those of a class that the dataset does not list are
	 *          left out
	 * @throws IOException if it cannot be written
	 */
	public static void writeCoco(final Path file, final LoadedDetections found) throws IOException {
		CocoDetections.write(file, found);
	}

	/**
	 * @param text formats with {@code ,} between; empty for none
	 * @return the formats
	 * @throws UserException if one is not in {@link #FORMATS}
	 */
	public static List<String> parse(final String text) {
		return Choices.several("save_as", text, FORMATS);
	}

	/**
	 * Writes {@code csv/detections.csv}, {@code coco/detections.json},
	 * {@code voc/comp4_det_SPLIT_CLASS.txt} or {@code yolo/IMAGE.txt}.
	 *
	 * @param folder gets a folder for each format
	 * @param formats of {@link #FORMATS}
	 * @param split name of the part of the dataset
	 * @param found the detections
	 * @throws UserException if they cannot be written
	 */
	public static void write(final Path folder, final List<String> formats, final String split, final LoadedDetections found)
	{
		final EvaluationTable table = found.table();
		for (final String format : formats) {
			final Path to = folder.resolve(format);
			FileAccess.run(() -> {
				switch (format) {
					case "csv" -> CsvDetections.write(to.resolve("detections.csv"), table);
					case "coco" -> CocoDetections.write(to.resolve("detections.json"), found);
					case "voc" -> VocDetections.write(to, split, table);
					default -> YoloDetections.write(to, table);
				}
			}, e -> "output: " + to + " cannot be written: " + e.getMessage() + "; choose another folder.");
		}
	}
}
