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
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.io.CsvFile;
import sc.fiji.ssd.io.FormulaGuard;

/**
 * The file {@code sources.csv}: size and time of each image when its results were made, so that a run that is taken up notices
 * that an image was replaced, whatever the time of the new one.
 */
final class SourceFiles {

	private static final List<String> HEADER = List.of("image", "bytes", "modified");

	/**
	 * Size and time of a file when it was processed.
	 *
	 * @param bytes of the file
	 * @param modified when, UTC
	 */
	record State(long bytes, Instant modified) {}

	private SourceFiles() {}

	static void write(final Path file, final Map<String, State> states) throws IOException {
		CsvFile.write(file, HEADER, printer -> {
			for (final Map.Entry<String, State> e : states.entrySet())
				printer.printRecord(FormulaGuard.write(e.getKey()), e.getValue().bytes, e.getValue().modified);
		});
	}

	/** @return what the file says; empty if it does not exist, as with results of earlier versions */
	static Map<String, State> read(final Path file) {
		final Map<String, State> states = new HashMap<>();
		if (Files.isRegularFile(file)) CsvFile.read(file, HEADER, (line, values) -> {
			try {
				states.put(line.text("image", values[0]), new State(Long.parseLong(values[1]), Instant.parse(values[2])));
			}
			catch (final NumberFormatException | DateTimeException e) {
				throw line.wrong("it does not say size and time of an image");
			}
		});
		return states;
	}
}
