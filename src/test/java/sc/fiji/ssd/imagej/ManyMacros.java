package sc.fiji.ssd.imagej;

import java.nio.file.Path;

import net.imagej.patcher.LegacyInjector;

/** Runs many macros in one JVM, for tests: prints, for each, a line with its name and whether it went through. */
final class ManyMacros {

	private ManyMacros() {}

	public static void main(final String[] files) {
		LegacyInjector.preinit();
		for (final String file : files) {
			System.out.println(BEGIN + Path.of(file).getFileName());
			System.out.println(END + new MacroRun(Path.of(file), "").run());
		}
		System.exit(0);
	}

	static final String BEGIN = "begin of ";
	static final String END = "went through: ";
}
