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

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/** Holds the code to what docs/design.md says about packages. */
class ArchitectureTest {

	private static final String ROOT = "sc.fiji.ssd";
	private static final int MOST_LINES = 450, MOST_METHOD_LINES = 60, MOST_FILES = 25;

	/** A line of the page's list of packages: {@code   imagej.roi/   ROIs as annotations}. */
	private static final Pattern PACKAGE = Pattern.compile("^  ([a-z0-9.]+)/ ", Pattern.MULTILINE);

	private static JavaClasses classes;
	private static List<String> packages;

	@BeforeAll
	static void read() throws IOException {
		classes = new ClassFileImporter().importPath(Path.of("target", "classes"));
		packages = new ArrayList<>();
		final String page = Files.readString(Path.of("docs", "design.md"));
		final Matcher list = PACKAGE.matcher(page.substring(0, page.indexOf("## Engines")));
		while (list.find())
			packages.add(list.group(1).equals(".") ? "" : list.group(1));
	}

	private static String name(final JavaClass type) {
		final String name = type.getPackageName();
		return name.equals(ROOT) ? "" : name.startsWith(ROOT + ".") ? name.substring(ROOT.length() + 1) : null;
	}

	@Test
	void thePageListsThePackagesThatThereAre() {
		final Set<String> there = new TreeSet<>();
		classes.forEach(c -> {
			if (name(c) != null) there.add(name(c));
		});
		there.remove("spark"); // of a profile
		assertEquals(there, new TreeSet<>(packages));
	}

	@Test
	void dependenciesPointDownTheList() {
		final Set<String> upwards = new TreeSet<>();
		for (final JavaClass type : classes)
			for (final Dependency d : type.getDirectDependenciesFromSelf()) {
				final int from = packages.indexOf(name(type)), to = packages.indexOf(name(d.getTargetClass()));
				if (from >= 0 && to >= 0 && to < from)
					upwards.add(type.getName() + " -> " + d.getTargetClass().getName());
			}
		assertTrue(upwards.isEmpty(), upwards::toString);
	}

	@Test
	void packagesHaveNoCycles() {
		slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(classes);
	}

	@Test
	void librariesAreSeenWhereThePageSays() {
		onlyIn("DL4J and ND4J", List.of("engine.dl4j"), "org.nd4j..", "org.deeplearning4j..");
		onlyIn("JavaCPP", List.of("engine.."), "org.bytedeco..");
		onlyIn("ImageJ 1", List.of("", "commands..", "imagej.."), "ij..");
	}

	private static void onlyIn(final String what, final List<String> where, final String... library) {
		noClasses().that().resideInAPackage(ROOT + "..").and()
			.resideOutsideOfPackages(
				where.stream().map(p -> p.isEmpty() ? ROOT : ROOT + "." + p).toArray(String[]::new))
			.should().dependOnClassesThat().resideInAnyPackage(library)
			.because("only " + String.join(", ", where) + " may see " + what).check(classes);
	}

	@Test
	void packagesAreDescribedAndSmall() throws IOException {
		final Map<Path, List<Path>> folders = sources().stream()
			.collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.toList()));
		final List<String> wrong = new ArrayList<>();
		folders.forEach((folder, files) -> {
			if (files.size() > MOST_FILES) wrong.add(folder + " has " + files.size() + " files");
			if (files.stream().noneMatch(f -> f.endsWith("package-info.java"))) wrong.add(folder + " has no package-info");
		});
		assertTrue(wrong.isEmpty(), wrong::toString);
	}

	@Test
	void filesAndMethodsAreSmall() throws IOException {
		final List<String> wrong = new ArrayList<>();
		for (final Path file : sources())
			if (Files.readAllLines(file).size() > MOST_LINES) wrong.add(file + " is too long");
		final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			final JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
				files.getJavaFileObjectsFromPaths(sources()));
			final SourcePositions positions = Trees.instance(task).getSourcePositions();
			for (final CompilationUnitTree unit : task.parse())
				new TreeScanner<Void, Void>() {

					@Override
					public Void visitMethod(final MethodTree method, final Void nothing) {
						final long start = positions.getStartPosition(unit, method),
							end = positions.getEndPosition(unit, method);
						final LineMap lines = unit.getLineMap();
						if (end > 0 && lines.getLineNumber(end) - lines.getLineNumber(start) + 1 > MOST_METHOD_LINES)
							wrong.add(unit.getSourceFile().getName() + ": " + method.getName() + " is too long");
						return super.visitMethod(method, nothing);
					}
				}.scan(unit, null);
		}
		assertTrue(wrong.isEmpty(), wrong::toString);
	}

	private static List<Path> sources() throws IOException {
		final List<Path> all = new ArrayList<>();
		for (final String folder : List.of("src/main/java", "src/cuda/java"))
			try (Stream<Path> files = Files.walk(Path.of(folder))) {
				files.filter(f -> f.toString().endsWith(".java")).forEach(all::add);
			}
		return all;
	}
}
