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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts Java as Fiji's launcher does: all jars in {@code jars}, in the folders
 * below it and in {@code plugins} on the class path, the natives' folder on the
 * module path.
 *
 * @param fiji the folder of a Fiji
 * @param platform what Fiji calls this machine
 */
record BootTrial(Path fiji, String platform) {

	private static final int MINUTES = 30;

	/** All jars that Fiji's launcher puts on the class path. */
	List<Path> classPath() throws IOException {
		final List<Path> jars = new ArrayList<>();
		for (final String folder : new String[] { "jars", "plugins" }) {
			if (!Files.isDirectory(fiji.resolve(folder))) continue;
			try (Stream<Path> files = Files.walk(fiji.resolve(folder), 2)) {
				files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
			}
		}
		return jars;
	}

	/**
	 * Runs a macro in headless ImageJ.
	 *
	 * @return the exit code, 0 if no command failed
	 */
	int run(final Path macro, final String argument) throws IOException, InterruptedException {
		final List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
			"-Xmx2g", "--module-path=" + fiji.resolve("jars").resolve(platform),
			"--add-opens=java.base/java.lang=ALL-UNNAMED", "-Djava.awt.headless=true",
			"-Dorg.bytedeco.javacpp.cachedir=" + fiji.resolve("cache"), "-Dorg.bytedeco.javacpp.logger=slf4j",
			"-Dplugins.dir=" + fiji, "-Dimagej.dir=" + fiji, "-classpath",
			String.join(File.pathSeparator, classPath().stream().map(Path::toString).toList()),
			"sc.fiji.ssd.imagej.HeadlessImageJ", macro.toString(), argument);
		final Process process = new ProcessBuilder(command).inheritIO().start();
		if (process.waitFor(MINUTES, TimeUnit.MINUTES)) return process.exitValue();
		process.destroyForcibly();
		throw new SiteException("the trial did not end within " + MINUTES + " minutes");
	}
}
