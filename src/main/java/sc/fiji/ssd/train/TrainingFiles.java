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
package sc.fiji.ssd.train;

import java.nio.file.Path;
import java.util.List;

import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;

/**
 * The files of a training, all in one folder.
 *
 * @param model {@code NAME.ssd}: the best by validation, otherwise the last
 * @param last {@code NAME.last.ssd}: the last, with what resuming needs
 * @param log {@code training.csv}
 * @param plot {@code NAME.loss.png}
 */
record TrainingFiles(Path model, Path last, Path log, Path plot) {

	List<Path> all() {
		return List.of(model, last, log, plot);
	}

	/**
	 * @param model the model's file
	 * @return the files next to it
	 * @throws UserException if the name does not end as models do
	 */
	static TrainingFiles of(final Path model) {
		final Path absolute = model.toAbsolutePath().normalize();
		final String file = absolute.getFileName() == null ? "" : absolute.getFileName().toString();
		if (!file.endsWith(ModelFile.ENDING) || file.length() == ModelFile.ENDING.length())
			throw new UserException("model: " + model + " does not end in " + ModelFile.ENDING +
				"; give a name such as cells" + ModelFile.ENDING + ".");
		final String name = file.substring(0, file.length() - ModelFile.ENDING.length());
		return new TrainingFiles(absolute, absolute.resolveSibling(name + ".last" + ModelFile.ENDING),
			absolute.resolveSibling("training.csv"), absolute.resolveSibling(name + ".loss.png"));
	}

	/** @return tells others that a training writes to this folder, whose log it has for itself */
	Path lock() {
		return log.resolveSibling("training.lock");
	}
}
