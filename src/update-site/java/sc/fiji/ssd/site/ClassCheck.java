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
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** Looks for classes that two jars have, for classes that no jar has, and for natives that exclude each other. */
final class ClassCheck {

	private ClassCheck() {}

	/**
	 * @param ours the site's jars
	 * @param fijis Fiji's jars
	 * @return a line for each jar of ours that has classes which another jar has as well
	 */
	static List<String> shadowed(final List<Path> ours, final List<Path> fijis) throws IOException {
		final Map<String, Path> owners = new HashMap<>();
		for (final Path jar : fijis)
			for (final String name : classes(jar))
				owners.putIfAbsent(name, jar);
		final Map<String, List<String>> found = new TreeMap<>();
		for (final Path jar : ours)
			for (final String name : classes(jar)) {
				final Path owner = owners.putIfAbsent(name, jar);
				if (owner != null && !owner.equals(jar))
					found.computeIfAbsent(jar.getFileName() + " has classes of " + owner.getFileName(),
						key -> new ArrayList<>()).add(name);
			}
		return found.entrySet().stream()
			.map(e -> e.getKey() + ": " + e.getValue().size() + ", such as " + e.getValue().get(0)).toList();
	}

	private static List<String> classes(final Path jar) throws IOException {
		try (ZipFile zip = new ZipFile(jar.toFile())) {
			return zip.stream().map(entry -> entry.getName())
				.filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/") &&
					!name.endsWith("module-info.class") && !name.endsWith("package-info.class"))
				.toList();
		}
	}

	/**
	 * @param jars the {@code jars} of a Fiji's folder
	 * @return a line for each folder of natives with which Java would not start, since two files in it are one module
	 */
	static List<String> modules(final Path jars) throws IOException {
		final List<String> problems = new ArrayList<>();
		try (Stream<Path> folders = Files.list(jars)) {
			for (final Path folder : folders.filter(Files::isDirectory).sorted().toList())
				try {
					ModuleFinder.of(folder).findAll();
				}
				catch (final FindException e) {
					problems.add("jars/" + folder.getFileName() + " keeps Fiji from starting: " + e.getMessage());
				}
		}
		return problems;
	}

	/** @return a line for each class that a jar refers to and that is nowhere on the class path */
	static List<String> missing(final Path jar, final List<Path> classPath) {
		final StringWriter out = new StringWriter();
		final StringWriter errors = new StringWriter();
		final ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
		final String path = String.join(File.pathSeparator, classPath.stream().map(Path::toString).toList());
		final int code = jdeps.run(new PrintWriter(out), new PrintWriter(errors), "--multi-release", "17",
			"--missing-deps", "--class-path", path, jar.toString());
		if (code != 0) return List.of("jdeps failed: " + errors.toString().strip());
		return out.toString().lines().filter(line -> line.contains("not found")).map(String::strip).toList();
	}
}
