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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.InvertedPlane;

/** The table of docs/images.md: every variant is read as its plain twin, or refused with the line that the table says. */
class ImageFormatsTest {

	private static Map<String, ImageVariants.Variant> variants;

	@TempDir
	private Path folder;

	static Stream<String> read() throws IOException {
		variants = ImageVariants.all();
		return variants.keySet().stream();
	}

	@ParameterizedTest
	@MethodSource("read")
	void meansWhatItShows(final String id) throws IOException {
		final ImageVariants.Variant variant = variants.get(id);
		final Path file = Files.write(folder.resolve("image." + variant.ending()), variant.bytes());
		final ImageJReader reader = new ImageJReader();
		if (variant.refusal() != null) {
			final String message = assertThrows(IOException.class, () -> reader.read(file)).getMessage();
			assertTrue(message.startsWith(variant.refusal()), message);
			assertEquals(1, message.lines().count());
			return;
		}
		final List<ImagePlane> planes = reader.read(file);
		assertEquals(1, planes.size());
		final RandomAccessibleInterval<? extends RealType<?>> pixels = planes.get(0).pixels();
		assertEquals(ImageVariants.WIDTH, pixels.dimension(0));
		assertEquals(ImageVariants.HEIGHT, pixels.dimension(1));
		assertEquals(variant.channels(), pixels.numDimensions() > 2 ? pixels.dimension(2) : 1);
		final RandomAccess<? extends RealType<?>> at = pixels.randomAccess();
		if (id.contains("white-is-zero")) {
			final boolean level = id.matches("tiff-[1248]-.*");
			assertEquals(!level, pixels instanceof InvertedPlane, "numbers stay, and the image is inverted");
		}
		for (int c = 0; c < variant.channels(); c++)
			for (int y = 0; y < ImageVariants.HEIGHT; y++)
				for (int x = 0; x < ImageVariants.WIDTH; x++) {
					at.setPosition(x, 0);
					at.setPosition(y, 1);
					if (pixels.numDimensions() > 2) at.setPosition(c, 2);
					assertEquals(variant.value().at(c, x, y), at.get().getRealDouble(), variant.tolerance(),
						c + "," + x + "," + y);
				}
		final ImageSize size = ImageSize.of(file);
		if (size != null) assertEquals(new ImageSize(ImageVariants.WIDTH, ImageVariants.HEIGHT), size);
	}

	/** A file that is cut off anywhere in its second half is refused, in one line. */
	@ParameterizedTest
	@MethodSource("read")
	void isRefusedWhenItIsCut(final String id) throws IOException {
		final ImageVariants.Variant variant = variants.get(id);
		final Path file = folder.resolve("image." + variant.ending());
		final int bits = id.matches("fits-.*\\d.*") ? Integer.parseInt(id.split("-+")[1]) : 8;
		// TIFFs of ours, and BMP, PNM, FITS end with what may be left out: directories come first there
		final int end = id.equals("jpeg-padded") ? variant.bytes().length - 100_000
			: id.startsWith("fits") ? 2880 + ImageVariants.WIDTH * ImageVariants.HEIGHT * bits / 8 : variant.bytes().length;
		for (int part = 5; part < 10; part++) {
			Files.write(file, Arrays.copyOf(variant.bytes(), Math.min(end - 2, end * part / 10 + 40)));
			final IOException e = assertThrows(IOException.class, () -> new ImageJReader().read(file), id + " " + part);
			assertEquals(1, e.getMessage().lines().count());
			assertTrue(e.getMessage().length() < 500 && !e.getMessage().contains("Exception"), e.getMessage());
		}
	}

	/** Each row begins with the names of its variants, in which {@code *} stands for anything. */
	@Test
	void theTableOfTheDocumentationIsTheTest() throws IOException {
		final Map<String, ImageVariants.Variant> all = ImageVariants.all();
		assertTrue(all.size() >= 40, all.size() + " variants");
		final Set<String> left = new LinkedHashSet<>(all.keySet());
		final Matcher row = Pattern.compile("(?m)^\\| (`[^|]+`) \\|[^|]+\\| ([^|]+) \\|$")
			.matcher(Files.readString(Path.of("docs/images.md")));
		while (row.find()) {
			for (final String name : row.group(1).replace("`", "").split(", ")) {
				final String pattern = Pattern.quote(name).replace("*", "\\E.*\\Q");
				final List<String> meant = all.keySet().stream().filter(id -> id.matches(pattern)).toList();
				assertTrue(!meant.isEmpty(), "docs/images.md has " + name);
				for (final String id : meant)
					if (left.remove(id)) assertEquals(all.get(id).refusal() != null, row.group(2).startsWith("refused"), id);
			}
		}
		assertEquals(Set.of(), left, "missing in docs/images.md");
	}
}
