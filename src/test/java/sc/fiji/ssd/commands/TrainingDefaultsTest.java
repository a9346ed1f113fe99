package sc.fiji.ssd.commands;

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
	void onlyRandomWeightsHaveTheirGradientsLimited() {
		assertEquals(0, TrainingDefaults.gradientClip(false));
		assertEquals(10, TrainingDefaults.gradientClip(true));
	}
}
