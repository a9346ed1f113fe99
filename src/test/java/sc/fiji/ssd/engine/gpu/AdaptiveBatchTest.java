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
package sc.fiji.ssd.engine.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

class AdaptiveBatchTest {

	private static final class TooLittle extends RuntimeException {

		private static final long serialVersionUID = 1L;
	}

	private final List<String> events = new ArrayList<>();

	/** A card with memory for some images, and a call that takes it. */
	private void call(final AdaptiveBatch images, final int most) {
		images.fitting(TooLittle.class, () -> {
			events.add("take " + images.count());
			if (images.count() > most) throw new TooLittle();
		}, () -> events.add("free"), e -> events.add("now " + images.count()));
	}

	@Test
	void isHalvedUntilItFitsAndStaysSo() {
		final AdaptiveBatch images = new AdaptiveBatch(25);
		call(images, 7);
		assertEquals(List.of("take 25", "free", "now 13", "take 13", "free", "now 7", "take 7"), events);
		events.clear();
		call(images, 7);
		assertEquals(List.of("take 7"), events);
		call(images, 3); // something else has taken memory meanwhile
		assertEquals(List.of("take 7", "take 7", "free", "now 4", "take 4", "free", "now 2", "take 2"), events);
	}

	@Test
	void whatOneImageDoesNotFitIntoIsGivenUpWithNothingTaken() {
		assertThrows(TooLittle.class, () -> call(new AdaptiveBatch(2), 0));
		assertEquals(List.of("take 2", "free", "now 1", "take 1", "free"), events);
	}

	@Test
	void otherFailuresAreNotTriedAgain() {
		final AdaptiveBatch images = new AdaptiveBatch(8);
		assertThrows(IllegalStateException.class, () -> images.fitting(TooLittle.class, () -> {
			throw new IllegalStateException("lost");
		}, () -> events.add("free"), e -> events.add("smaller")));
		assertEquals(List.of(), events);
		assertEquals(8, images.count());
	}
}
