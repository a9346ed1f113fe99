package sc.fiji.ssd.image;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/**
 * One plane of an image file, with its channels.
 *
 * @param slice the 1-based index in the stack
 * @param pixels in (x, y) or (x, y, channel) order
 */
public record ImagePlane(int slice, RandomAccessibleInterval<? extends RealType<?>> pixels) {}
