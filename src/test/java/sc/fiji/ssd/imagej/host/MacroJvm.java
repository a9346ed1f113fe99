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
package sc.fiji.ssd.imagej.host;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import sc.fiji.ssd.imagej.HeadlessImageJ;

/** Starts a main class, as a rule {@link HeadlessImageJ}, in its own JVM with the tests' class path. */
public final class MacroJvm {

	/**
	 * How a JVM ended.
	 *
	 * @param exit its code
	 * @param output all it printed
	 */
	public record Ended(int exit, String output) {}

	private final Process process;
	private final Path output;

	private MacroJvm(final Process process, final Path output) {
		this.process = process;
		this.output = output;
	}

	/**
	 * @param folder for preferences and output
	 * @param main the class to start
	 * @param arguments of the class
	 * @return the running JVM
	 */
	public static MacroJvm start(final Path folder, final Class<?> main, final List<String> arguments) throws IOException {
		return start(folder, List.of(), List.of(), main, arguments);
	}

	/**
	 * @param before the command line, such as one that limits it
	 * @param options of Java
	 */
	public static MacroJvm start(final Path folder, final List<String> before, final List<String> options, final Class<?> main,
		final List<String> arguments) throws IOException
	{
		final List<String> command = new ArrayList<>(before);
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
			"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.awt.headless=true",
			"-Djava.util.prefs.userRoot=" + folder, "--add-opens", "java.base/java.lang=ALL-UNNAMED",
			"--enable-native-access=ALL-UNNAMED"));
		command.addAll(options);
		command.addAll(List.of("-cp",
			System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), main.getName()));
		command.addAll(arguments);
		final File output = File.createTempFile("output", ".txt", folder.toFile());
		return new MacroJvm(new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start(),
			output.toPath());
	}

	/** Ends the JVM as {@code kill -9} does. */
	public void kill() throws InterruptedException {
		process.destroyForcibly().waitFor();
	}

	public boolean isAlive() {
		return process.isAlive();
	}

	public String output() throws IOException {
		return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
	}

	/** Ends the JVM as {@code kill} does. */
	public void terminate() {
		process.destroy();
	}

	public boolean endsWithin(final long millis) throws InterruptedException {
		return process.waitFor(millis, TimeUnit.MILLISECONDS);
	}

	/** @return how it ended, within three minutes */
	public Ended waitFor() throws IOException, InterruptedException {
		return waitFor(3);
	}

	/** @param minutes that it may take @return how it ended */
	public Ended waitFor(final int minutes) throws IOException, InterruptedException {
		if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
			kill();
			throw new IllegalStateException("The macro hangs:\n" + output());
		}
		return new Ended(process.exitValue(), output());
	}
}
