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
package sc.fiji.ssd.train.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.PixelSize;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.Sampling;
import sc.fiji.ssd.model.SsdArchitecture;

class TileChoiceTest {

	private static final SsdArchitecture SSD300 = Presets.load("ssd300-voc");

	/** Says how large pixels are by the name of the file: {@code 0.5um-3.tif}. */
	private static final ImageReader READER = new ImageReader() {

		@Override
		public List<ImagePlane> read(final Path file) {
			throw new AssertionError("pixels are not needed");
		}

		@Override
		public boolean reads(final Path file) {
			return true;
		}

		@Override
		public PixelSize pixelSize(final Path file) {
			final String[] name = file.toString().split("um-");
			return name.length < 2
				? null
				: PixelSize.of(Double.parseDouble(name[0]), Double.parseDouble(name[0]), "um");
		}
	};

	private static Dataset dataset(final int width, final int height, final double size, final String... names) {
		final DatasetBuilder builder = new DatasetBuilder("data");
		for (final String name : names) {
			builder.image(name, Path.of(name), width, height);
			for (int i = -10; i <= 10; i++) {
				final double side = size * (1 + i / 30.0);
				builder.object(name, new GroundTruth(new Box(5, 5, 5 + side, 5 + side), "cell"));
			}
		}
		return builder.build();
	}

	private static TileChoice choose(final Dataset dataset, final String tiling) {
		return TileChoice.of(dataset, SSD300, tiling, READER);
	}

	@Test
	void smallObjectsInLargeImagesAskForTiles() {
		final Sampling sampling = choose(dataset(2048, 2048, 24, "a"), "auto").sampling();
		assertTrue(sampling.tiles());
		assertEquals(202, sampling.width(), 2); // 24 pixels become 36 of 300
		assertEquals(sampling.width(), sampling.height());
		assertEquals(24 * 4 / 3.0, sampling.objectSize(), 1.5);
	}

	@Test
	void objectsThatFillTheirImagesDoNot() {
		assertFalse(choose(dataset(300, 300, 45, "a"), "auto").sampling().tiles());
		assertFalse(choose(dataset(2048, 2048, 400, "a"), "auto").sampling().tiles());
		final Sampling whole = choose(dataset(640, 480, 70, "a"), "auto").sampling();
		assertEquals(new Sampling(false, 640, 480, whole.objectSize(), null), whole);
		assertFalse(
			choose(dataset(160, 120, 5, "a"), "auto").sampling().tiles() &&
				choose(dataset(160, 120, 5, "a"), "auto").sampling().width() >= 120,
			"a tile that is the image gains nothing");
	}

	@Test
	void theUserHasTheLastWord() {
		assertFalse(choose(dataset(2048, 2048, 24, "a"), "off").sampling().tiles());
		assertEquals(512, choose(dataset(2048, 2048, 400, "a"), "512").sampling().width());
		final TileChoice choice = choose(dataset(2048, 2048, 24, "a"), "auto");
		assertEquals(1, choice.line().lines().count());
		assertTrue(choice.line().startsWith("tiling: tiles of 20"), choice.line());
		for (final String wrong : List.of("300,60", "on", "3"))
			assertTrue(assertThrows(UserException.class, () -> choose(dataset(99, 99, 24, "a"), wrong)).getMessage()
				.startsWith("tiling: "));
	}

	@Test
	void thePixelSizeIsNotedIfImagesAgree() {
		final TileChoice agree = choose(dataset(300, 300, 45, "0.5um-1", "0.501um-2"), "auto");
		assertEquals(0.5, agree.sampling().pixelSize().value(), 1e-9);
		assertTrue(agree.warnings().isEmpty());
		assertNull(choose(dataset(300, 300, 45, "a", "b"), "auto").sampling().pixelSize());
		for (final String[] names : new String[][] { { "0.5um-1", "0.6um-2" }, { "0.5um-1", "b" } }) {
			final TileChoice differ = choose(dataset(300, 300, 45, names), "auto");
			assertNull(differ.sampling().pixelSize());
			assertEquals(1, differ.warnings().size());
		}
	}
}
