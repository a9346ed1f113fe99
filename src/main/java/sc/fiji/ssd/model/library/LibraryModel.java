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
package sc.fiji.ssd.model.library;

import java.util.List;

/**
 * A model that users can choose by its name.
 *
 * @param name unique, without the ending of model files
 * @param classes that it detects
 * @param description in a few words: what it is for; may be empty
 * @param pixelSize of the images that it was trained on, such as {@code 0.25 micron}; empty if unknown
 * @param licence of the weights; empty if unknown
 * @param shipped whether it comes with the plugin
 */
public record LibraryModel(String name, List<String> classes, String description, String pixelSize, String licence,
	boolean shipped)
{

	public LibraryModel {
		classes = List.copyOf(classes);
	}

	/** @return one line that says what it detects, for which pixel size, and under which licence */
	public String summary() {
		final StringBuilder line = new StringBuilder(
			description.isEmpty() ? "Detects " + String.join(", ", classes) : description);
		if (!description.isEmpty() && !classes.isEmpty()) line.append(": ").append(String.join(", ", classes));
		if (!pixelSize.isEmpty()) line.append("; pixel size ").append(pixelSize);
		if (!licence.isEmpty()) line.append("; licence ").append(licence);
		return line.toString();
	}
}
