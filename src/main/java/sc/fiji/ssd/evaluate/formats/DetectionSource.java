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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.FileTree;
import sc.fiji.ssd.io.UserException;

/**
 * Reads detections of this plugin and of other software: {@code detections.csv},
 * COCO results ({@code .json}), files of Pascal VOC's devkit
 * ({@code comp4_det_SPLIT_CLASS.txt}) and YOLO label files with scores.
 */
public final class DetectionSource {

	/** The values that the key accepts, for messages. */
	public static final String KINDS = "a detections.csv, COCO results (.json), a folder of VOC's " +
		"comp4_det_SPLIT_CLASS.txt, or a folder of YOLO label files with scores";

	private DetectionSource() {}

	/**
	 * Reads a file or folder; its kind is found by its name and content.
	 *
	 * @param source see {@link #KINDS}; of VOC's files, the folder or any one of them
	 * @param truth whose images they are of
	 * @return the detections
	 * @throws UserException naming file and line if it is not one of these, is damaged, or if none of its images is in
	 * the dataset
	 */
	public static LoadedDetections read(final Path source, final Dataset truth) {
		final DetectionSink sink = new DetectionSink(truth);
		if (Files.isDirectory(source)) readFolder(source, sink);
		else {
			final String name = source.getFileName().toString(), lower = name.toLowerCase(Locale.ROOT);
			if (lower.endsWith(".json")) CocoDetections.read(source, sink);
			else if (VocDetections.isOne(name)) VocDetections.read(source, sink);
			else if (lower.endsWith(".csv") || !lower.endsWith(".txt")) CsvDetections.read(source, sink);
			else
				throw new UserException("detections: " + source + " is one text file; give the folder of YOLO label files, or " +
					"files called comp4_det_SPLIT_CLASS.txt.");
		}
		final String strange = sink.strangeImage();
		if (strange != null)
			throw new UserException(source + ": none of its images is in the dataset (" + strange + " here, " +
				truth.images().get(0).name() + " there); detect in the folder with the dataset's images.");
		return sink.finish();
	}

	private static void readFolder(final Path folder, final DetectionSink sink) {
		final List<Path> files = files(folder);
		final Optional<Path> voc = files.stream().filter(file -> VocDetections.isOne(file.getFileName().toString()))
			.findFirst();
		final Path csv = folder.resolve("detections.csv");
		if (voc.isPresent()) VocDetections.read(voc.get(), sink);
		else if (files.contains(csv)) CsvDetections.read(csv, sink);
		else YoloDetections.read(folder, sink);
	}

	/** @return the files in a folder, sorted by name */
	static List<Path> files(final Path folder) {
		return FileAccess.get(() -> FileTree.list(folder, Files::isRegularFile),
			e -> "detections: " + folder + " cannot be read: " + e.getMessage() + ".");
	}
}
