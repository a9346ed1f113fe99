package sc.fiji.ssd.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import java.util.List;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.model.Preprocessing;

class InputTensorTest {

	private static float[] write(final Preprocessing preprocessing) {
		final Picture picture = new Picture(2, 1);
		picture.planes()[0][0] = 200;
		picture.planes()[1][0] = 117;
		picture.planes()[2][1] = 255;
		final FloatBuffer out = FloatBuffer.allocate(12);
		InputTensor.write(picture, preprocessing, out, 6);
		assertEquals(0, out.position());
		return out.array();
	}

	@Test
	void caffe() {
		assertArrayEquals(new float[] { 0, 0, 0, 0, 0, 0, -104, 151, 0, -117, 77, -123 }, write(Preprocessing.CAFFE));
	}

	@Test
	void redFirstAndScaled() {
		final Preprocessing rgb = new Preprocessing("RGB", List.of(100.0, 0.0, 55.0), 0.5, "auto", "auto");
		assertArrayEquals(new float[] { 0, 0, 0, 0, 0, 0, 50, -50, 58.5f, 0, -27.5f, 100 }, write(rgb));
	}
}
