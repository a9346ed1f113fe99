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
package sc.fiji.ssd.data.voc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.io.NameForms;
import sc.fiji.ssd.io.SafePath;
import sc.fiji.ssd.io.UserException;

/**
 * Finds the image of an annotation. The name in the list decides; the annotation's
 * {@code <filename>} chooses between images of that name with several endings, and is
 * followed only where no image has that name.
 */
final class VocImage {

	private final Path images;
	private final Consumer<String> warnings;
	private int stale;
	private String firstStale;

	/**
	 * @param images folder of the images
	 * @param warnings takes a line where an annotation names another image than the list
	 */
	VocImage(final Path images, final Consumer<String> warnings) {
		this.images = images;
		this.warnings = warnings;
	}

	/**
	 * @param id of the list
	 * @param xml the annotation
	 * @param filename that it gives; may be null
	 * @return the image
	 * @throws UserException if it does not exist, or the name leads out of the folder
	 */
	Path find(final String id, final Path xml, final String filename) {
		final List<Path> byId = byId(images, id);
		final String last = filename == null ? "" : ImageNames.last(filename.strip());
		if (!byId.isEmpty()) {
			final Path named = byId.stream().filter(file -> NameForms.composed(file.getFileName().toString()).equals(NameForms.composed(last))).findFirst()
				.orElse(null);
			if (named != null) return named;
			hint(id, xml, filename, last, byId.get(0));
			return byId.get(0);
		}
		if (filename != null) {
			final boolean absolute = filename.startsWith("/") || filename.matches("[A-Za-z]:.*");
			final Path named = absolute
				? ImageNames.byEnd(images, filename).orElse(images.resolve(id))
				: SafePath.resolve(images, filename, xml + ": <filename>");
			if (Files.isRegularFile(named)) return named;
			final Path stem = ImageNames.byStem(images, ImageNames.stem(last)).orElse(null);
			if (stem != null) {
				warnings.accept(xml + ": its <filename> is " + Quoted.of(filename) + "; read as " + stem.getFileName());
				return stem;
			}
		}
		throw new UserException(xml + ": its image " + (filename == null ? id + ".*" : Quoted.of(filename)) +
			" is not in " + images + "; add it or remove " + id + " from the split");
	}

	/** What the annotation calls its image is not the image of the list. */
	private void hint(final String id, final Path xml, final String filename, final String last, final Path image) {
		if (filename == null) return;
		final boolean another = ImageNames.ending(last) != null &&
			ImageNames.inside(images, filename).filter(Files::isRegularFile).isPresent();
		if (another) warnings.accept(xml + ": its <filename> is " + Quoted.of(filename) + ", but the list names " + id +
			"; the list is used, so the image is " + image.getFileName());
		else if (!NameForms.composed(ImageNames.stem(last)).equals(NameForms.composed(ImageNames.last(id))) && stale++ == 0) firstStale = xml + " has " + Quoted.of(filename);
	}

	/** Says in one line how many annotations name images that are not there. */
	void summarise() {
		if (stale > 0) warnings.accept(images + ": " + stale +
			(stale == 1 ? " annotation gives" : " annotations give") +
			" a <filename> that is not the name of its image; the names in the list are used (" + firstStale + ")");
	}

	/**
	 * @param images folder of the images
	 * @param id of an image
	 * @param filename of its annotation; may be null
	 * @return the image, if it is there
	 */
	static Optional<Path> lookup(final Path images, final String id, final String filename) {
		final List<Path> byId = byId(images, id);
		final String last = filename == null ? "" : ImageNames.last(filename.strip());
		if (!byId.isEmpty()) return byId.stream().filter(file -> NameForms.composed(file.getFileName().toString()).equals(NameForms.composed(last))).findFirst()
			.or(() -> Optional.of(byId.get(0)));
		return filename == null ? Optional.empty() : ImageNames.inside(images, filename).filter(Files::isRegularFile);
	}

	/** @return all images of a name, in the order of their endings */
	private static List<Path> byId(final Path images, final String id) {
		final List<Path> files = new ArrayList<>();
		for (final String ending : ImageNames.ENDINGS)
			for (final String spelled : List.of(ending, ending.toUpperCase(Locale.ROOT))) {
				final Path candidate = NameForms.existing(images.resolve(id + spelled));
				if (Files.isRegularFile(candidate)) files.add(candidate);
			}
		return files;
	}
}
