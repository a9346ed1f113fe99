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
import java.util.Locale;

import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;

/**
 * The paths of a report's files: in a folder, or next to a file {@code NAME.json} with {@code NAME-} before their
 * names.
 *
 * @param folder gets the files
 * @param prefix of their names; empty in its own folder
 * @param figures the JSON file with the figures
 */
public record ReportFiles(Path folder, String prefix, Path figures) {

	private static final String ENDING = ".json";
	private static final String NAME = "evaluation";

	/**
	 * @param output as the key {@code output} of SSD Evaluate takes it
	 * @return where the files go
	 */
	public static ReportFiles of(final Path output) {
		final String name = output.getFileName() == null ? "" : output.getFileName().toString();
		if (!name.toLowerCase(Locale.ROOT).endsWith(ENDING) || Files.isDirectory(output))
			return new ReportFiles(output, "", output.resolve(NAME + ENDING));
		final String stem = name.substring(0, name.length() - ENDING.length());
		return new ReportFiles(output.toAbsolutePath().getParent(), stem.equals(NAME) ? "" : stem + "-", output);
	}

	/** @param name of a file in its own folder @return the file */
	public Path file(final String name) {
		return folder.resolve(prefix + name);
	}

	/**
	 * @param task writes some of the files
	 * @throws UserException one line if that fails
	 */
	public void write(final FileAccess.Task task) {
		FileAccess.run(task,
			e -> "output: " + folder + " cannot be written: " + e.getMessage() + "; choose another folder.");
	}

	/** @return the report itself */
	public Path html() {
		return file("report.html");
	}
}
