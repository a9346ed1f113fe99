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
package sc.fiji.ssd.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.basictypeaccess.array.ByteArray;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Preprocessing;

/**
 * Turns images of any pixel type into pictures on the 0 to 255 scale, as the
 * model's {@link Preprocessing} says.
 *
 * <pre>
 * Picture picture = new PictureConverter(Preprocessing.CAFFE).convert(image);
 * </pre>
 *
 * Values are rounded to whole levels, as photographs have. NaN and infinities become the low end and do not count for
 * the range. A channel with only one value becomes black, except for ranges that do not depend on the image. Large
 * planes are converted in parts: {@link #levels} finds the range of the whole plane, once. Safe for use by several
 * threads.
 */
public final class PictureConverter {

	/** Percentiles of larger planes are computed from about this many evenly spread pixels. */
	private static final long MOST_SAMPLES = 1 << 24;

	private final String channels;

	/** 1-based, or null for auto. */
	private final int[] chosen;

	private final IntensityRange range;
	private final boolean ofColour;

	/**
	 * @param preprocessing its channels and intensity range are used
	 * @throws UserException if one of them cannot be understood; the line names the key
	 */
	public PictureConverter(final Preprocessing preprocessing) {
		channels = preprocessing.channels() == null ? "" : preprocessing.channels().strip();
		chosen = channels.equals("auto") || isFirst() ? null : parse(channels);
		range = IntensityRange.of(preprocessing);
		ofColour = preprocessing.isOfColour();
	}

	private boolean isFirst() {
		return channels.equals(Preprocessing.FIRST);
	}

	/**
	 * With two channels, the first becomes red and the second green, and blue stays black; of one, all three are the
	 * same.
	 *
	 * @param image (x, y) or (x, y, channel) of any real type, any minimum
	 * @return a picture of the same width and height
	 * @throws UserException if the image has no pixels or not the channels requested
	 */
	public Picture convert(final RandomAccessibleInterval<? extends RealType<?>> image) {
		final int[] sources = sources(image);
		final long width = image.dimension(0);
		final long height = image.dimension(1);
		if (width * height > Integer.MAX_VALUE - 8)
			throw new UserException(
				"image: " + width + " x " + height + " pixels is too large to be held in memory; crop or scale it");
		final Picture picture = new Picture((int) width, (int) height);
		final float[][] planes = picture.planes();
		for (int c = 0; c < 3; c++) {
			final int source = sources[c];
			if (source == 0) continue;
			final int same = earlier(sources, c);
			if (same >= 0) System.arraycopy(planes[same], 0, planes[c], 0, planes[c].length);
			else fill(image, source - 1, planes[c]);
		}
		return picture;
	}

	/**
	 * @param image as for {@link #convert(RandomAccessibleInterval)}
	 * @return the image as it lies in memory, where its bytes are the levels already;
	 *         null where there is something to convert
	 * @throws UserException as {@link #convert(RandomAccessibleInterval)}
	 */
	public LevelSource unchanged(final RandomAccessibleInterval<? extends RealType<?>> image) {
		final int[] sources = sources(image);
		if (range.dependsOnPixels(image.getType())) return null;
		final IntensityRange.Bounds bounds = range.bounds(image.getType(), new float[0]);
		if (bounds.low() != 0 || bounds.high() != 255) return null;
		final int width = (int) image.dimension(0), height = (int) image.dimension(1);
		final int[] seen = new int[sources.length];
		for (int c = 0; c < seen.length; c++) {
			if (sources[c] == 0) return null;
			seen[c] = sources[c] - 1;
		}
		if (image instanceof RgbPixels rgb) return LevelSource.ofRgb(rgb.rgb(), width, height, seen);
		final byte[] bytes = bytes(image);
		return bytes == null ? null : LevelSource.ofBytes(bytes, width, height, seen);
	}

	/** The channels of a plane that are used, and the intensities that become 0 and 255 in each of them. */
	public static final class Levels {

		/** 1-based channels of red, green and blue; 0 for black. */
		private final int[] sources;
		private final IntensityRange.Bounds[] bounds = new IntensityRange.Bounds[3];

		private Levels(final int[] sources) {
			this.sources = sources;
		}

		/** @param colour 0 red, 1 green, 2 blue @return the intensity that becomes 0; NaN if that colour stays black */
		public double low(final int colour) {
			return bounds[colour] == null ? Double.NaN : bounds[colour].low();
		}

		/**
		 * @param colour 0 red, 1 green, 2 blue @return the intensity that becomes 255; NaN if that colour stays black
		 */
		public double high(final int colour) {
			return bounds[colour] == null ? Double.NaN : bounds[colour].high();
		}

		/** @return whether red, green and blue are one channel */
		public boolean isGrey() {
			return sources[0] == sources[1] && sources[1] == sources[2];
		}
	}

	/** @param image of any type @return whether {@code auto} takes its pixels as they are */
	public static boolean isOf8Bits(final RandomAccessibleInterval<? extends RealType<?>> image) {
		return IntensityRange.isByte(image.getType());
	}

