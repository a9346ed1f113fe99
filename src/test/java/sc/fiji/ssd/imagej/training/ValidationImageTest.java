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
package sc.fiji.ssd.imagej.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import ij.gui.Overlay;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;

/** Tests which image {@link ValidationImage} shows, and what it draws. */
class ValidationImageTest {

	private static AnnotatedImage image(final String name, final int side, final int objects) {
		return new AnnotatedImage(name, Path.of(name), side, side,
			Collections.nCopies(objects, new GroundTruth(new Box(1, 2, 11, 22), "rod")));
	}

	@Test
	void theImageWithTheMostObjectsIsShownUnlessItIsVeryLarge() {
		assertEquals("b", ValidationImage.choose(List.of(image("a", 300, 1), image("b", 300, 5), image("c", 300, 2)))
			.orElseThrow().name());
		assertEquals("a", ValidationImage.choose(List.of(image("a", 300, 1), image("b", 9000, 5))).orElseThrow().name());
		assertEquals("b", ValidationImage.choose(List.of(image("b", 9000, 5))).orElseThrow().name());
		assertTrue(ValidationImage.choose(List.of()).isEmpty());
	}

	@Test
	void annotatedObjectsAndLikelyDetectionsAreDrawn() {
		final Overlay overlay = ValidationImage.overlay(image("a", 300, 1),
			List.of(new Detection(new Box(2, 3, 12, 24), 1, "rod", 0.8), new Detection(new Box(5, 5, 9, 9), 1, "rod", 0.1)));
		assertEquals(2, overlay.size());
		assertEquals("rod", overlay.get(0).getName());
		assertEquals("rod 0.80", overlay.get(1).getName());
		assertEquals(2, overlay.get(1).getFloatBounds().x);
		assertEquals(21, overlay.get(1).getFloatBounds().height);
	}
}
