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
package sc.fiji.ssd.data.layout;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import sc.fiji.ssd.io.CodePoints;
import sc.fiji.ssd.io.NameForms;
import sc.fiji.ssd.io.UserException;

/** Finds image files by the names that annotations give. */
public final class ImageNames {

	/**
	 * Tried in this order where only the stem of a name is known, each in capitals too. The last ones are those of microscopes and
	 * slide scanners, which need an application that opens them, such as Fiji.
	 */
	public static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif",
		".webp", ".pgm", ".ppm", ".pbm", ".pnm", ".dcm", ".dicom", ".fits", ".fit", ".jpe", ".jfif", ".btf", ".tf8", ".lsm", ".stk", ".czi", ".lif", ".nd2", ".oib", ".vsi", ".svs", ".ims");

	private ImageNames() {}

	/** @return whether a name ends as an image's, and is not hidden */
	public static boolean isImage(final String name) {
		return !name.startsWith(".") && ending(name) != null;
	}

	/** @return the ending of an image's name with its dot, as it is spelled there; null if it is not an image's */
	public static String ending(final String name) {
		final String lower = name.toLowerCase(Locale.ROOT);
		for (final String ending : ENDINGS)
			if (lower.endsWith(ending) && name.length() > ending.length())
				return name.substring(name.length() - ending.length());
		return null;
	}

	/** @return a name without the ending of an image; as it is if it has none */
	public static String stem(final String name) {
		final String ending = ending(name);
		return ending == null ? name : name.substring(0, name.length() - ending.length());
	}

	/** @return a file's name without its last ending */
	public static String stemOfAny(final String name) {
		final int dot = name.lastIndexOf('.');
		return dot > 0 ? name.substring(0, dot) : name;
	}

	/** @return what is after the last slash or backslash of a path of any system */
	public static String last(final String path) {
		return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
	}

	/**
	 * @param folder of images
	 * @param stem a name without ending; may have folders in it
	 * @return the image of that name with one of {@link #ENDINGS}
	 */
	public static Optional<Path> byStem(final Path folder, final String stem) {
		for (final String ending : ENDINGS)
			for (final String spelled : List.of(ending, ending.toUpperCase(Locale.ROOT))) {
				final Path candidate = inside(folder, stem + spelled).orElse(null);
				if (candidate != null && Files.isRegularFile(candidate)) return Optional.of(candidate);
			}
		return Optional.empty();
	}

	/**
	 * @param folder that must not be left
	 * @param name a relative path
	 * @return the file, which need not exist, spelled as it is on the disk ({@link NameForms}); empty if the name leads out of the
	 *         folder or is not a path
	 */
	public static Optional<Path> inside(final Path folder, final String name) {
		try {
			final Path relative = Path.of(name.replace('\\', '/'));
			final Path root = folder.normalize();
			final Path file = folder.resolve(relative).normalize();
			return !relative.isAbsolute() && file.startsWith(root) && !file.equals(root)
				? Optional.of(NameForms.existing(file))
				: Optional.empty();
		}
		catch (final InvalidPathException e) {
			return Optional.empty();
		}
	}

	/**
	 * Resolves a path that was written on another machine: the whole path, or the path without its first folders. Of a path with
	 * {@code %XX} the literal name comes first, then the name that it stands for.
	 *
	 * @param folder that must not be left
	 * @param path as written in a file, of any system
	 * @return the file or folder that exists
	 */
	public static Optional<Path> byEnd(final Path folder, final String path) {
		String rest = path.replace('\\', '/');
		if (rest.length() > 4096) return Optional.empty(); // longer than any system's paths
		while (!rest.isEmpty()) {
			final Optional<Path> found = inside(folder, rest).filter(Files::exists);
			if (found.isPresent()) return found;
			final int slash = rest.indexOf('/');
			if (slash < 0) break;
			rest = rest.substring(slash + 1);
		}
		final String decoded = decoded(path);
		return decoded.equals(path) ? Optional.empty() : byEnd(folder, decoded);
	}

	/** @return a name in which {@code %20} is a blank and so on, as web tools write it; as it is if that is not what it has */
	static String decoded(final String name) {
		try {
			return name.indexOf('%') < 0 ? name : URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
		}
		catch (final IllegalArgumentException e) {
			return name;
		}
	}

	/**
	 * @param folder to list
	 * @return its images, sorted by code points; hidden files are left out
	 * @throws UserException if it cannot be read
	 */
	public static List<Path> list(final Path folder) {
		return files(folder).stream().filter(file -> isImage(file.getFileName().toString())).toList();
	}

	/**
	 * @param folder to list
	 * @return its files, sorted by code points
	 * @throws UserException if it cannot be read
	 */
	public static List<Path> files(final Path folder) {
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter(Files::isRegularFile).sorted(CodePoints.BY_NAME).toList();
		}
		catch (final IOException e) {
			throw new UserException("dataset: " + folder + " cannot be read (" + e.getMessage() + "); check the folder",
				e);
		}
	}

	/** @return a file's name relative to a folder, with {@code /} between folders */
	public static String relative(final Path folder, final Path file) {
		return folder.normalize().relativize(file.normalize()).toString().replace('\\', '/');
	}
}
