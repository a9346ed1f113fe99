package sc.fiji.ssd.train;

/**
 * The objects of one training sample.
 *
 * @param corners {@code [T][4]} x min, y min, x max, y max, normalised to the
 *          sample, each with an area
 * @param labels {@code [T]} class of each, 1-based (0 is the background)
 */
record Truths(float[] corners, int[] labels) {

	static final Truths NONE = new Truths(new float[0], new int[0]);

	Truths {
		if (corners.length != 4 * labels.length) throw new IllegalArgumentException(corners.length +
			" coordinates for " + labels.length + " objects");
	}

	int count() {
		return labels.length;
	}
}
