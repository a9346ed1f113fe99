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
package sc.fiji.ssd.detect.folder;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.CodePoints;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.FileNames;
import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.UserException;

/**
 * The images of a folder.
 *
 * @param files or the images in a file (see {@link sc.fiji.ssd.image.SeriesPath}) by path relative to the folder, {@code /} between folders, sorted by code points
 * @param states what each file is now; of those that can be looked at
 * @param skipped how many files of each ending are not images; without a dot where a name has none
 * @param undecodable how many names Java could not decode
 */
record ImageFiles(Map<String, Path> files, Map<String, SourceFiles.State> states, Map<String, Integer> skipped,
	int undecodable)
{

	/** Number of extensions that the message lists; all others are counted together. */
	private static final int MOST_ENDINGS = 12;

	/**
	 * Lists the files whose names the reader recognises, except hidden files (a leading dot) and the results of a run.
	 * Links are followed.
	 *
	 * @param settings which folder, and whether folders within count
	 * @param reader knows image files
	 * @return the files
	 * @throws UserException if the folder cannot be listed or has no image
	 */
	static ImageFiles list(final FolderSettings settings, final ImageReader reader) {
		final Path input = settings.input();
		if (!Files.isDirectory(input))
			throw new UserException("input: " + input + " is not a folder; give the folder of the images.");
		final Listing listing = new Listing(settings, reader);
		FileAccess.run(() -> Files.walkFileTree(input, EnumSet.of(FileVisitOption.FOLLOW_LINKS),
				settings.recursive() ? Integer.MAX_VALUE : 1, listing),
			e -> "input: " + input + " cannot be listed: " + OneLine.of(e) + ".");
		final ImageFiles found = new ImageFiles(listing.files, listing.states, listing.skipped, listing.undecodable);
		if (found.files.isEmpty())
			throw new UserException("input: " + input + " contains no image" +
				(settings.recursive() ? "" : "; use recursive=true if they are in subfolders") +
				(found.skipped.isEmpty() ? "" : "; other files: " + found.endings()) + ".");
		return found;
	}

	/** @return lines that a user should know */
	List<String> notes() {
		final List<String> notes = new ArrayList<>();
		if (!skipped.isEmpty())
			notes.add("input: " + count(skipped.values().stream().mapToInt(i -> i).sum(), "file is skipped because its extension is not that of an image",
				"files are skipped because their extensions are not those of images") + ": " + endings());
		if (undecodable > 0) {
			final boolean unicode = "UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"));
			notes.add("input: Java cannot decode " + count(undecodable, "file name", "file names") +
				"; results use UTF-8, or %XX for a byte" +
				(unicode ? "" : "; start Java with LC_ALL=C.UTF-8 in its environment to read them correctly"));
		}
		return notes;
	}

	private static String count(final int number, final String one, final String more) {
		return number + " " + (number == 1 ? one : more);
	}

	private String endings() {
		final List<String> all = skipped.entrySet().stream()
			.sorted(Map.Entry.<String, Integer>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
			.map(e -> e.getKey() + " (" + e.getValue() + ")").toList();
		return String.join(", ", all.subList(0, Math.min(MOST_ENDINGS, all.size()))) +
			(all.size() > MOST_ENDINGS ? " and " + (all.size() - MOST_ENDINGS) + " more" : "");
	}

	/** Collects while the folder is walked through. */
	private static final class Listing extends SimpleFileVisitor<Path> {

		final TreeMap<String, Path> files = new TreeMap<>(CodePoints.ORDER);
		final Map<String, SourceFiles.State> states = new HashMap<>();
		final Map<String, Integer> skipped = new HashMap<>();
		int undecodable;
		private final Path input;
		private final ImageReader reader;
		private final Path results;

		Listing(final FolderSettings settings, final ImageReader reader) {
			input = settings.input();
			this.reader = reader;
			results = FileAccess.get(() -> results(settings),
				e -> "input: " + input + " cannot be listed: " + OneLine.of(e) + ".");
		}

		@Override
		public FileVisitResult preVisitDirectory(final Path folder, final BasicFileAttributes attributes)
			throws IOException
		{
			if (!folder.equals(input) && isImageFolder(folder)) {
				if (!hidden(folder)) addFolder(folder, attributes);
				return FileVisitResult.SKIP_SUBTREE;
			}
			final boolean skip = !folder.equals(input) && (hidden(folder) || folder.toRealPath().equals(results));
			return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) {
			// a broken link is kept under its own name: an image that cannot be read
			if (attributes.isDirectory() && isImageFolder(file) && !hidden(file)) addFolder(file, attributes);
			if (!attributes.isRegularFile() && !attributes.isSymbolicLink() || hidden(file))
				return FileVisitResult.CONTINUE;
			if (reader.reads(file)) addImages(file, attributes);
			else skipped.merge(ending(file), 1, Integer::sum);
			return FileVisitResult.CONTINUE;
		}

		@Override
		public FileVisitResult visitFileFailed(final Path file, final IOException e) throws IOException {
			if (Files.isDirectory(file) && !(e instanceof FileSystemLoopException)) throw e;
			if (!Files.isDirectory(file) && !hidden(file) && reader.reads(file)) add(file);
			return FileVisitResult.CONTINUE;
		}

		private void addFolder(final Path folder, final BasicFileAttributes attributes) {
			if (reader.reads(folder)) addImages(folder, attributes);
			else skipped.merge(ending(folder), 1, Integer::sum);
		}

		/** A file that cannot be read is one image, which will fail. */
		private void addImages(final Path file, final BasicFileAttributes attributes) {
			List<Path> images;
			try {
				images = reader.images(file);
			}
			catch (final IOException | RuntimeException e) {
				images = List.of(file);
			}
			for (final Path image : images)
				states.put(add(image), new SourceFiles.State(attributes.size(), attributes.lastModifiedTime().toInstant()));
		}

		/** @return its name, which no other file has */
		private String add(final Path file) {
			String name = FileNames.relative(input, file);
			if (!FileNames.isText(file.getFileName())) undecodable++;
			for (int i = 2; files.containsKey(name); i++)
				name = FileNames.relative(input, file) + "~" + i;
			files.put(name, file);
			return name;
		}

		private static String ending(final Path file) {
			final String name = file.getFileName().toString();
			final int dot = name.lastIndexOf('.');
			return dot < 0 ? "no extension" : name.substring(dot).toLowerCase(Locale.ROOT);
		}
	}

	/** The folder that a search must not enter. */
	private static Path results(final FolderSettings settings) throws IOException {
		Path output = settings.output();
		if (!Files.exists(output)) return output.toAbsolutePath().normalize();
		output = output.toRealPath();
		return output.equals(settings.input().toRealPath()) ? output.resolve("overlays") : output;
	}

	/** Zarr is the one format whose images are folders. */
	private static boolean isImageFolder(final Path folder) {
		return folder.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zarr");
	}

	private static boolean hidden(final Path file) {
		return file.getFileName().toString().startsWith(".");
	}
}
