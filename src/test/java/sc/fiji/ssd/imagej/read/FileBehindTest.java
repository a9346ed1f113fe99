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
package sc.fiji.ssd.imagej.read;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import ij.io.Opener;
import sc.fiji.ssd.imagej.installed.SuppressedErrors;
import sc.fiji.ssd.io.UserException;

/** Tests {@link FileBehind} on each TIFF of {@link ImageVariants}, as ImageJ opens it. */
class FileBehindTest {

	@TempDir
	private Path folder;

	/** Where ImageJ shows the scene, nothing is said; where it takes compressed bytes for pixels, it is refused. */
	@Test
	void noiseIsRefusedAndNothingElse() throws IOException {
		int refused = 0, shown = 0;
		for (final Map.Entry<String, ImageVariants.Variant> variant : ImageVariants.all().entrySet()) {
			if (!variant.getKey().startsWith("tiff-8-") && !variant.getKey().startsWith("tiff-java-") &&
				!variant.getKey().startsWith("tiff-16-") || variant.getKey().contains("white")) continue;
			final Path file = Files.write(folder.resolve(variant.getKey() + ".tif"), variant.getValue().bytes());
			final ImagePlus image = open(file);
			if (image == null) continue; // ImageJ refuses it itself
			final boolean noise = !isScene(image, variant.getValue());
			if (noise) {
				final String line = assertThrows(UserException.class, () -> FileBehind.check(image), variant.getKey())
					.getMessage();
				assertTrue(line.startsWith("image: " + variant.getKey()) && line.lines().count() == 1, line);
				refused++;
			}
			else {
				assertDoesNotThrow(() -> FileBehind.check(image), variant.getKey());
				shown++;
			}
		}
		assertTrue(refused >= 1 && shown >= 5, refused + " refused, " + shown + " shown");
	}

	private static ImagePlus open(final Path file) {
		try (SuppressedErrors errors = new SuppressedErrors()) {
			final Opener opener = new Opener();
			opener.setSilentMode(true);
			return opener.openImage(file.toString());
		}
		catch (final RuntimeException e) {
			return null;
		}
	}

	private static boolean isScene(final ImagePlus image, final ImageVariants.Variant variant) {
		if (image.getWidth() != ImageVariants.WIDTH || image.getHeight() != ImageVariants.HEIGHT) return false;
		double difference = 0;
		for (int y = 0; y < ImageVariants.HEIGHT; y++)
			for (int x = 0; x < ImageVariants.WIDTH; x++) {
				final double value = image.getBitDepth() == 24 ? image.getProcessor().get(x, y) >> 16 & 255
					: image.getProcessor().getf(x, y);
				difference = Math.max(difference, Math.abs(value - variant.value().at(0, x, y)));
			}
		return difference <= Math.max(variant.tolerance(), 1);
	}

	@Test
	void anImageThatWasSavedIsItsOwn() throws IOException {
		final ImagePlus image = IJ.createImage("new", "8-bit ramp", 20, 10, 1);
		assertDoesNotThrow(() -> FileBehind.check(image));
		new FileSaver(image).saveAsTiff(folder.resolve("new.tif").toString());
		assertDoesNotThrow(() -> FileBehind.check(image));
		Files.delete(folder.resolve("new.tif"));
		assertDoesNotThrow(() -> FileBehind.check(image));
	}
}
