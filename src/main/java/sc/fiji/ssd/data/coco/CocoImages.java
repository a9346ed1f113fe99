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
package sc.fiji.ssd.data.coco;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.io.UserException;

/**
 * Finds the image that a {@code file_name} means. It may be relative to the folder of
 * the images, to the dataset, or a path of the machine where the file was written.
 */
final class CocoImages {

	/** Longest name of a file with its folders that any system has. */
	private static final int LONGEST = 4096;

	private final Path json;
	private final List<Path> folders;
	private int guessed;
	private String example;

	/**
	 * @param json for messages
	 * @param folders that may have the images, at least one, in the order they are tried
	 */
	CocoImages(final Path json, final List<Path> folders) {
		this.json = json;
		this.folders = folders;
	}

	/** @param name relative to the folder it was found in */
	record Found(String name, Path file) {}

	/** @throws UserException if it is in none of the folders */
	Found find(final CocoFile.Image image) {
		final String name = image.fileName();
		if (name.length() > LONGEST)
			throw new UserException(json + ": file_name of image " + Quoted.of(image.id()) + " has " + name.length() +
				" characters: " + Quoted.of(name) + "; correct it");
		for (final Path folder : folders) {
			final Optional<Path> file = ImageNames.inside(folder, name).filter(Files::isRegularFile);
			if (file.isPresent()) return found(file.get());
		}
		final String plain = name.replace('\\', '/');
		if (plain.startsWith("../") || plain.contains("/../") || plain.endsWith("/.."))
			throw new UserException(json + ": file_name of image " + Quoted.of(image.id()) + " leads out of " +
				folders.get(0) + ": " + Quoted.of(name) + "; use a name inside the dataset");
		for (final Path folder : folders) {
			final Optional<Path> file = ImageNames.byEnd(folder, plain).filter(Files::isRegularFile);
			if (file.isEmpty()) continue;
			if (guessed++ == 0) example = Quoted.of(name) + " for " + file.get();
			return found(file.get());
		}
		throw new UserException(json + ": its image " + Quoted.of(name) + " is not in " + folders.get(0) +
			"; add it or remove it from the file");
	}

	/** A file has one name, whichever folder its name was relative to. */
	private Found found(final Path file) {
		final Path folder = folders.stream().filter(file::startsWith).findFirst().orElseThrow();
		return new Found(ImageNames.relative(folder, file), file);
	}

	/** @return a line if only the ends of some names were found */
	Optional<String> guesses() {
		return guessed == 0
			? Optional.empty()
			: Optional.of(json + ": " + guessed + (guessed == 1 ? " file_name is a path" : " file_names are paths") +
				" of another computer, matched by their last parts: " + example);
	}
}
