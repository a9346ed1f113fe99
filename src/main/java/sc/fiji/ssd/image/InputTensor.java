package sc.fiji.ssd.image;

import java.nio.FloatBuffer;

import sc.fiji.ssd.model.Preprocessing;

/** Writes pictures as the network's input: planes in the model's order, mean off, scaled. */
public final class InputTensor {

	private InputTensor() {}

	/**
	 * @param picture of the network's input size already
	 * @param preprocessing its order, mean and scale are used
	 * @param out takes [3][height][width] values; its position stays
	 * @param offset of the first value in the buffer: image number * 3 * height *
	 *          width
	 */
	public static void write(final Picture picture, final Preprocessing preprocessing, final FloatBuffer out,
		final int offset)
	{
		final boolean bgr = preprocessing.order().equals("BGR");
		final int area = picture.width() * picture.height();
		final float scale = (float) preprocessing.scale();
		final float[] values = new float[area];
		for (int c = 0; c < 3; c++) {
			final float[] plane = picture.planes()[bgr ? 2 - c : c];
			final float mean = preprocessing.mean().get(c).floatValue();
			for (int i = 0; i < area; i++)
				values[i] = (plane[i] - mean) * scale;
			out.put(offset + c * area, values);
		}
	}
}
