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
package sc.fiji.ssd.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A jar that Maven resolved.
 *
 * @param group the groupId
 * @param name the artifactId
 * @param version the version
 * @param classifier the classifier, empty for none
 * @param file where it is
 */
record Artifact(String group, String name, String version, String classifier, Path file) {

	/**
	 * @param list what {@code mvn dependency:list -DoutputAbsoluteArtifactFilename=true -DoutputFile=...} wrote: a line
	 *          {@code group:artifact:jar[:classifier]:version:scope:file} each, with remarks around it
	 */
	static List<Artifact> read(final Path list) throws IOException {
		final List<Artifact> artifacts = new ArrayList<>();
		for (final String line : Files.readAllLines(list)) {
			final Artifact artifact = parse(line.strip());
			if (artifact != null) artifacts.add(artifact);
		}
		return artifacts;
	}

	/** @return the artifact that a line names; null if it names none */
	static Artifact parse(final String line) {
		final String plain = line.replaceAll("\u001b\\[[0-9;]*m", "").replaceFirst(" -- module .*$", "");
		final int scope = Math.max(plain.indexOf(":compile:"), plain.indexOf(":runtime:"));
		if (scope < 0) return null;
		final String[] parts = plain.substring(0, scope).split(":");
		if (parts.length < 4 || parts.length > 5 || !parts[2].equals("jar")) return null;
		final Path file = Path.of(plain.substring(scope + ":compile:".length()));
		return new Artifact(parts[0], parts[1], parts[parts.length - 1], parts.length == 5 ? parts[3] : "", file);
	}
}
