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
package sc.fiji.ssd.data.voc;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a VOC split's list. A line is an image's ID. VOC's lists of one
 * class have a second column, -1, 0 or 1, which does not belong to the ID; but
 * names of microscope images may have spaces and end like that, too.
 */
final class VocSplit {

	private static final Pattern TWO_COLUMNS = Pattern.compile("(\\S+)\\s+(?:-1|0|1)");

	private VocSplit() {}

	/** @return whether a line holds no ID */
	static boolean isBlank(final String line) {
		return strip(line).isEmpty();
	}

	/**
	 * @param line not blank
	 * @param annotations the folder that tells the two meanings of such a line apart
	 * @return the ID
	 */
	static String id(final String line, final Path annotations) {
		final String id = strip(line);
		final Matcher columns = TWO_COLUMNS.matcher(id);
		return columns.matches() && !exists(annotations, id) ? columns.group(1) : id;
	}

	/** Without white space around, and without the mark that Windows editors put at the beginning of a file. */
	private static String strip(final String line) {
		return line.startsWith("\uFEFF") ? line.substring(1).strip() : line.strip();
	}

	private static boolean exists(final Path annotations, final String id) {
		try {
			return Files.exists(annotations.resolve(id + ".xml"));
		}
		catch (final InvalidPathException e) {
			return false;
		}
	}
}
