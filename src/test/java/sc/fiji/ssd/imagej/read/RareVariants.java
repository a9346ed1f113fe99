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
package sc.fiji.ssd.imagej.read;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;

import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.bmp.BMPImageWriteParam;

/** The kinds of files that few programs write: members of the table of docs/images.md, with Java's writers where these can. */
final class RareVariants {

	private static final int WIDTH = ImageVariants.WIDTH, HEIGHT = ImageVariants.HEIGHT;

	private static final ImageVariants.Value GREY = (c, x, y) -> ImageVariants.grey(x, y);

	/** Takes a variant. */
	@FunctionalInterface
	interface Sink {

		void add(String id, String ending, byte[] bytes, int channels, ImageVariants.Value value, double tolerance);
	}

	private final Sink sink;

	private RareVariants(final Sink sink) {
		this.sink = sink;
	}

	static void addTo(final Sink sink) throws IOException {
		final RareVariants rare = new RareVariants(sink);
		rare.tiffs();
		rare.pngs();
		rare.gifs();
		rare.bmps();
		rare.anymaps();
		rare.fits();
	}

	private void tiffs() {
		for (final String layout : new String[] { "plain", "deflate", "tiles" })
			for (final int[] kind : new int[][] { { 16, 1 }, { 16, 2 }, { 32, 3 }, { 12, 1 }, { 8, 2 } }) {
				final TiffBytes tiff = new TiffBytes(WIDTH, HEIGHT);
				tiff.bits = kind[0];
				tiff.format = kind[1];
				tiff.photometric = 0;
				if (layout.equals("deflate")) tiff.compression = TiffBytes.DEFLATE;
				if (layout.equals("tiles")) tiff.tile = 16;
				if (layout.equals("tiles") && kind[0] == 12) tiff.tile = WIDTH; // those that end beyond the edge are refused
				final boolean level = kind[0] == 8;
				final IntBinaryOperator stored = level ? (x, y) -> 127 - ImageVariants.grey(x, y) : (x, y) -> ImageVariants.grey(x, y) * 9 - (kind[1] > 1 ? 999 : 0);
				sink.add("tiff-" + kind[0] + "-" + kind[1] + "-white-is-zero-" + layout, "tif", tiff.write(stored), 1,
					level ? GREY : (c, x, y) -> stored.applyAsInt(x, y), 0);
			}
		for (final int bits : new int[] { 32, 64 })
			for (final String layout : new String[] { "little", "big", "tiles" }) {
				final TiffBytes tiff = new TiffBytes(WIDTH, HEIGHT);
				tiff.bits = bits;
				tiff.format = 3;
				tiff.predictor = 3;
				tiff.compression = TiffBytes.DEFLATE;
				tiff.bigEndian = layout.equals("big");
				if (layout.equals("tiles")) tiff.tile = 16;
				sink.add("tiff-float" + bits + "-predictor-3-" + layout, "tif", tiff.write((x, y) -> ImageVariants.grey(x, y) - 99), 1,
					(c, x, y) -> ImageVariants.grey(x, y) - 99, 0);
			}
		for (final int tile : new int[] { 0, 16 }) {
			final TiffBytes tiff = new TiffBytes(WIDTH, HEIGHT);
			tiff.pages = 2;
			tiff.thumbnails = 1;
			tiff.tile = tile;
			sink.add("tiff-thumbnail-first-" + tile, "tif", tiff.write(ImageVariants::grey), 1, GREY, 0);
		}
		for (final int bits : new int[] { 8, 16 })
			for (final int samples : new int[] { 4, 5 }) {
				final TiffBytes tiff = new TiffBytes(WIDTH, HEIGHT);
				tiff.bits = bits;
				tiff.samples = samples;
				tiff.photometric = 2;
				final int factor = bits == 8 ? 1 : 200;
				sink.add("tiff-rgb" + bits + "-of-" + samples, "tif",
					tiff.write((i, y) -> i % samples > 2 ? 77 : ImageVariants.colour(i % samples, i / samples, y) * factor), 3,
					(c, x, y) -> ImageVariants.colour(c, x, y) * factor, 0);
			}
	}

