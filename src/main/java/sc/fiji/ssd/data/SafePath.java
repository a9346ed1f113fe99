package sc.fiji.ssd.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import sc.fiji.ssd.SsdException;

/** Resolves names found in a dataset's files, which may come from anyone. */
final class SafePath {

	private SafePath() {}

	/**
	 * @param folder the name must stay in
	 * @param name a relative path
	 * @param source where the name stands, for the message
	 * @return the file, which need not exist
	 * @throws SsdException if the name leads out of the folder or is no path
	 */
	static Path resolve(final Path folder, final String name, final String source) {
		try {
			final Path root = folder.normalize();
			final Path file = folder.resolve(name.replace('\\', '/')).normalize();
			if (!Path.of(name).isAbsolute() && file.startsWith(root) && !file.equals(root)) return file;
		}
		catch (final InvalidPathException e) {
			throw new SsdException(source + " is no file name: " + printable(name) + "; correct it", e);
		}
		throw new SsdException(source + " leads out of " + folder + ": " + printable(name) +
			"; use a name inside the dataset");
	}

	private static String printable(final String name) {
		return name.codePoints().map(c -> Character.isISOControl(c) ? '?' : c).collect(StringBuilder::new,
			StringBuilder::appendCodePoint, StringBuilder::append).toString();
	}
}
