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
package sc.fiji.ssd.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;

import sc.fiji.ssd.SsdException;

/** The architectures that come with the plugin, and those in users' JSON files. */
public final class Presets {

	/** Names of the presets that come with the plugin. */
	public static final List<String> NAMES = List.of("ssd300-voc", "ssd300-coco", "ssd512-voc", "ssd512-coco");

	private Presets() {}

	/**
	 * @param preset one of {@link #NAMES}, or the path of a JSON file of the same
	 *          form
	 * @return the architecture at width 1
	 * @throws SsdException if there is no such preset or the file is no
	 *           architecture
	 */
	public static SsdArchitecture load(final String preset) {
		if (NAMES.contains(preset)) {
			try (InputStream in = Presets.class.getResourceAsStream("/sc/fiji/ssd/presets/" + preset + ".json")) {
				return parse(preset, new String(in.readAllBytes(), StandardCharsets.UTF_8));
			}
			catch (final IOException e) {
				throw new SsdException("preset: " + preset + " cannot be read from the plugin: " + e.getMessage(), e);
			}
		}
		final Path file = Path.of(preset);
		if (!Files.isRegularFile(file))
			throw new SsdException(
				"preset: '" + preset + "' is neither one of " + String.join(", ", NAMES) + " nor a JSON file.");
		try {
			return parse(preset, Files.readString(file));
		}
		catch (final IOException e) {
			throw new SsdException("preset: " + preset + " cannot be read: " + e.getMessage(), e);
		}
	}

	private static SsdArchitecture parse(final String where, final String json) {
		try {
			final SsdArchitecture architecture = new Gson().fromJson(json, SsdArchitecture.class);
			if (architecture == null) throw new SsdException("preset: " + where + " is empty.");
			return architecture;
		}
		catch (final JsonParseException e) {
			final Throwable root = e.getCause() != null ? e.getCause() : e;
			throw new SsdException("preset: " + where + " is no architecture: " + root.getMessage(), e);
		}
	}
}
