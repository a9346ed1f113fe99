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

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;

/** Tests {@link ImageFiles}: images that are folders. */
class ImageFilesTest {

	@TempDir
	Path root;

	private ImageFiles list(final boolean recursive, final boolean zarr) throws IOException {
		final Path input = root.resolve("in");
		PngReader.write(input.resolve("a.png"), 8, 8);
		PngReader.write(input.resolve("b.ome.zarr/0/0.png"), 8, 8);
		PngReader.write(input.resolve("sub/c.ZARR/0/0.png"), 8, 8);
		PngReader.write(input.resolve(".hidden.zarr/0.png"), 8, 8);
		Files.writeString(input.resolve("slide.czi"), "as no reader here knows");
		final PngReader png = new PngReader();
		return ImageFiles.list(new FolderSettings(input, root.resolve("out"), recursive, false, Shard.ALL, false, null),
			new ImageReader() {

				@Override
				public List<ImagePlane> read(final Path file) throws IOException {
					return png.read(file);
				}

				@Override
				public boolean reads(final Path file) {
					return zarr && file.toString().toLowerCase().endsWith(".zarr") || png.reads(file);
				}
			});
	}

	@Test
	void aFolderIsAnImageIfAReaderKnowsIt() throws IOException {
		assertEquals(List.of("a.png", "b.ome.zarr"), List.copyOf(list(false, true).files().keySet()));
		final ImageFiles all = list(true, true);
		assertEquals(List.of("a.png", "b.ome.zarr", "sub/c.ZARR"), List.copyOf(all.files().keySet()));
		assertEquals(all.files().keySet(), all.states().keySet());
		assertEquals(List.of("input: 1 file is skipped because its extension is not that of an image: .czi (1)"), all.notes());
	}

	@Test
	void withoutAReaderItIsCountedAndNotSearched() throws IOException {
		for (final boolean recursive : new boolean[] { false, true }) {
			final ImageFiles files = list(recursive, false);
			assertEquals(List.of("a.png"), List.copyOf(files.files().keySet()));
			assertEquals(List.of("input: " + (recursive ? 3 : 2) +
				" files are skipped because their extensions are not those of images: " +
				(recursive ? ".zarr (2), .czi (1)" : ".czi (1), .zarr (1)")), files.notes());
		}
	}
}
