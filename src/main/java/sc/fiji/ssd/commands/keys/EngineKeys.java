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

import java.util.regex.Pattern;

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.io.UserException;

/** The keys {@code engine}, {@code device}, {@code precision} and {@code threads}, which several commands share. */
public final class EngineKeys {

	private static final Pattern DEVICE = Pattern.compile("auto|cpu|all|cuda(:\\d{1,3}(,cuda:\\d{1,3})*)?");
	private static final Pattern WORD = Pattern.compile("[a-z0-9_-]+");

	private EngineKeys() {}

	/**
	 * @param engine a name that {@code SSD Engines} shows, or auto
	 * @param device auto, cpu, cuda, cuda:N, several of these with commas, or all
	 * @param precision that the engine offers, or auto
	 * @param threads auto, or 1 and more
	 * @return the engine settings
	 * @throws UserException if a value is not valid
	 */
	public static EngineSettings settings(final String engine, final String device, final String precision,
		final String threads)
	{
		return new EngineSettings(word("engine", engine, "auto, or a name that SSD Engines shows"), device(device),
			word("precision", precision, "auto, float32, or another that SSD Engines shows"),
			ParameterParser.wholeOrAuto("threads", threads, 1, 0));
	}

	private static String device(final String value) {
		final String text = ParameterParser.text("device", value, "auto, cpu, cuda, cuda:N or all");
		if (!DEVICE.matcher(text).matches())
			throw new UserException("device: '" + text + "' is not one of auto, cpu, cuda, cuda:N (several: cuda:0,cuda:1), all.");
		return text;
	}

	private static String word(final String key, final String value, final String what) {
		final String text = ParameterParser.text(key, value, what);
		if (!WORD.matcher(text).matches()) throw new UserException(key + ": '" + text + "' is not valid; use " + what + ".");
		return text;
	}
}
