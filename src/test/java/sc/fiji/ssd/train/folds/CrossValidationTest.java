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
package sc.fiji.ssd.train.folds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.io.UserException;

class CrossValidationTest {

	/** Every third file is a stack of two planes. */
	private static List<AnnotatedImage> images(final int files) {
		return IntStream.range(0, files).boxed()
			.flatMap(i -> IntStream.range(0, i % 3 == 0 ? 2 : 1)
				.mapToObj(plane -> new AnnotatedImage("i" + i + "#" + plane, Path.of("i" + i), plane, 10, 10, List.of())))
			.toList();
	}

	@Test
	void everyImageIsInOneFoldAndPlanesStayTogether() {
		final List<AnnotatedImage> images = images(23);
		final List<List<AnnotatedImage>> folds = CrossValidation.divide(images, 5, 1);
		assertEquals(5, folds.size());
		final Map<Path, Integer> foldOf = new HashMap<>();
		int sum = 0;
		for (int fold = 0; fold < 5; fold++) {
			for (final AnnotatedImage image : folds.get(fold)) {
				final Integer before = foldOf.putIfAbsent(image.file(), fold);
				assertTrue(before == null || before == fold, image.name());
			}
			final long files = folds.get(fold).stream().map(AnnotatedImage::file).distinct().count();
			assertTrue(files == 4 || files == 5, files + " files");
			sum += folds.get(fold).size();
		}
		assertEquals(images.size(), sum);
		assertEquals(new HashSet<>(images), new HashSet<>(folds.stream().flatMap(List::stream).toList()));
	}

	@Test
	void theSeedDecides() {
		final List<AnnotatedImage> images = images(30);
		assertEquals(CrossValidation.divide(images, 4, 7), CrossValidation.divide(images, 4, 7));
		assertNotEquals(CrossValidation.divide(images, 4, 7), CrossValidation.divide(images, 4, 8));
	}

	@Test
	void needsAFileForEachFold() {
		assertEquals(3, CrossValidation.divide(images(3), 3, 0).size());
		final UserException e = assertThrows(UserException.class, () -> CrossValidation.divide(images(3), 4, 0));
		assertTrue(e.getMessage().startsWith("folds: 4 is more than the 3 images"), e.getMessage());
	}
}
