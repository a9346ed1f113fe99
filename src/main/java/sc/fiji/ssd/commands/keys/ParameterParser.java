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
package sc.fiji.ssd.commands.keys;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import sc.fiji.ssd.io.NumberText;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.library.ModelLibrary;

/**
 * Reads the values of macro keys. Numbers arrive as text, since ImageJ turns what is not a number into 0 and SciJava
 * drops it; nothing is guessed, and each error names the key and its valid values.
 */
public final class ParameterParser {

	public static final String AUTO = "auto";

	private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");

	private ParameterParser() {}

	/** @return a whole number of min to max */
	public static int whole(final String key, final String value, final int min, final int max) {
		return (int) whole(key, value, (long) min, max);
	}

	/** @return a whole number of min to max */
	public static long whole(final String key, final String value, final long min, final long max) {
		final String text = trim(value);
		final long number = WHOLE.matcher(text).matches() ? Long.parseLong(text) : Long.MIN_VALUE;
		if (number < min || number > max)
			throw new UserException(key + ": " + quote(value) + " is not a whole number " + range(Long.toString(min),
				max == Integer.MAX_VALUE || max >= 1_000_000_000_000_000L ? null : Long.toString(max)) + ".");
		return number;
	}

	/** @return a whole number of min or more, or the value for {@code auto} */
	public static int wholeOrAuto(final String key, final String value, final int min, final int auto) {
		if (AUTO.equals(trim(value))) return auto;
		try {
			return whole(key, value, min, Integer.MAX_VALUE);
		}
		catch (final UserException e) {
			throw new UserException(key + ": " + quote(value) + " is neither auto nor a whole number " +
				range(Integer.toString(min), null) + ".", e);
		}
	}

	/** @return whole numbers separated by commas, none if empty */
	public static List<Integer> wholes(final String key, final String value, final int min) {
		final List<Integer> numbers = new ArrayList<>();
		for (final String part : list(value))
			numbers.add(whole(key, part, min, Integer.MAX_VALUE));
		return numbers;
	}

	/** @return a number of min to max */
	public static double number(final String key, final String value, final double min, final double max) {
		final double number = NumberText.parse(trim(value));
		if (number >= min && number <= max) return number;
		throw new UserException(key + ": " + quote(value) + " is not a number " + range(plain(min), plain(max)) + ".");
	}

	/** @return a number of min to max, or the value for {@code auto} */
	public static double numberOrAuto(final String key, final String value, final double min, final double max,
		final double auto)
	{
		if (AUTO.equals(trim(value))) return auto;
		try {
			return number(key, value, min, max);
		}
		catch (final UserException e) {
			throw new UserException(
				key + ": " + quote(value) + " is neither auto nor a number " + range(plain(min), plain(max)) + ".", e);
		}
	}

	/** @return a number above 0 and of at most max */
	public static double positive(final String key, final String value, final double max) {
		final double number = number(key, value, 0, max);
		if (number > 0) return number;
		throw new UserException(
			key + ": " + quote(value) + " is not above 0; give a number above 0, at most " + plain(max) + ".");
	}

	/** @return whether it is the word for true; empty for {@code auto} */
	public static Optional<Boolean> yesNoOrAuto(final String key, final String value, final String yes, final String no) {
		final String word = trim(value);
		if (word.equals(AUTO)) return Optional.empty();
		if (word.equals(yes) || word.equals(no)) return Optional.of(word.equals(yes));
		throw new UserException(key + ": '" + word + "' is not valid; use auto, " + yes + " or " + no + ".");
	}

	/** @return one of the choices */
	public static String choice(final String key, final String value, final String... choices) {
		final String text = trim(value);
		if (Arrays.asList(choices).contains(text)) return text;
		throw new UserException(key + ": " + quote(value) + " is not one of " + String.join(", ", choices) + ".");
	}

	/** @return the parts between commas, trimmed; none if empty */
	public static List<String> list(final String value) {
		if (trim(value).isEmpty()) return List.of();
		return Arrays.stream(value.split(",", -1)).map(String::strip).toList();
	}