	private static BufferedImage filled(final BufferedImage image, final IntBinaryOperator... bands) {
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++)
				for (int b = 0; b < bands.length; b++)
					image.getRaster().setSample(x, y, b, bands[b].applyAsInt(x, y));
		return image;
	}

	private static BufferedImage components(final int type, final int colours, final boolean alpha) {
		final ColorModel model = new ComponentColorModel(
			ColorSpace.getInstance(colours == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB), alpha, false,
			alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE, type);
		final WritableRaster raster = model.createCompatibleWritableRaster(WIDTH, HEIGHT);
		final IntBinaryOperator[] bands = new IntBinaryOperator[raster.getNumBands()];
		final int factor = type == DataBuffer.TYPE_BYTE ? 1 : 200;
		for (int b = 0; b < bands.length; b++) {
			final int band = b;
			bands[b] = b == colours ? (x, y) -> 50 * factor : (x, y) -> ImageVariants.colour(band, x, y) * factor;
		}
		return filled(new BufferedImage(model, raster, false, null), bands);
	}

	private static BufferedImage indexed(final int bits, final int size, final boolean clear, final IntBinaryOperator colour) {
		final byte[][] table = new byte[4][size];
		for (int c = 0; c < 3; c++)
			for (int i = 0; i < size; i++)
				table[c][i] = (byte) colour.applyAsInt(c, i);
		for (int i = 0; i < size; i++)
			table[3][i] = (byte) (clear && i % 3 == 0 ? 0 : 255);
		final IndexColorModel model = clear
			? new IndexColorModel(bits, size, table[0], table[1], table[2], table[3])
			: new IndexColorModel(bits, size, table[0], table[1], table[2]);
		return filled(new BufferedImage(WIDTH, HEIGHT, bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, model),
			(x, y) -> ImageVariants.grey(x, y) * size / 256);
	}

	private static byte[] written(final BufferedImage image, final String format, final String compression, final boolean other) throws IOException {
		final ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
		final ImageWriteParam parameters = writer.getDefaultWriteParam();
		if (compression != null) {
			parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
			parameters.setCompressionType(compression);
		}
		if (other && parameters instanceof BMPImageWriteParam bmp) bmp.setTopDown(true);
		else if (other) parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
		return ImageVariants.bytes(image, writer, parameters);
	}

	private void pngs() throws IOException {
		for (final int type : new int[] { DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT })
			for (final int colours : new int[] { 1, 3 })
				for (final boolean alpha : new boolean[] { false, true }) {
					final boolean deep = type == DataBuffer.TYPE_USHORT;
					final String id = (colours == 1 ? "grey" : "rgb") + (deep ? "-16" : "-8") + (alpha ? "-alpha" : "");
					final BufferedImage image = components(type, colours, alpha);
					for (final boolean interlaced : new boolean[] { false, true })
						sink.add("png-of-java-" + id + (interlaced ? "-interlaced" : ""), "png", written(image, "png", null, interlaced), colours,
							(c, x, y) -> ImageVariants.colour(c, x, y) * (deep ? 200 : 1), 0);
				}
		for (final int bits : new int[] { 1, 2, 4, 8 }) {
			final int size = bits == 1 ? 2 : (1 << bits) - 1, step = 255 / size;
			sink.add("png-palette-transparent-" + bits, "png", written(indexed(bits, size, true, (c, i) -> 255 - i * step), "png", null, bits == 4), 1,
				(c, x, y) -> 255 - ImageVariants.grey(x, y) * size / 256 * step, 0);
			sink.add("png-palette-transparent-colours-" + bits, "png",
				written(indexed(bits, size, true, (c, i) -> c == 1 ? 200 : i * step), "png", null, false), 3,
				(c, x, y) -> c == 1 ? 200 : ImageVariants.grey(x, y) * size / 256 * step, 0);
		}
	}

	private void gifs() throws IOException {
		for (final boolean interlaced : new boolean[] { false, true }) {
			final String id = interlaced ? "-interlaced" : "";
			sink.add("gif-transparent" + id, "gif", written(indexed(8, 256, true, (c, i) -> i), "gif", null, interlaced), 1, GREY, 0);
			sink.add("gif-few-colours" + id, "gif", written(indexed(4, 11, false, (c, i) -> c == 1 ? 200 : 23 * i), "gif", null, interlaced), 3,
				(c, x, y) -> c == 1 ? 200 : ImageVariants.grey(x, y) * 11 / 256 * 23, 0);
		}
	}

	private void bmps() throws IOException {
		final BufferedImage rgb = ImageVariants.scene(BufferedImage.TYPE_3BYTE_BGR), grey = indexed(8, 256, false, (c, i) -> i),
			four = indexed(4, 16, false, (c, i) -> 17 * i);
		sink.add("bmp-top-down", "bmp", written(rgb, "bmp", "BI_RGB", true), 3, ImageVariants::colour, 0);
		sink.add("bmp-grey-top-down", "bmp", written(grey, "bmp", "BI_RGB", true), 1, GREY, 0);
		sink.add("bmp-rle-8", "bmp", written(grey, "bmp", "BI_RLE8", false), 1, GREY, 0);
		sink.add("bmp-rle-4", "bmp", written(four, "bmp", "BI_RLE4", false), 1, (c, x, y) -> ImageVariants.grey(x, y) / 16 * 17, 0);
		for (final int green : new int[] { 5, 6 }) {
			final int type = green == 5 ? BufferedImage.TYPE_USHORT_555_RGB : BufferedImage.TYPE_USHORT_565_RGB;
			final BufferedImage image = filled(new BufferedImage(WIDTH, HEIGHT, type), (x, y) -> ImageVariants.colour(0, x, y) >> 3,
				(x, y) -> ImageVariants.colour(1, x, y) >> 8 - green, (x, y) -> ImageVariants.colour(2, x, y) >> 3);
			sink.add("bmp-16-bits-" + green, "bmp", written(image, "bmp", "BI_BITFIELDS", false), 3, ImageVariants::colour, 8);
		}
		final DirectColorModel masks = new DirectColorModel(32, 0xff0000, 0xff00, 0xff);
		final BufferedImage wide = filled(new BufferedImage(masks, masks.createCompatibleWritableRaster(WIDTH, HEIGHT), false, null),
			(x, y) -> ImageVariants.colour(0, x, y), (x, y) -> ImageVariants.colour(1, x, y), (x, y) -> ImageVariants.colour(2, x, y));
		sink.add("bmp-32-bits", "bmp", written(wide, "bmp", "BI_BITFIELDS", false), 3, ImageVariants::colour, 0);
		final ByteBuffer old = ByteBuffer.allocate(26 + 768 + WIDTH * HEIGHT).order(ByteOrder.LITTLE_ENDIAN); // OS/2
		old.put((byte) 'B').put((byte) 'M').putInt(old.capacity()).putInt(0).putInt(26 + 768).putInt(12).putShort((short) WIDTH)
			.putShort((short) HEIGHT).putShort((short) 1).putShort((short) 8);
		for (int i = 0; i < 256; i++)
			old.put((byte) (255 - i)).put((byte) (255 - i)).put((byte) (255 - i));
		for (int y = HEIGHT - 1; y >= 0; y--)
			for (int x = 0; x < WIDTH; x++)
				old.put((byte) (255 - ImageVariants.grey(x, y)));
		sink.add("bmp-os2-falling", "bmp", old.array(), 1, GREY, 0);
	}

	private void anymaps() {
		final String[] gaps = { " ", "", "\r\n", "\t# a comment\n" };
		for (int g = 0; g < gaps.length; g++) {
			final StringBuilder bits = new StringBuilder("P1\n# a comment\n" + WIDTH + "\n" + HEIGHT + "\n");
			final StringBuilder values = new StringBuilder("P2" + gaps[g] + "\n" + WIDTH + " " + HEIGHT + "\n4095\n");
			final StringBuilder colours = new StringBuilder("P3\n" + WIDTH + " " + HEIGHT + " 255\n");
			for (int i = 0; i < WIDTH * HEIGHT; i++) {
				final int x = i % WIDTH, y = i / WIDTH;
				bits.append(ImageVariants.grey(x, y) > 127 ? '0' : '1').append(gaps[g]);
				values.append(16 * ImageVariants.grey(x, y)).append(gaps[g].isEmpty() ? "\n" : gaps[g]);
				for (int c = 0; c < 3; c++)
					colours.append(ImageVariants.colour(c, x, y)).append(gaps[g].isEmpty() ? "\n" : gaps[g]);
			}
			sink.add("pbm-text-" + g, "pbm", bytes(bits), 1, (c, x, y) -> ImageVariants.grey(x, y) > 127 ? 255 : 0, 0);
			sink.add("pgm-text-12-bits-" + g, "pgm", bytes(values), 1, (c, x, y) -> 16 * ImageVariants.grey(x, y), 0);
			sink.add("ppm-text-" + g, "ppm", bytes(colours), 3, ImageVariants::colour, 0);
		}
	}

	private static byte[] bytes(final StringBuilder text) {
		return text.toString().getBytes(StandardCharsets.US_ASCII);
	}

	private void fits() {
		for (final int bits : new int[] { 8, 16, 32, -32, -64 })
			for (final double[] scale : new double[][] { { 1, 0 }, { 0.5, 100 }, { -2, 7 }, { 1, 32768 } }) {
				final String id = "fits-" + bits + "-" + scale[0] + "-" + scale[1];
				sink.add(id, "fits", fits(bits, scale[0], scale[1]), 1, (c, x, y) -> stored(bits, x, y) * scale[0] + scale[1], 0.01);
			}
	}

	private static int stored(final int bits, final int x, final int y) {
		return bits == 8 ? ImageVariants.grey(x, y) : ImageVariants.grey(x, y) * 9 - 999;
	}

	private static byte[] fits(final int bits, final double scale, final double zero) {
		final ByteBuffer fits = ByteBuffer.allocate(2880 + 2880 * (WIDTH * HEIGHT * Math.abs(bits) / 8 / 2880 + 1));
		final String[][] cards = { { "SIMPLE", "T" }, { "BITPIX", String.valueOf(bits) }, { "NAXIS", "2" }, { "NAXIS1", String.valueOf(WIDTH) },
			{ "NAXIS2", String.valueOf(HEIGHT) }, { "BSCALE", String.valueOf(scale) }, { "BZERO", String.valueOf(zero) } };
		final StringBuilder head = new StringBuilder();
		for (final String[] card : cards)
			if (scale != 1 || zero != 0 || !card[0].startsWith("B") || card[0].equals("BITPIX"))
				head.append(String.format("%-80s", String.format("%-8s= %20s / a comment", card[0], card[1])));
		head.append("END");
		Arrays.fill(fits.array(), 0, 2880, (byte) ' ');
		fits.put(head.toString().getBytes(StandardCharsets.US_ASCII)).position(2880);
		for (int y = HEIGHT - 1; y >= 0; y--)
			for (int x = 0; x < WIDTH; x++) {
				final int value = stored(bits, x, y);
				switch (bits) {
					case 8 -> fits.put((byte) value);
					case 16 -> fits.putShort((short) value);
					case 32 -> fits.putInt(value);
					case -32 -> fits.putFloat(value);
					default -> fits.putDouble(value);
				}
			}
		return fits.array();
	}
}
