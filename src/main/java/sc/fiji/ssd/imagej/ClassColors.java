package sc.fiji.ssd.imagej;

import java.awt.Color;

/** One colour for each class, the same in every image and every run. */
public final class ClassColors {

	/** Told apart on grey and black; the first eight also by most colour-blind people. */
	private static final int[] FIRST = { 0xffd700, 0x00c8ff, 0xff5a36, 0x3ddc5b, 0xff7ad9, 0x4f7dff, 0xffa94d, 0xb5ffe9,
		0xc77dff, 0xa3d900, 0xff3b8d, 0x00e0b0 };

	/** Turns of the colour wheel between neighbours beyond the first: the golden section never repeats. */
	private static final float TURN = 0.618034f;

	private ClassColors() {}

	/**
	 * @param classIndex of the model, 1-based
	 * @return its colour
	 */
	public static Color of(final int classIndex) {
		if (classIndex < 1) throw new IllegalArgumentException("Class " + classIndex + " has no colour");
		if (classIndex <= FIRST.length) return new Color(FIRST[classIndex - 1]);
		return Color.getHSBColor(classIndex * TURN % 1, 0.55f + 0.15f * (classIndex % 4), 1);
	}
}
