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

import java.util.List;

import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.train.setup.TrainingRequest;

/**
 * The split that the dialog of {@code SSD Train...} proposes for validation.
 *
 * @param split its name; empty if the training has no validation
 * @param line what the user is told
 */
public record ValidationSplit(String split, String line) {

	/** The split that datasets usually have for it. */
	public static final String USUAL = "val";

	/**
	 * @param dataset folders
	 * @param training split
	 * @param asked split; a dataset without the usual one is trained without validation
	 * @return the split to propose
	 */
	public static ValidationSplit of(final String dataset, final String training, final String asked) {
		if (asked == null || asked.isBlank())
			return new ValidationSplit("", "no validation: the last weights are kept, not the best ones");
		if (asked.equals(training)) return new ValidationSplit(asked, "validation: " + asked + " is the training split");
		try {
			final int images = Datasets.open(dataset, asked, List.of()).images().size();
			return new ValidationSplit(asked,
				images + (images == 1 ? " image" : " images") + " of split " + asked + " for selecting the best model");
		}
		catch (final UserException e) {
			if (asked.equals(USUAL)) return new ValidationSplit("",
				"no validation, so that the last weights are kept, not the best ones: " + e.getMessage());
			return new ValidationSplit(asked, "validation: " + e.getMessage() + TrainingRequest.WITHOUT_VALIDATION);
		}
	}
}
