package sc.fiji.ssd.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.evaluate.TestDataset.found;
import static sc.fiji.ssd.evaluate.TestDataset.image;
import static sc.fiji.ssd.evaluate.TestDataset.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.Golden;

class CocoMetricTest {

	@Test
	void agreesWithPycocotools() {
		final TestDataset.Scene scene = TestDataset.golden("coco");
		final Evaluation evaluation = Evaluator.evaluate(scene.truth(), scene.detections(), Evaluator.COCO);
		final double[] expected = Golden.doubles(scene.expected().get("summary"));
		assertEquals(List.of("AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"),
			new ArrayList<>(evaluation.summary().keySet()));
		assertArrayEquals(expected, evaluation.summary().values().stream().mapToDouble(v -> v).toArray(), 1e-12);
		assertEquals(expected[0], evaluation.map(), 1e-12);
		final JsonObject perClass = scene.expected().getAsJsonObject("per_class");
		for (final String name : scene.truth().classNames()) {
			final double ap = evaluation.perClass().get(name).ap();
			if (perClass.get(name).isJsonNull()) assertTrue(Double.isNaN(ap));
			else assertEquals(perClass.get(name).getAsDouble(), ap, 1e-12);
		}
		assertArrayEquals(Golden.doubles(scene.expected().get("cell_precision_50")), evaluation.perClass().get("cell")
			.precision(), 1e-12);
	}

	@Test
	void sizesWithoutObjectsAreNoNumber() {
		final TestDataset data = new TestDataset(List.of(image("a", truth("c", 0, 0, 10, 10))), List.of("c"));
		final Evaluation evaluation = Evaluator.evaluate(data, Map.of("a", List.of(found("c", 0.3, 0, 0, 10, 10))),
			Evaluator.COCO);
		assertEquals(1, evaluation.map(), 1e-12);
		assertEquals(1, evaluation.summary().get("APs"), 1e-12);
		assertTrue(Double.isNaN(evaluation.summary().get("APl")));
		assertTrue(Double.isNaN(evaluation.summary().get("ARm")));
	}
}
