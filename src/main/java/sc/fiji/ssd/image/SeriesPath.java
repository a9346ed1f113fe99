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
package sc.fiji.ssd.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of several images (series) in a file, as a path that continues behind the file: {@code cells.lif/02 Position A}.
 *
 * @param file that holds it
 * @param index of the image in the file, 0 for the first
 */
public record SeriesPath(Path file, int index) {

	private static final Pattern NAME = Pattern.compile("(\\d{1,6})( .*)?", Pattern.DOTALL);

	/** Characters that some file systems do not take, and those that would make another path of it. */
	private static final Pattern OTHERS = Pattern.compile("[/\\\\:*?\"<>|\\p{Cntrl}\ufffd]+");

	private static final int LONGEST = 80;

	/**
	 * @param path of an image
	 * @return which image in which file; null if the path is a file, or nothing
	 */
	public static SeriesPath of(final Path path) {
		final Path file = path.getParent();
		if (file == null || !Files.exists(file) || Files.exists(path) || !holdsImages(file)) return null;
		final Matcher name = NAME.matcher(path.getFileName().toString());
		return name.matches() ? new SeriesPath(file, Integer.parseInt(name.group(1)) - 1) : null;
	}

	/** A file, or a folder that is an image. */
	private static boolean holdsImages(final Path file) {
		return Files.isRegularFile(file) ||
			file.getFileName() != null && file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zarr");
	}

	/**
	 * @param path of an image
	 * @return the file that holds it: the path itself, or the part before the name of a series
	 */
	public static Path file(final Path path) {
		final SeriesPath series = of(path);
		return series == null ? path : series.file;
	}

	/**
	 * @param file that holds images
	 * @param names of its images in their order; empty where they have none
	 * @return a path for each: the number, from 1 and with leading zeros, and the name without characters that file names cannot have;
	 *         " image" follows where a folder of images already contains a file or folder of that name
	 */
	public static List<Path> paths(final Path file, final List<String> names) {
		final int digits = String.valueOf(names.size()).length();
		final List<Path> paths = new ArrayList<>();
		for (int i = 0; i < names.size(); i++) {
			String name = OTHERS.matcher(names.get(i)).replaceAll("_").strip();
			if (name.codePointCount(0, name.length()) > LONGEST) name = name.substring(0, name.offsetByCodePoints(0, LONGEST)).strip();
			Path path = file.resolve(String.format("%0" + digits + "d", i + 1) + (name.isEmpty() ? "" : " " + name));
			while (Files.exists(path)) // a Zarr folder holds folders named by numbers
				path = path.resolveSibling(path.getFileName() + " image");
			paths.add(path);
		}
		return paths;
	}
}
