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
package sc.fiji.ssd.detect.folder;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.array.ByteArray;
import net.imglib2.type.numeric.integer.UnsignedByteType;

import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;

/** Reads and writes grey PNG files. */
public final class PngReader implements ImageReader {

	@Override
	public List<ImagePlane> read(final Path file) throws IOException {
		final BufferedImage image = ImageIO.read(Files.newInputStream(file));
		if (image == null) throw new IOException("not a PNG");
		final byte[] pixels = new byte[image.getWidth() * image.getHeight()];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (byte) image.getRaster().getSample(i % image.getWidth(), i / image.getWidth(), 0);
		return List.of(new ImagePlane(1, ArrayImgs.unsignedBytes(pixels, image.getWidth(), image.getHeight())));
	}

	@Override
	public boolean reads(final Path file) {
		return file.toString().endsWith(".png");
	}

	/** @return black but for cells of the 4 x 4 grid: index, value, index, value, ... */
	public static ArrayImg<UnsignedByteType, ByteArray> grid(final int width, final int height, final int... cells) {
		final byte[] pixels = new byte[width * height];
		for (int i = 0; i < cells.length; i += 2)
			for (int y = cells[i] / 4 * height / 4; y < (cells[i] / 4 + 1) * height / 4; y++)
				for (int x = cells[i] % 4 * width / 4; x < (cells[i] % 4 + 1) * width / 4; x++)
					pixels[y * width + x] = (byte) cells[i + 1];
		return ArrayImgs.unsignedBytes(pixels, width, height);
	}

	public static void write(final Path file, final int width, final int height, final int... cells)
		throws IOException
	{
		final ArrayImg<UnsignedByteType, ByteArray> grid = grid(width, height, cells);
		final BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
		image.getRaster().setDataElements(0, 0, width, height, grid.update(null).getCurrentStorageArray());
		Files.createDirectories(file.getParent());
		ImageIO.write(image, "png", file.toFile());
	}
}
