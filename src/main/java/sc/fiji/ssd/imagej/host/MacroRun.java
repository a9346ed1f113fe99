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

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.scijava.Context;

import ij.IJ;
import ij.Macro;
import ij.macro.Interpreter;
import ij.plugin.Macro_Runner;

/** One run of a macro file in headless ImageJ; says whether it went through. */
public final class MacroRun {

	private static final Pattern PLAIN_EXIT = Pattern.compile("\\bexit\\b\\s*(\\(\\s*\\)|;|$)");

	/** Part of the stack trace that ImageJ logs when a command throws, before it continues with the macro. */
	private static final String TRACE = "\tat ij.Executer.";

	private final Path file;
	private final String argument;
	private String thrown;

	/**
	 * @param file of the macro, UTF-8
	 * @param argument that it gets
	 */
	public MacroRun(final Path file, final String argument) {
		this.file = file;
		this.argument = argument;
	}

	/** @return whether the macro ran through and no command of this plugin failed; if not, that has been said */
	public boolean run() {
		final String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
		if (!name.endsWith(".ijm") && !name.endsWith(".txt"))
			return failed("it does not end in .ijm or .txt, so it is not an " + "ImageJ macro");
		final String macro;
		try {
			macro = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
		}
		catch (final IOException e) {
			return failed("it cannot be read: " + e.getMessage());
		}
		IJ.runMacro("x=1;"); // fills ImageJ's table of commands
		try (Context context = new Context()) {
			final List<String> failures = ImageJ1Bridge.install(context);
			return run(macro, failures);
		}
	}

	private boolean run(final String macro, final List<String> failures) {
		final PrintStream out = System.out;
		System.setOut(new PrintStream(out, true) {

			@Override
			public void println(final String text) {
				if (text != null && text.contains(TRACE)) thrown = text.lines().findFirst().orElse("");
				super.println(text);
			}
		});
		try {
			return interpret(macro, failures) && (thrown == null || failed("a command in it failed: " + thrown));
		}
		finally {
			System.setOut(out);
		}
	}

	private boolean interpret(final String macro, final List<String> failures) {
		// ImageJ finds the options of a command by the name of its thread, and ends a macro only in a thread so named
		Thread.currentThread().setName("Run$_Macro$");
		Macro_Runner.setFilePath(file.toAbsolutePath().toString()); // what getInfo("macro.filepath") says
		final Interpreter interpreter = new Interpreter();
		boolean canceled = false;
		try {
			interpreter.run(macro, argument);
		}
		catch (final RuntimeException e) {
			if (!Macro.MACRO_CANCELED.equals(e.getMessage())) {
				e.printStackTrace();
				return failed("it ended with " + e + " in line " + interpreter.getLineNumber());
			}
			canceled = true;
		}
		if (!failures.isEmpty()) return false; // the command has said why
		if (interpreter.getErrorMessage() != null) return failed(oneLine(interpreter.getErrorMessage()));
		if (interpreter.wasError()) return failed("it has an error");
		return !canceled || isPlainExit(macro, interpreter.getLineNumber()) ||
			failed("it was ended by the message above");
	}

	private static boolean isPlainExit(final String macro, final int line) {
		return macro.lines().skip(Math.max(0, line - 1)).findFirst().filter(l -> PLAIN_EXIT.matcher(l).find())
			.isPresent();
	}

	private boolean failed(final String why) {
		System.err.println("[ERROR] macro: " + file + ": " + why);
		return false;
	}

	private static String oneLine(final String text) {
		return text.replaceAll("\\s*\\R\\s*", " ");
	}
}
