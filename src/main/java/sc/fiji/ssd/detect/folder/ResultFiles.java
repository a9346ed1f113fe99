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
package sc.fiji.ssd.detect.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import sc.fiji.ssd.io.FileNames;

/**
 * The names of the files of one folder run.
 *
 * @param folder of the results
 * @param suffix between name and ending: empty, or the shard's
 */
public record ResultFiles(Path folder, String suffix) {

	private static final String DETECTIONS = "detections";
	private static final String CSV = ".csv";

	ResultFiles(final FolderSettings settings) {
		this(settings.output(), settings.shard().suffix());
	}

	/**
	 * @param detections a detections file of any name
	 * @return the files of the run it may come from
	 */
	static ResultFiles nextTo(final Path detections) {
		final String name = detections.getFileName().toString();
		final boolean ours = name.startsWith(DETECTIONS) && name.endsWith(CSV);
		return new ResultFiles(detections.toAbsolutePath().getParent(),
			ours ? name.substring(DETECTIONS.length(), name.length() - CSV.length()) : "");
	}

	Path detections() {
		return file(DETECTIONS, CSV);
	}

	Path cocoResults() {
		return file(DETECTIONS, ".json");
	}

	public Path images() {
		return file("images", CSV);
	}

	public Path failures() {
		return file("failures", CSV);
	}

	Path run() {
		return file("run", ".json");
	}

	/** Which files the results are of. */
	Path sources() {
		return file("sources", CSV);
	}

	Path lock() {
		return file("run", ".lock");
	}

	Path overlays() {
		return folder.resolve("overlays");
	}

	Path overlay(final String image) {
		return FileNames.resolve(overlays(), image, ".tif");
	}

	/** Deletes the files, {@code run.json} last, so that no results are left without a record of how they were made. */
	void delete() throws IOException {
		for (final Path file : List.of(images(), sources(), detections(), cocoResults(), failures(), run()))
			Files.deleteIfExists(file);
	}

	private Path file(final String name, final String ending) {
		return folder.resolve(name + suffix + ending);
	}
}
