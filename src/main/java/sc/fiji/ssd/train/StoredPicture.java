package sc.fiji.ssd.train;

import java.util.Arrays;

import sc.fiji.ssd.image.Picture;

/**
 * A decoded picture in a quarter of a {@link Picture}'s memory, a twelfth if it
 * is grey: pictures hold whole levels from 0 to 255.
 *
 * @param width in pixels
 * @param height in pixels
 * @param planes red, green, blue as unsigned bytes; one array thrice if grey
 */
record StoredPicture(int width, int height, byte[][] planes) {

	static StoredPicture of(final Picture picture) {
		final byte[][] planes = new byte[3][];
		for (int c = 0; c < 3; c++) {
			final float[] from = picture.planes()[c];
			if (c > 0 && Arrays.equals(from, picture.planes()[0])) {
				planes[c] = planes[0];
				continue;
			}
			planes[c] = new byte[from.length];
			for (int i = 0; i < from.length; i++)
				planes[c][i] = (byte) Math.round(Math.max(0, Math.min(255, from[i])));
		}
		return new StoredPicture(picture.width(), picture.height(), planes);
	}

	boolean isGrey() {
		return planes[1] == planes[0] && planes[2] == planes[0];
	}

	/** @return memory of the planes in bytes */
	long bytes() {
		long bytes = 0;
		for (int c = 0; c < 3; c++)
			if (c == 0 || planes[c] != planes[0]) bytes += planes[c].length;
		return bytes;
	}

	/** @return mean level of a plane, 0 to 255 */
	double mean(final int plane) {
		long sum = 0;
		for (final byte b : planes[plane])
			sum += b & 0xff;
		return (double) sum / planes[plane].length;
	}
}