	/** @param image to convert @return a message about its brightness if the user should know; otherwise null */
	public String note(final RandomAccessibleInterval<? extends RealType<?>> image) {
		return range.note(image.getType());
	}

	/** @param image to convert @return a message about its channels if the user should know; otherwise null */
	public String channelNote(final RandomAccessibleInterval<? extends RealType<?>> image) {
		if (isFirst() && image instanceof ChannelPixels)
			return "channels: the model was trained on grey images, so channel 1 of images with several channels is used; " +
				"channels=N uses another";
		return chosen == null && ofColour && channels(image) == 1
			? "channels: the model was trained on colour images; grey images are used as red, green and blue"
			: null;
	}

	/**
	 * Determines the range of a whole plane without copying it.
	 *
	 * @param image as for {@link #convert(RandomAccessibleInterval)}, of any size
	 * @return what that would use; percentiles of planes of more than 2^24 pixels are
	 *         taken of evenly spread pixels, the same every time
	 * @throws UserException as above
	 */
	public Levels levels(final RandomAccessibleInterval<? extends RealType<?>> image) {
		final Levels levels = new Levels(sources(image));
		for (int c = 0; c < 3; c++) {
			if (levels.sources[c] == 0) continue;
			final int same = earlier(levels.sources, c);
			levels.bounds[c] = same >= 0
				? levels.bounds[same]
				: shown(image, bounds(channel(image, levels.sources[c] - 1)));
		}
		return levels;
	}

	private IntensityRange.Bounds bounds(final RandomAccessibleInterval<? extends RealType<?>> slice) {
		final RealType<?> type = slice.getType();
		if (!range.dependsOnPixels(type)) return range.bounds(type, new float[0]);
		final long pixels = slice.dimension(0) * slice.dimension(1);
		if (pixels > MOST_SAMPLES && range.isMinMax()) return minmax(slice);
		final long step = (long) Math.ceil(Math.sqrt((double) pixels / MOST_SAMPLES));
		final RandomAccessibleInterval<? extends RealType<?>> seen = step > 1 ? Views.subsample(slice, step) : slice;
		final float[] values = new float[(int) (seen.dimension(0) * seen.dimension(1))];
		copy(seen, values);
		return range.bounds(type, values);
	}

	/** @return black and white, which change places where the largest values are black */
	private static IntensityRange.Bounds shown(final RandomAccessibleInterval<?> image,
		final IntensityRange.Bounds bounds)
	{
		return image instanceof InvertedPlane ? new IntensityRange.Bounds(bounds.high(), bounds.low()) : bounds;
	}

	private static IntensityRange.Bounds minmax(final RandomAccessibleInterval<? extends RealType<?>> slice) {
		float min = Float.POSITIVE_INFINITY;
		float max = Float.NEGATIVE_INFINITY;
		final Cursor<? extends RealType<?>> cursor = Views.flatIterable(slice).cursor();
		while (cursor.hasNext()) {
			final float value = cursor.next().getRealFloat();
			if (!Float.isFinite(value)) continue;
			min = Math.min(min, value);
			max = Math.max(max, value);
		}
		return min <= max ? new IntensityRange.Bounds(min, max) : new IntensityRange.Bounds(0, 0);
	}

	/**
	 * Converts a part of a plane as {@link #convert(RandomAccessibleInterval)} converts
	 * it in the whole; reads no other pixels.
	 *
	 * @param image the plane
	 * @param part inside it, counted from its minimum
	 * @param levels of the plane
	 * @return a picture of the part's size
	 */
	public Picture convert(final RandomAccessibleInterval<? extends RealType<?>> image, final PixelArea part,
		final Levels levels)
	{
		final Picture picture = new Picture(part.width(), part.height());
		final float[][] planes = picture.planes();
		for (int c = 0; c < 3; c++) {
			final int source = levels.sources[c];
			if (source == 0) continue;
			final int same = earlier(levels.sources, c);
			if (same >= 0) System.arraycopy(planes[same], 0, planes[c], 0, planes[c].length);
			else {
				final boolean isBytes = copyPart(channel(image, source - 1), bytes(image), source - 1, part, planes[c]);
				final IntensityRange.Bounds bounds = levels.bounds[c];
				if (!isBytes || bounds.low() != 0 || bounds.high() != 255) stretch(planes[c], bounds);
			}
		}
		return picture;
	}

	/** @return whether the levels are whole numbers from 0 to 255 already */
	private static boolean copyPart(final RandomAccessibleInterval<? extends RealType<?>> slice, final byte[] bytes,
		final int channel, final PixelArea part, final float[] plane)
	{
		final long width = slice.dimension(0);
		if (bytes == null) {
			final long x = slice.min(0) + part.x(), y = slice.min(1) + part.y();
			copy(Views.interval(slice, Intervals.createMinSize(x, y, part.width(), part.height())), plane);
			return false;
		}
		final long start = channel * width * slice.dimension(1) + part.y() * width + part.x();
		for (int y = 0, o = 0; y < part.height(); y++)
			for (int x = 0; x < part.width(); x++)
				plane[o++] = bytes[(int) (start + y * width) + x] & 0xff;
		return true;
	}

