package sc.fiji.ssd.box;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.Golden;

class OverlapTest {

	@Test
	void agreesWithTorchvision() {
		final JsonObject golden = Golden.read("boxes").getAsJsonObject("iou");
		final float[] a = Golden.flat(golden.get("a")), b = Golden.flat(golden.get("b"));
		final double[][] expected = Golden.rows(golden.get("iou"));
		int overlapping = 0;
		for (int i = 0; i < expected.length; i++)
			for (int j = 0; j < expected[i].length; j++) {
				assertEquals(expected[i][j], Overlap.iou(a, 4 * i, b, 4 * j), 1e-6);
				assertEquals(expected[i][j], box(a, i).iou(box(b, j)), 1e-7);
				if (expected[i][j] > 0.1) overlapping++;
			}
		assertEquals(true, overlapping > 20);
	}

	@Test
	void emptyAndNaNBoxesOverlapNothing() {
		final float[] boxes = { 0, 0, 1, 1, 0.5f, 0.5f, 0.5f, 0.5f, Float.NaN, 0, 1, 1 };
		assertEquals(0, Overlap.iou(boxes, 0, boxes, 4));
		assertEquals(0, Overlap.iou(boxes, 4, boxes, 4));
		assertEquals(0, Overlap.iou(boxes, 0, boxes, 8));
		assertEquals(1, Overlap.iou(boxes, 0, boxes, 0));
	}

	private static Box box(final float[] corners, final int i) {
		return new Box(corners[4 * i], corners[4 * i + 1], corners[4 * i + 2], corners[4 * i + 3]);
	}
}
