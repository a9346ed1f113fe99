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
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;

import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.CodePoints;
import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.UserException;

/** Lists the images of a folder. */
final class ImageFiles {

	private ImageFiles() {}

	/**
	 * Lists what the reader knows by name, but for hidden files (a leading dot) and
	 * the results of a run. Links are followed.
	 *
	 * @param settings which folder, and whether folders within count
	 * @param reader knows image files
	 * @return the files by path relative to the folder, {@code /} between folders,
	 *         sorted by code points
	 * @throws UserException if the folder cannot be listed or has no image
	 */
	static Map<String, Path> list(final FolderSettings settings, final ImageReader reader) {
		final Path input = settings.input();
		if (!Files.isDirectory(input))
			throw new UserException("input: " + input + " is not a folder; give the folder of the images.");
		final TreeMap<String, Path> files = new TreeMap<>(CodePoints.ORDER);
		try {
			final Path results = results(settings);
			Files.walkFileTree(input, EnumSet.of(FileVisitOption.FOLLOW_LINKS),
				settings.recursive() ? Integer.MAX_VALUE : 1, new SimpleFileVisitor<>() {

					@Override
					public FileVisitResult preVisitDirectory(final Path folder, final BasicFileAttributes attributes)
						throws IOException
				{
						final boolean skip = !folder.equals(input) &&
							(hidden(folder) || folder.toRealPath().equals(results));
						return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
					}

					@Override
					public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) {
						// a link stands for itself if it leads nowhere: an image that cannot be read
						final boolean counts = attributes.isRegularFile() || attributes.isSymbolicLink();
						if (counts && !hidden(file) && reader.reads(file)) files.put(relative(input, file), file);
						return FileVisitResult.CONTINUE;
					}

					@Override
					public FileVisitResult visitFileFailed(final Path file, final IOException e) throws IOException {
						if (Files.isDirectory(file) && !(e instanceof FileSystemLoopException)) throw e;
						if (!Files.isDirectory(file) && !hidden(file) && reader.reads(file))
							files.put(relative(input, file), file);
						return FileVisitResult.CONTINUE;
					}
				});
		}
		catch (final IOException e) {
			throw new UserException("input: " + input + " cannot be listed: " + OneLine.of(e) + ".", e);
		}
		if (files.isEmpty())
			throw new UserException("input: " + input + " holds no image" +
				(settings.recursive() ? "" : "; use recursive=true if they lie in folders within") + ".");
		return files;
	}

	/** The folder that a search must not enter. */
	private static Path results(final FolderSettings settings) throws IOException {
		Path output = settings.output();
		if (!Files.exists(output)) return output.toAbsolutePath().normalize();
		output = output.toRealPath();
		return output.equals(settings.input().toRealPath()) ? output.resolve("overlays") : output;
	}

	private static boolean hidden(final Path file) {
		return file.getFileName().toString().startsWith(".");
	}

	private static String relative(final Path input, final Path file) {
		final StringBuilder name = new StringBuilder();
		for (final Path part : input.relativize(file))
			name.append(name.length() == 0 ? "" : "/").append(part);
		return name.toString();
	}
}