	/** @return how many channels there are @throws UserException if there are no pixels */
	private static long channels(final RandomAccessibleInterval<? extends RealType<?>> image) {
		final int dimensions = image.numDimensions();
		if (dimensions != 2 && dimensions != 3)
			throw new IllegalArgumentException(
				"An image of " + dimensions + " dimensions where (x, y) or (x, y, channel) is needed");
		final long width = image.dimension(0);
		final long height = image.dimension(1);
		final long available = dimensions == 3 ? image.dimension(2) : 1;
		if (width < 1 || height < 1 || available < 1)
			throw new UserException(
				"image: has no pixels (" + width + " x " + height + ", " + available + " channels); open another");
		return available;
	}

	/** @return 1-based channels of red, green and blue; 0 for black */
	private int[] sources(final RandomAccessibleInterval<? extends RealType<?>> image) {
		final long available = channels(image);
		if (chosen == null) {
			if (available == 1 || isFirst() && image instanceof ChannelPixels) return new int[] { 1, 1, 1 };
			return available == 2 ? new int[] { 1, 2, 0 } : new int[] { 1, 2, 3 };
		}
		for (final int channel : chosen)
			if (channel > available)
				throw new UserException("channels: " + channels + " selects channel " + channel +
					", but the image has " + available + "; use channels that exist");
		if (chosen.length == 1) return new int[] { chosen[0], chosen[0], chosen[0] };
		return Arrays.copyOf(chosen, 3);
	}

	private static int earlier(final int[] sources, final int c) {
		for (int i = 0; i < c; i++)
			if (sources[i] == sources[c]) return i;
		return -1;
	}

	private void fill(final RandomAccessibleInterval<? extends RealType<?>> image, final int channel,
		final float[] plane)
	{
		final byte[] bytes = bytes(image);
		if (bytes != null) copy(bytes, channel * plane.length, plane);
		else copy(channel(image, channel), plane);
		final IntensityRange.Bounds bounds = shown(image, range.bounds(image.getType(), plane));
		if (bytes == null || bounds.low() != 0 || bounds.high() != 255) stretch(plane, bounds);
	}

	private static RandomAccessibleInterval<? extends RealType<?>> channel(
		final RandomAccessibleInterval<? extends RealType<?>> image, final int channel)
	{
		return image.numDimensions() == 2 ? image : Views.hyperSlice(image, 2, image.min(2) + channel);
	}

	/** @return the array behind a plain 8-bit image, the common case, otherwise null */
	private static byte[] bytes(final RandomAccessibleInterval<? extends RealType<?>> image) {
		if (image instanceof RgbPixels rgb) return rgb.bytes();
		if (!(image instanceof ArrayImg) || !(image.getType() instanceof UnsignedByteType)) return null;
		final Object access = ((ArrayImg<?, ?>) image).update(null);
		return access instanceof ByteArray ? ((ByteArray) access).getCurrentStorageArray() : null;
	}

	private static void copy(final byte[] bytes, final int start, final float[] plane) {
		for (int i = 0; i < plane.length; i++)
			plane[i] = bytes[start + i] & 0xff;
	}

	private static void copy(final RandomAccessibleInterval<? extends RealType<?>> slice, final float[] plane) {
		final Cursor<? extends RealType<?>> cursor = Views.flatIterable(slice).cursor();
		for (int i = 0; i < plane.length; i++)
			plane[i] = cursor.next().getRealFloat();
	}

	private static void stretch(final float[] plane, final IntensityRange.Bounds bounds) {
		final double low = bounds.low();
		final double span = bounds.high() == low ? Double.POSITIVE_INFINITY : bounds.high() - low;
		for (int i = 0; i < plane.length; i++) {
			final float value = plane[i];
			if (!Float.isFinite(value)) {
				plane[i] = 0;
				continue;
			}
			final double level = (value - low) * 255 / span;
			plane[i] = level <= 0 ? 0 : level >= 255 ? 255 : (int) (level + 0.5);
		}
	}

	private static int[] parse(final String channels) {
		final List<Integer> numbers = new ArrayList<>();
		try {
			for (final String part : channels.split(",", -1))
				numbers.add(Integer.valueOf(part.strip()));
		}
		catch (final NumberFormatException e) {
			throw unknown(channels);
		}
		if (numbers.size() > 3 || numbers.stream().anyMatch(n -> n < 1)) throw unknown(channels);
		return numbers.stream().mapToInt(Integer::intValue).toArray();
	}

	private static UserException unknown(final String channels) {
		return new UserException("channels: \"" + channels +
			"\" is not valid; use auto, or one to three channel numbers counted from 1 and separated by commas, such as 2 or 3,1,2");
	}
}
