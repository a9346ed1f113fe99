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
package sc.fiji.ssd.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is requested from the operating system when a file is written, in which order; where strace may look. */
@EnabledOnOs(OS.LINUX)
class SyncedFilesTest {

	/** Writes the file it is given. */
	static final class Program {

		private Program() {}

		public static void main(final String[] args) throws IOException {
			AtomicFiles.writeString(Path.of(args[0]), "whole");
		}
	}

	@Test
	void theFileIsSyncedThenRenamedThenItsFolderIsSynced(@TempDir final Path folder) throws Exception {
		assumeTrue(straceWorks(), "no strace");
		final Path file = folder.resolve("a.txt"), trace = folder.resolve("trace");
		final Process process = new ProcessBuilder("strace", "-f", "-qq", "-y", "-e",
			"trace=fsync,fdatasync,rename,renameat,renameat2", "-o", trace.toString(),
			Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData", "-cp",
			System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
			Program.class.getName(), file.toString()).inheritIO().start();
		assertEquals(0, process.waitFor());
		assertEquals("whole", Files.readString(file));
		final Matcher calls = Pattern
			.compile("fsync\\(\\d+<(\\S+\\.part)>\\)\\s+= 0.*?rename\\w*\\([^\\n]*?\"(\\S+\\.part)\"" +
				"[^\\n]*\"(\\S+)\"[^\\n]*= 0.*?fsync\\(\\d+<(\\S+)>\\)\\s+= 0", Pattern.DOTALL)
			.matcher(Files.readString(trace));
		assertTrue(calls.find(), Files.readString(trace));
		assertEquals(List.of(calls.group(1), file.toString(), folder.toString()),
			List.of(calls.group(2), calls.group(3), calls.group(4)));
	}

	private static boolean straceWorks() throws InterruptedException {
		try {
			return new ProcessBuilder("strace", "-qq", "-o", "/dev/null", "true").start().waitFor() == 0;
		}
		catch (final IOException e) {
			return false;
		}
	}
}
