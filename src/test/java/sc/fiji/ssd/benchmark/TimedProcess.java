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
package sc.fiji.ssd.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What came of a process that had to end in time.
 *
 * @param lines its output, without empty lines
 * @param problem why it did not do its work, in one line; empty if it did
 * @param seconds that it took
 */
record TimedProcess(List<String> lines, String problem, double seconds) {

	private static final int MOST_CHARACTERS = 300;

	/**
	 * Runs a process and ends it, with the processes that it started, when its time is up.
	 *
	 * @param builder what to start
	 * @param limit seconds
	 * @return what came of it; a program that does not exist is a problem, too
	 */
	static TimedProcess run(final ProcessBuilder builder, final double limit) throws IOException, InterruptedException {
		final Path output = Files.createTempFile("ssd-visit", ".out"),
			errors = Files.createTempFile("ssd-visit", ".err");
		final long begun = System.nanoTime();
		try {
			final Process process = builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
			process.getOutputStream().close();
			final boolean ended = process.waitFor((long) (1000 * limit), TimeUnit.MILLISECONDS);
			if (!ended) {
				process.descendants().forEach(ProcessHandle::destroyForcibly);
				process.destroyForcibly().waitFor();
			}
			final String problem = !ended
				? "did not end in " + Math.round(limit) + " s"
				: process.exitValue() == 0 ? "" : Figures.reason(text(errors));
			return new TimedProcess(text(output).lines().filter(line -> !line.isBlank()).toList(), shortened(problem),
				seconds(begun));
		}
		catch (final IOException e) {
			return new TimedProcess(List.of(), shortened(String.valueOf(e.getMessage())), seconds(begun));
		}
		finally {
			Files.delete(output);
			Files.delete(errors);
		}
	}

	private static double seconds(final long begun) {
		return (System.nanoTime() - begun) / 1e9;
	}

	/** Output may come from any program, in any encoding. */
	private static String text(final Path file) throws IOException {
		return new String(Files.readAllBytes(file));
	}

	private static String shortened(final String problem) {
		return problem.length() <= MOST_CHARACTERS ? problem : problem.substring(0, MOST_CHARACTERS) + "...";
	}
}
