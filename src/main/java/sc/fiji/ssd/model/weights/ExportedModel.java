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
package sc.fiji.ssd.model.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.gson.Gson;

import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdArchitecture;

/**
 * The description that an exported file contains in addition to its weights, as JSON: everything that other software
 * needs to detect like the model, and that an import uses instead of guessing.
 *
 * @param architecture of the network
 * @param classNames without background
 * @param preprocessing of images, for the weights as they are in the file
 */
record ExportedModel(SsdArchitecture architecture, List<String> classNames, Preprocessing preprocessing) {

	/** Key of the JSON in a file's metadata. */
	static final String KEY = "sc.fiji.ssd";

	/** @return what a file says, if it was exported from here */
	static Optional<ExportedModel> of(final Path file, final Map<String, String> metadata) {
		final String json = metadata.get(KEY);
		if (json == null) return Optional.empty();
		final ExportedModel model;
		try {
			model = new Gson().fromJson(json, ExportedModel.class);
		}
		catch (final RuntimeException e) {
			throw new UserException(
				"source: the description of the model in " + file + " is damaged; give preset and classes.", e);
		}
		if (model != null && model.architecture != null && model.classNames != null && model.preprocessing != null)
			return Optional.of(model);
		throw new UserException(
			"source: the description of the model in " + file + " is incomplete; give preset and classes.");
	}

	String toJson() {
		return new Gson().toJson(this);
	}
}
