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
package sc.fiji.ssd.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

import sc.fiji.ssd.io.FileAccess;

/**
 * The files of a training as they were before it, so that it can be discarded. They
 * are kept as {@code .NAME.before} next to the originals as long as the training lasts.
 */
final class Backup implements AutoCloseable {

	private final Map<Path, Path> kept = new LinkedHashMap<>();

	Backup(final TrainingFiles files) {
		for (final Path file : files.all()) {
			final Path copy = file.resolveSibling("." + file.getFileName() + ".before");
			kept.put(file, copy);
			FileAccess.run(() -> {
				Files.deleteIfExists(copy); // of a training that was killed
				if (Files.exists(file)) Files.copy(file, copy);
			}, e -> copy + ": cannot be written (" + e.getMessage() + "); free some disk space or choose another folder.");
		}
	}

	/** Restores the files; files that did not exist before are deleted. */
	void restore() {
		kept.forEach((file, copy) -> {
			FileAccess.run(() -> {
				if (Files.exists(copy)) Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
				else Files.deleteIfExists(file);
			}, e -> file + ": cannot be restored (" + e.getMessage() + "); see " + copy + ".");
		});
	}

	@Override
	public void close() {
		for (final Path copy : kept.values())
			try {
				Files.deleteIfExists(copy);
			}
			catch (final IOException e) {
				copy.toFile().deleteOnExit();
			}
	}
}
