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
package sc.fiji.ssd.commands.keys;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.library.ModelLibrary;

/** Proposes a name for a new model. */
public final class ModelName {

	private static final String ANNOTATED = "-annotated", OTHERWISE = "model";

	private ModelName() {}

	/**
	 * @param dataset folders, separated by semicolons
	 * @return the name of the first folder, with a number where the models folder or the plugin has a model of that name
	 */
	public static File of(final String dataset) {
		final String base = base(dataset);
		String name = base;
		for (int number = 2; isTaken(name); number++)
			name = base + " " + number;
		return new File(name);
	}

	private static String base(final String dataset) {
		try {
			final Path folder = Path.of(dataset.split(";")[0].strip()).toAbsolutePath().normalize().getFileName();
			final String name = folder == null ? "" : folder.toString().replaceFirst(ANNOTATED + "$", "").strip();
			return ModelLibrary.isName(name) ? name : OTHERWISE;
		}
		catch (final InvalidPathException e) {
			return OTHERWISE;
		}
	}

	private static boolean isTaken(final String name) {
		return ModelLibrary.isShipped(name) || Files.exists(ModelLibrary.folder().resolve(name + ModelFile.ENDING));
	}
}
