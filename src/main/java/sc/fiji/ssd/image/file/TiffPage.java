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
package sc.fiji.ssd.image.file;

/**
 * One directory of a TIFF that describes an image.
 *
 * @param width in pixels
 * @param height in pixels
 * @param samples values of a pixel
 * @param bits of a value
 * @param format 1 unsigned, 2 signed, 3 floating point
 * @param photometric 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 CMYK, 6 YCbCr
 * @param compression 1 none
 * @param planar 1 the values of a pixel lie together, 2 in planes
 * @param tileWidth in pixels; 0 if it is stored in strips
 * @param chunks its strips or tiles
 * @param orientation as in Exif, 1 to 8
 * @param reduced whether it is a smaller copy of another page, or a mask
 * @param alpha 0 none, 1 premultiplied, 2 independent of the colours
 */
public record TiffPage(int width, int height, int samples, int bits, int format, int photometric, int compression,
	int planar, int tileWidth, TiffChunks chunks, int orientation, boolean reduced, int alpha)
{

	/** @return bytes of its pixels, unpacked, rows filled up to whole bytes */
	public long bytes() {
		return ((long) width * samples * bits + 7) / 8 * height;
	}

	/** @return whether it is stored in tiles */
	public boolean tiled() {
		return tileWidth > 0;
	}

	/** @return whether the bits of each byte are stored in reverse order (FillOrder 2) */
	public boolean isReversed() {
		return chunks.isReversed();
	}

	/**
	 * @param other page
	 * @return whether the two have pixels of one kind, so that they can be planes of one stack
	 */
	public boolean isLike(final TiffPage other) {
		return width == other.width && height == other.height && samples == other.samples && bits == other.bits &&
			format == other.format && photometric == other.photometric && orientation == other.orientation;
	}
}
