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

import java.util.List;

import org.junit.jupiter.api.Test;

/** Tests {@link TrainingDefaults} against Caffe's schedules. */
class TrainingDefaultsTest {

	@Test
	void schedulesAreCaffes() {
		assertEquals(120_000, TrainingDefaults.iterations("ssd300-voc"));
		assertEquals(List.of(80_000, 100_000), TrainingDefaults.steps("ssd512-voc", 120_000));
		assertEquals(400_000, TrainingDefaults.iterations("ssd512-coco"));
		assertEquals(List.of(280_000, 360_000), TrainingDefaults.steps("ssd300-coco", 400_000));
	}

	@Test
	void shortTrainingsScale() {
		assertEquals(List.of(400, 500), TrainingDefaults.steps("ssd300-coco", 600));
		assertEquals(60, TrainingDefaults.warmup(600));
		assertEquals(500, TrainingDefaults.warmup(120_000));
		assertEquals(List.of(), TrainingDefaults.steps("mine", 1));
		assertEquals(List.of(1), TrainingDefaults.steps("mine", 2));
		assertEquals(1, TrainingDefaults.checkpointEvery(1));
		assertEquals(1000, TrainingDefaults.checkpointEvery(120_000));
	}

	@Test
	void aFirstModelOnAProcessorGrowsWithTheDataset() {
		assertEquals(300, TrainingDefaults.processorIterations(8));
		assertEquals(500, TrainingDefaults.processorIterations(96));
		assertEquals(1100, TrainingDefaults.processorIterations(205));
		assertEquals(10_000, TrainingDefaults.processorIterations(1_000_000));
		assertEquals(200, TrainingDefaults.furtherIterations(300));
		assertEquals(300, TrainingDefaults.furtherIterations(500));
		assertEquals(5000, TrainingDefaults.furtherIterations(10_000));
	}

	@Test
	void onlyRandomWeightsHaveTheirGradientsLimited() {
		assertEquals(0, TrainingDefaults.gradientClip(false));
		assertEquals(10, TrainingDefaults.gradientClip(true));
	}
}
