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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.model.Presets;

/** Tests {@link DatasetSurvey}. */
class DatasetSurveyTest {

	/** A grid of objects in each of two images. */
	private static Dataset dataset(final int side, final double width, final double height) {
		final DatasetBuilder builder = new DatasetBuilder("data");
		for (int i = 0; i < 2; i++) {
			builder.image(i + ".png", Path.of("pom.xml"), side, side);
			for (int x = 0; x < 10; x++)
				for (int y = 0; y < 10; y++) {
					final double left = (x + 0.5) * side / 10 - width / 2 + 3.3,
						top = (y + 0.5) * side / 10 - height / 2;
					builder.object("o",
						new GroundTruth(new Box(left, top, left + width, top + height), y < 3 ? "b cell" : "a"));
				}
		}
		return builder.build();
	}

	@Test
	void objectsThatFit() {
		final DatasetSurvey survey = DatasetSurvey.of(dataset(300, 30, 28), Presets.load("ssd300-voc"));
		assertEquals(Map.of("a", 140, "b cell", 60), survey.objects());
		assertEquals(List.of("a", "b cell"), survey.classNames());
		assertEquals(0, survey.fit().unmatched());
		assertEquals(29, survey.fit().medianSize(), 0.1);
		assertEquals(1, survey.scale());
		assertTrue(survey.others().isEmpty());
		assertEquals(List.of("2 images of 300 x 300 pixels, 200 objects: a 140, b cell 60",
			"all 200 objects match a default box of ssd300-voc; the median object is 29 pixels large in the network's input"),
			survey.lines());
	}

	/** Cells of 24 pixels in a field of 2048 have 3.5 pixels in the input. */
	@Test
	void smallObjectsInLargeFieldsAskForTiles() {
		final DatasetSurvey survey = DatasetSurvey.of(dataset(2048, 24, 24), Presets.load("ssd300-voc"));
		assertEquals(200, survey.fit().unmatched());
		assertEquals(3.5, survey.fit().medianSize(), 0.05);
		assertTrue(survey.scale() >= 6, "scale " + survey.scale());
		assertTrue(survey.scaled().unmatched() < 20, survey.scaled().toString());
		assertTrue(survey.lines().get(survey.lines().size() - 1).contains("in tiles of a 1/"),
			survey.lines().toString());
	}

	/** 18 pixels of 300 are 31 of 512, and the COCO preset of 300 has boxes of 21 pixels. */
	@Test
	void anotherPresetFitsBetter() {
		final DatasetSurvey survey = DatasetSurvey.of(dataset(300, 18, 18), Presets.load("ssd300-voc"));
		assertTrue(survey.fit().unmatched() > 100, survey.fit().toString());
		assertTrue(survey.others().get(0).unmatched() < survey.fit().unmatched() / 2, survey.others().toString());
		assertTrue(survey.lines().get(2).startsWith("preset=" + survey.others().get(0).preset() + " fits better: "),
			survey.lines().toString());
	}

	@Test
	void oneClassUnderTwoNamesIsNoticed() {
		final DatasetBuilder builder = new DatasetBuilder("data");
		builder.image("0.png", Path.of("pom.xml"), 300, 300);
		for (final String name : List.of("B cell", "b_cell", "rod"))
			builder.object("o", new GroundTruth(new Box(10, 10, 50, 60), name));
		assertTrue(DatasetSurvey.of(builder.build(), Presets.load("ssd300-voc")).lines()
			.contains("check: B cell and b_cell are trained as different classes"), "two names for one class");
	}

	@Test
	void extremeShapesFitNowhere() {
		final DatasetSurvey survey = DatasetSurvey.of(dataset(300, 25, 2), Presets.load("ssd300-voc"));
		assertEquals(200, survey.fit().unmatched());
		assertEquals(1, survey.scale());
	}
}
