package sc.fiji.ssd.train;

/**
 * A rectangle of whole pixels.
 *
 * @param x left edge
 * @param y top edge
 * @param width in pixels
 * @param height in pixels
 */
record PixelArea(int x, int y, int width, int height) {

	/** @return the common part; width or height is 0 or below if there is none */
	PixelArea intersect(final PixelArea other) {
		final int left = Math.max(x, other.x), top = Math.max(y, other.y);
		return new PixelArea(left, top, Math.min(x + width, other.x + other.width) - left, Math.min(y + height, other.y +
			other.height) - top);
	}

	boolean isEmpty() {
		return width < 1 || height < 1;
	}
}
