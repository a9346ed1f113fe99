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

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.train.setup.FittedNetwork;

/**
 * The values of a training that was interrupted, as the keys of {@code SSD Train...} have them.
 *
 * @param model that it has written last
 */
public record EarlierTraining(ModelFile.Summary model) {

	/**
	 * @param file of the model that was trained
	 * @return its training
	 * @throws UserException if there is nothing to resume
	 */
	public static EarlierTraining of(final Path file) {
		final String name = file.getFileName().toString();
		final Path last = file.resolveSibling(name.substring(0, name.length() - ModelFile.ENDING.length()) + ".last" +
			ModelFile.ENDING);
		if (!Files.isRegularFile(last))
			throw new UserException("resume: there is no interrupted training of " + name + "; " + last.getFileName() +
				" does not exist.");
		return new EarlierTraining(ModelFile.summary(last));
	}

	/** @param otherwise for an architecture that is not a preset */
	public String preset(final String otherwise) {
		if (Presets.NAMES.contains(model.architecture().name())) return model.architecture().name();
		return FittedNetwork.isFitted(model.architecture()) ? FittedNetwork.AUTO : otherwise;
	}

	public String width() {
		return Double.toString(model.architecture().width());
	}

	public String classes() {
		return String.join(",", model.classNames());
	}

	public String channels() {
		return model.preprocessing().channels();
	}

	public String intensityRange() {
		return model.preprocessing().intensityRange();
	}

	/** @param key of the provenance @param otherwise if it does not have the key @return the value as text */
	public String value(final String key, final String otherwise) {
		final Object value = model.provenance().get(key);
		return value == null ? otherwise : text(value);
	}

	/** @return how far the training came */
	public String line() {
		return "The values of the interrupted training are filled in: " + value("iterations_done", "0") + " of " +
			value("iterations", "?") + " iterations are done.";
	}

	private static String text(final Object value) {
		if (value instanceof List<?> list)
			return list.stream().map(EarlierTraining::text).collect(Collectors.joining(","));
		return value instanceof Double number
			? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
			: value.toString();
	}
}
