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
package sc.fiji.ssd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command line of {@code docs/reproducing-the-paper.md} that runs a macro.
 *
 * @param title the remark above it
 * @param macro that is run, in {@code macros}
 * @param argument of the macro
 */
public record GuideCommand(String title, Path macro, String argument) {

	private static final Path GUIDE = Path.of("docs/reproducing-the-paper.md");
	private static final Pattern LINE = Pattern
		.compile("mvn -q -Prun -Dmacro=(macros/\\w+\\.ijm) -Darg=\"([^\"$`\\\\]*)\"");

	/** @return the guide */
	public static String guide() throws IOException {
		return Files.readString(GUIDE);
	}

	/** @return all commands that run a macro, in their order */
	public static List<GuideCommand> all() throws IOException {
		final List<GuideCommand> all = new ArrayList<>();
		String title = "";
		for (final String line : guide().lines().toList()) {
			if (line.startsWith("# ")) title = line.substring(2);
			if (!line.startsWith("mvn ") || line.startsWith("mvn -q -Pbenchmark ")) continue;
			final Matcher m = LINE.matcher(line);
			if (!m.matches()) throw new IllegalStateException("Not a command that runs a macro: " + line);
			all.add(new GuideCommand(title, Path.of(m.group(1)), m.group(2)));
		}
		return all;
	}

	/**
	 * @param folder that takes the place of the project's
	 * @return the argument, unchanged but for its paths: {@code data}, {@code models},
	 *         {@code results} and {@code weights} lie in the folder
	 */
	public String in(final Path folder) {
		return argument.replaceAll("(?<=[=;])(?=(data|models|results|weights)/)",
			Matcher.quoteReplacement(folder.toString().replace('\\', '/') + "/"));
	}

	/** @return the macro keys and their values; none has a space in it */
	public Map<String, String> keys() {
		final Map<String, String> keys = new LinkedHashMap<>();
		for (final String pair : argument.split(" ")) {
			final String[] parts = pair.split("=", 2);
			if (parts.length < 2 || keys.put(parts[0], parts[1].equals("[]") ? "" : parts[1]) != null)
				throw new IllegalStateException(title + ": " + pair);
		}
		return keys;
	}
}
