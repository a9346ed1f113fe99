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
 * The libraries of the plugin as its own {@code pom.xml} has them, for any platform: Maven resolves them again with
 * that platform's names.
 *
 * @param project the folder with {@code pom.xml}
 * @param maven the folder of Maven
 * @param work a folder for Maven's lists
 * @param offline whether Maven is to ask no server
 */
record MavenDependencies(Path project, Path maven, Path work, boolean offline) {

	/**
	 * @param platform whose natives
	 * @param profile the profile of {@code pom.xml} to take, empty for none
	 * @throws SiteException if Maven cannot resolve them
	 */
	List<Artifact> of(final Platform platform, final String profile) throws IOException, InterruptedException {
		final Path list = work.resolve(platform.fiji() + (profile.isEmpty() ? "" : "-" + profile) + ".txt");
		Files.createDirectories(work);
		Files.deleteIfExists(list);
		final List<String> command = new ArrayList<>(List.of("dependency:list", "-DincludeScope=runtime",
			"-DoutputAbsoluteArtifactFilename=true", "-DoutputFile=" + list.toAbsolutePath(),
			"-Dscijava.natives.classifier.javacpp=" + platform.javacpp(), "-Djavacpp.platform=" + platform.javacpp()));
		if (profile.isEmpty()) command.add("-Dnd4j.extension=" + platform.nd4j());
		else command.add("-P" + profile);
		if (run(command) != 0 || !Files.exists(list))
			throw new SiteException("Maven cannot resolve the libraries for " + platform.fiji() + ": " + command);
		return Artifact.read(list);
	}

	private int run(final List<String> goals) throws IOException, InterruptedException {
		final boolean windows = System.getProperty("os.name").startsWith("Windows");
		final List<String> command = new ArrayList<>(
			List.of(maven.resolve(windows ? "bin/mvn.cmd" : "bin/mvn").toString(), "-q", "-B"));
		command.addAll(goals);
		if (offline) command.add("-o");
		return new ProcessBuilder(command).directory(project.toFile()).inheritIO().start().waitFor();
	}
}