	/** @return the names between commas, none empty, none twice; none if empty */
	public static List<String> classNames(final String key, final String value) {
		final List<String> names = list(value);
		if (names.stream().anyMatch(String::isEmpty))
			throw new UserException(key + ": '" + value + "' has an empty name; separate names with one comma.");
		if (new HashSet<>(names).size() < names.size())
			throw new UserException(key + ": '" + value + "' names a class twice.");
		return names;
	}

	/** @return the text, not empty */
	public static String text(final String key, final String value, final String what) {
		if (trim(value).isEmpty()) throw new UserException(key + ": is missing; give " + what + ".");
		return value.strip();
	}

	/** @return the path, not empty */
	public static Path path(final String key, final File value, final String what) {
		if (isEmpty(value)) throw new UserException(key + ": is missing; give " + what + ".");
		return value.toPath();
	}

	public static boolean isBlank(final String value) {
		return value == null || value.isBlank();
	}

	public static boolean isEmpty(final File value) {
		return value == null || value.getPath().isBlank();
	}

	/** @return an existing folder */
	public static Path folder(final String key, final File value, final String what) {
		final Path path = path(key, value, what);
		if (!Files.exists(path)) throw new UserException(key + ": " + path + " does not exist; give " + what + ".");
		if (!Files.isDirectory(path))
			throw new UserException(key + ": " + path + " is not a folder; give " + what + ".");
		return path;
	}

	/** @return an existing file */
	public static Path file(final String key, final File value, final String what) {
		final Path path = path(key, value, what);
		if (!Files.exists(path)) throw new UserException(key + ": there is no file " + path + "; give " + what + ".");
		if (!Files.isRegularFile(path)) throw new UserException(key + ": " + path + " is a folder; give " + what + ".");
		return path;
	}

	/** @return an existing file or folder */
	public static Path fileOrFolder(final String key, final File value, final String what) {
		final Path path = path(key, value, what);
		if (!Files.exists(path))
			throw new UserException(key + ": there is no file or folder " + path + "; give " + what + ".");
		return path;
	}

	/** @return a model's file, given by path or by name */
	public static Path model(final String key, final String value) {
		return ModelLibrary.find(key, value);
	}

	/**
	 * @return a file that can be written: it has the right extension and is not a folder; for a name without folder,
	 * the file of that name in the models folder
	 */
	public static Path modelToWrite(final String key, final File value) {
		final Path given = path(key, value, "the " + ModelFile.ENDING + " file to write, or a name for it");
		final Path path = ModelLibrary.isName(value.getPath())
			? ModelLibrary.folder().resolve(value.getPath().strip() + ModelFile.ENDING)
			: given;
		if (ModelLibrary.isName(value.getPath()) && ModelLibrary.isShipped(value.getPath().strip()))
			throw new UserException(key + ": " + value + " is the name of a model of this plugin; give another name.");
		if (!path.toString().endsWith(ModelFile.ENDING))
			throw new UserException(key + ": " + path + " does not end in " + ModelFile.ENDING + "; call it " +
				path.getFileName() + ModelFile.ENDING + ".");
		if (Files.isDirectory(path))
			throw new UserException(
				key + ": " + path + " is a folder; give the " + ModelFile.ENDING + " file to write.");
		return path;
	}

	/** @return a folder to write into: an existing folder, or a path that does not exist yet */
	public static Path folderToWrite(final String key, final File value) {
		final Path path = path(key, value, "the folder to write into");
		if (Files.exists(path) && !Files.isDirectory(path))
			throw new UserException(key + ": " + path + " is a file; give the folder to write into.");
		return path;
	}

	private static String trim(final String value) {
		return value == null ? "" : value.strip();
	}

	private static String quote(final String value) {
		return trim(value).isEmpty() ? "an empty value" : "'" + value.strip() + "'";
	}

	private static String range(final String min, final String max) {
		return max == null ? "of " + min + " or more" : "from " + min + " to " + max;
	}

	private static String plain(final double value) {
		return value == Math.rint(value) && Math.abs(value) < 1e9
			? Long.toString((long) value)
			: Double.toString(value);
	}
}
