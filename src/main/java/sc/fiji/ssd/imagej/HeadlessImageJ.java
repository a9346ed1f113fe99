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
package sc.fiji.ssd.imagej;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import net.imagej.patcher.LegacyInjector;

import sc.fiji.ssd.imagej.host.MacroRun;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.OneLine;

/**
 * Runs one ImageJ macro without Fiji and without a display.
 *
 * <pre>
 * java -Djava.awt.headless=true --add-opens java.base/java.lang=ALL-UNNAMED --enable-native-access=ALL-UNNAMED \
 *   -cp ... sc.fiji.ssd.imagej.HeadlessImageJ macros/Quickstart.ijm [ARGUMENT]
 * </pre>
 *
 * The macro reads the argument with {@code getArgument()}. The exit code is 0
 * only if the macro ran to its end, or to an {@code exit()} without a message,
 * and no command of this plugin failed in it; 1 if it did not; 2 if it could not
 * be started. The system property {@value #SUCCESS} may name a file that is there
 * afterwards only if the exit code is 0, for callers that cannot see the code.
 */
public final class HeadlessImageJ {

	// No ij type may be named in this class: ImageJ must be patched before the first of its classes is loaded.

	private HeadlessImageJ() {}

	/** Names the system property for a file that says that all went well. */
	static final String SUCCESS = "ssd.success";

	/** @param args the macro's file, and the string that it gets as argument */
	public static void main(final String[] args) {
		final String success = System.getProperty(SUCCESS);
		try {
			if (success != null) Files.deleteIfExists(Path.of(success));
			final int code = run(args);
			if (success != null && code == 0) AtomicFiles.writeString(Path.of(success), String.join(" ", args) + "\n");
			System.exit(code);
		}
		catch (final IOException e) {
			System.exit(refuse(SUCCESS + ": " + success + " cannot be written: " + e.getMessage()));
		}
	}

	private static int run(final String[] args) {
		if (args.length < 1 || args.length > 2)
			return refuse("give a macro file and optionally one argument for it: HeadlessImageJ MACRO [ARGUMENT]");
		final Path macro;
		try {
			macro = Path.of(args[0]);
		}
		catch (final InvalidPathException e) {
			return refuse("macro: " + args[0] + " is not a path: " + e.getReason() + ".");
		}
		if (!Files.isRegularFile(macro)) return refuse("macro: there is no file " + macro + ".");
		System.setProperty("java.awt.headless", "true");
		try {
			LegacyInjector.preinit();
		}
		catch (final RuntimeException | LinkageError e) {
			return refuse("ImageJ cannot be patched to run headless (" + rootMessage(e) +
				"); start Java with --add-opens java.base/java.lang=ALL-UNNAMED.");
		}
		return new MacroRun(macro, args.length > 1 ? args[1] : "").run() ? 0 : 1;
	}

	private static int refuse(final String line) {
		System.err.println("[ERROR] " + line);
		return 2;
	}

	private static String rootMessage(final Throwable e) {
		return OneLine.root(e).toString().lines().findFirst().orElse("");
	}
}
