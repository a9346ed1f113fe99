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

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntBinaryOperator;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

import ij.ImagePlus;
import ij.io.FileSaver;
import ij.measure.Calibration;
import ij.process.ShortProcessor;

/** One scene in every format and layout that the table of docs/images.md lists, with the values that it must be read as. */
final class ImageVariants {

	static final int WIDTH = 44, HEIGHT = 36;

	/** Size of a pixel. */
	@FunctionalInterface
	interface Value {

		double at(int channel, int x, int y);
	}

	/**
	 * A file and what it means.
	 *
	 * @param ending of its name
	 * @param bytes of the file
	 * @param channels that are expected
	 * @param value expected
	 * @param tolerance of each value
	 * @param refusal how its message begins; null if it is read
	 */
	record Variant(String ending, byte[] bytes, int channels, Value value, double tolerance, String refusal) {}

	private final Map<String, Variant> variants = new LinkedHashMap<>();

	private ImageVariants() {}

	static Map<String, Variant> all() throws IOException {
		final ImageVariants all = new ImageVariants();
		all.greyTiffs();
		all.colourTiffs();
		all.packedTiffs();
		all.javaTiffs();
		all.png();
		all.jpeg();
		all.others();
		all.dicom();
		all.webp();
		RareVariants.addTo(all::add);
		return all.variants;
	}

	/** The scene: 0 to 255, every level, no symmetry. */
	static int grey(final int x, final int y) {
		return x * 5 + y * 9 + x * y % 7 & 255;
	}

	/** Its colours: the scene, its negative, half of it. */
	static int colour(final int channel, final int x, final int y) {
		final int grey = grey(x, y);
		return channel == 0 ? grey : channel == 1 ? 255 - grey : grey / 2;
	}

	private void add(final String id, final String ending, final byte[] bytes, final int channels, final Value value,
		final double tolerance)
	{
		if (variants.put(id, new Variant(ending, bytes, channels, value, tolerance, null)) != null)
			throw new IllegalStateException(id);
	}

	private void refuse(final String id, final String ending, final byte[] bytes, final String refusal) {
		variants.put(id, new Variant(ending, bytes, 0, null, 0, refusal));
	}

	private void tiff(final String id, final TiffBytes tiff, final IntBinaryOperator stored, final int channels,
		final Value value)
	{
		add("tiff-" + id, "tif", tiff.write(stored), channels, value, 0);
	}

	private static TiffBytes tiff(final int bits, final int format) {
		final TiffBytes tiff = new TiffBytes(WIDTH, HEIGHT);
		tiff.bits = bits;
		tiff.format = format;
		return tiff;
	}

	private static final Value GREY = (c, x, y) -> grey(x, y);

	private void greyTiffs() {
		final String[] layouts = { "plain", "big-endian", "bigtiff", "tiles", "rows", "deflate", "deflate-tiles",
			"packbits", "predictor", "reversed-bits" };
		for (final String layout : layouts) {
			tiff("8-" + layout, layout(tiff(8, 1), layout), ImageVariants::grey, 1, GREY);
			tiff("16-" + layout, layout(tiff(16, 1), layout), (x, y) -> grey(x, y) * 200, 1, (c, x, y) -> grey(x, y) * 200);
			tiff("signed16-" + layout, layout(tiff(16, 2), layout), (x, y) -> grey(x, y) * 200 - 30000, 1,
				(c, x, y) -> grey(x, y) * 200 - 30000);
			// up to 2^32, from 2^31 on negative as Java's int
			add("tiff-32-unsigned-" + layout, "tif", layout(tiff(32, 1), layout).write((x, y) -> grey(x, y) * 0x1010101), 1,
				(c, x, y) -> grey(x, y) * (double) 0x1010101, 256);
			tiff("32-signed-" + layout, layout(tiff(32, 2), layout), (x, y) -> grey(x, y) * 9 - 999, 1,
				(c, x, y) -> grey(x, y) * 9 - 999);
			if (!layout.equals("predictor"))
				tiff("float32-" + layout, layout(tiff(32, 3), layout), (x, y) -> grey(x, y) - 99, 1, (c, x, y) -> grey(x, y) - 99);
		}
		tiff("signed8", tiff(8, 2), (x, y) -> grey(x, y) - 128, 1, GREY);
		tiff("float64", tiff(64, 3), (x, y) -> grey(x, y) - 99, 1, (c, x, y) -> grey(x, y) - 99);
		refuse("tiff-64-whole", "tif", tiff(64, 1).write(ImageVariants::grey), "it is a TIFF of 64-bit whole numbers");
		for (final String layout : new String[] { "plain", "deflate", "tiles" }) {
			final TiffBytes white = layout(tiff(8, 1), layout);
			white.photometric = 0;
			tiff("8-white-is-zero-" + layout, white, (x, y) -> 255 - grey(x, y), 1, GREY);
		}
	}

	private static TiffBytes layout(final TiffBytes tiff, final String layout) {
		switch (layout) {
			case "big-endian" -> tiff.bigEndian = true;
			case "bigtiff" -> tiff.big = true;
			case "tiles" -> tiff.tile = 16;
			case "reversed-bits" -> tiff.reversed = true;
			case "rows" -> tiff.rows = 5;
			case "deflate" -> tiff.compression = TiffBytes.DEFLATE;
			case "packbits" -> tiff.compression = TiffBytes.PACKBITS;
			case "deflate-tiles" -> {
				tiff.compression = TiffBytes.DEFLATE;
				tiff.tile = 16;
			}
			case "predictor" -> {
				tiff.compression = TiffBytes.DEFLATE;
				tiff.predictor = 2;
			}
			default -> {}
		}
		return tiff;
	}

	private void colourTiffs() {
		final IntBinaryOperator rgb = (i, y) -> colour(i % 3, i / 3, y);
		for (final String layout : new String[] { "plain", "planes", "tiles", "bigtiff", "deflate", "predictor" }) {
			final TiffBytes tiff = layout(rgb(8), layout);
			if (layout.equals("planes")) tiff.planar = 2;
			tiff("rgb-" + layout, tiff, rgb, 3, ImageVariants::colour);
		}
		tiff("rgb16", rgb(16), (i, y) -> colour(i % 3, i / 3, y) * 257, 3, (c, x, y) -> colour(c, x, y) * 257);
		final TiffBytes rgba = rgb(8);
		rgba.samples = 4;
		rgba.extra = 2;
		tiff("rgba", rgba, (i, y) -> i % 4 == 3 ? 77 : colour(i % 4, i / 4, y), 3, ImageVariants::colour);
		final TiffBytes premultiplied = rgb(8);
		premultiplied.samples = 4;
		premultiplied.extra = 1;
		add("tiff-rgba-premultiplied", "tif",
			premultiplied.write((i, y) -> i % 4 == 3 ? 128 : Math.round(colour(i % 4, i / 4, y) * 128 / 255f)), 3,
			ImageVariants::colour, 1.5);
		final TiffBytes greyAlpha = tiff(8, 1);
		greyAlpha.samples = 2;
		greyAlpha.extra = 2;
		tiff("grey-alpha", greyAlpha, (i, y) -> i % 2 == 1 ? 77 : grey(i / 2, y), 1, GREY);
		final TiffBytes palette = tiff(8, 1);
		palette.photometric = 3;
		palette.colours = table((c, i) -> c == 0 ? i : c == 1 ? 255 - i : i / 2, 256);
		tiff("palette-colours", palette, ImageVariants::grey, 3, ImageVariants::colour);
		final TiffBytes greys = layout(tiff(8, 1), "deflate");
		greys.photometric = 3;
		greys.colours = table((c, i) -> 255 - i, 256);
		tiff("palette-falling", greys, (x, y) -> 255 - grey(x, y), 1, GREY);
	}

	private static TiffBytes rgb(final int bits) {
		final TiffBytes tiff = tiff(bits, 1);
		tiff.samples = 3;
		tiff.photometric = 2;
		return tiff;
	}

	private static long[] table(final IntBinaryOperator value, final int size) {
		final long[] table = new long[3 * size];
		for (int c = 0; c < 3; c++)
			for (int i = 0; i < size; i++)
				table[c * size + i] = value.applyAsInt(c, i) * 257L;
		return table;
	}

	private void packedTiffs() {
		for (final int bits : new int[] { 1, 2, 4 })
			for (final int photometric : new int[] { 0, 1 }) {
				final TiffBytes tiff = tiff(bits, 1);
				tiff.photometric = photometric;
				final int white = (1 << bits) - 1;
				tiff(bits + "-bit-" + (photometric == 0 ? "white-is-zero" : "black-is-zero"), tiff,
					(x, y) -> photometric == 0 ? white - (grey(x, y) >> 8 - bits) : grey(x, y) >> 8 - bits, 1,
					(c, x, y) -> (grey(x, y) >> 8 - bits) * 255 / white);
			}
		for (final int bits : new int[] { 10, 12, 14 })
			tiff(bits + "-bit", tiff(bits, 1), (x, y) -> grey(x, y) << bits - 8, 1, (c, x, y) -> grey(x, y) << bits - 8);
		for (int orientation = 2; orientation <= 8; orientation++) {
			final TiffBytes tiff = turned(orientation);
			tiff.orientation = orientation;
			final int o = orientation;
			tiff("orientation-" + orientation, tiff, (x, y) -> stored(o, x, y), 1, GREY);
		}
		final Map<String, Integer> methods = Map.of("zstd", 50000, "lzma", 34925, "jpeg2000", 34712, "png", 34933, "jbig", 34661,
			"unknown", 40000);
		methods.forEach((name, method) -> {
			final TiffBytes tiff = tiff(8, 1);
			tiff.compression = method;
			refuse("tiff-" + name, "tif", tiff.write(ImageVariants::grey), "it is a TIFF compressed with");
		});
		final TiffBytes deep = tiff(16, 1);
		deep.compression = 7;
		refuse("tiff-jpeg-16", "tif", deep.write(ImageVariants::grey), "it is a TIFF compressed with JPEG of 16 bits");
		final TiffBytes planar = tiff(8, 1);
		planar.compression = 7;
		planar.samples = 3;
		planar.photometric = 2;
		planar.planar = 2;
		for (final int bits : new int[] { 10, 12, 14 }) {
			final TiffBytes tiles = tiff(bits, 1);
			tiles.tile = 16;
			refuse("tiff-tiles-" + bits + "-bit", "tif", tiles.write(ImageVariants::grey), "it is a TIFF of " + bits + " bits in tiles");
		}
		final TiffBytes separate = tiff(8, 1);
		separate.samples = 4;
		separate.planar = 2;
		refuse("tiff-planes-4", "tif", separate.write(ImageVariants::grey),
			"it cannot be read as TIFF: its 4 channels are stored one after the other");
		refuse("tiff-jpeg-planar", "tif", planar.write(ImageVariants::grey),
			"it is a TIFF compressed with JPEG, one channel after the other");
	}

	private static TiffBytes turned(final int orientation) {
		return orientation > 4 ? new TiffBytes(HEIGHT, WIDTH) : new TiffBytes(WIDTH, HEIGHT);
	}

	/** @return what lies at a place of the file if the scene is stored so that the orientation sets it right */
	static int stored(final int orientation, final int x, final int y) {
		return switch (orientation) {
			case 2 -> grey(WIDTH - 1 - x, y);
			case 3 -> grey(WIDTH - 1 - x, HEIGHT - 1 - y);
			case 4 -> grey(x, HEIGHT - 1 - y);
			case 5 -> grey(y, x);
			case 6 -> grey(WIDTH - 1 - y, x);
			case 7 -> grey(WIDTH - 1 - y, HEIGHT - 1 - x);
			case 8 -> grey(y, HEIGHT - 1 - x);
			default -> grey(x, y);
		};
	}

	static BufferedImage scene(final int type) {
		final BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++)
				if (image.getRaster().getNumBands() == 1) image.getRaster().setSample(x, y, 0, grey(x, y));
				else for (int c = 0; c < 3; c++)
					image.getRaster().setSample(x, y, c, colour(c, x, y));
		return image;
	}

	private void javaTiffs() throws IOException {
		for (final String compression : new String[] { "LZW", "ZLib", "Deflate", "PackBits" }) {
			add("tiff-java-" + compression, "tif", BrokenImages.tiff(scene(BufferedImage.TYPE_BYTE_GRAY), compression), 1,
				GREY, 0);
			add("tiff-java-rgb-" + compression, "tif", BrokenImages.tiff(scene(BufferedImage.TYPE_INT_RGB), compression), 3,
				ImageVariants::colour, 0);
		}
		add("tiff-java-jpeg-grey", "tif", BrokenImages.tiff(smooth(BufferedImage.TYPE_BYTE_GRAY), "JPEG"), 1,
			(c, x, y) -> 2 * x + 3 * y, 8);
		add("tiff-java-jpeg-rgb", "tif", BrokenImages.tiff(smooth(BufferedImage.TYPE_INT_RGB), "JPEG"), 3,
			(c, x, y) -> 2 * x + 3 * y, 8);
		for (final String fax : new String[] { "CCITT RLE", "CCITT T.4", "CCITT T.6" })
			add("tiff-" + fax.toLowerCase(Locale.ROOT).replaceAll("[ .]", "-"), "tif", BrokenImages.tiff(bits(), fax), 1,
				(c, x, y) -> grey(x, y) > 127 ? 255 : 0, 0);
		final short[] values = new short[WIDTH * HEIGHT];
		for (int i = 0; i < values.length; i++)
			values[i] = (short) (grey(i % WIDTH, i / WIDTH) * 200);
		final ImagePlus saved = new ImagePlus("x", new ShortProcessor(WIDTH, HEIGHT, values, null));
		add("tiff-imagej-16", "tif", new FileSaver(saved).serialize(), 1, (c, x, y) -> grey(x, y) * 200, 0);
		saved.getCalibration().setFunction(Calibration.STRAIGHT_LINE, new double[] { -1000, 0.5 }, "HU");
		add("tiff-imagej-calibrated", "tif", new FileSaver(saved).serialize(), 1, (c, x, y) -> grey(x, y) * 100 - 1000, 0.01);
	}

	private static BufferedImage smooth(final int type) {
		final BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++)
				for (int c = 0; c < image.getRaster().getNumBands(); c++)
					image.getRaster().setSample(x, y, c, 2 * x + 3 * y);
		return image;
	}

	private static BufferedImage bits() {
		final BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY);
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++)
				image.getRaster().setSample(x, y, 0, grey(x, y) > 127 ? 1 : 0);
		return image;
	}

	static byte[] encoded(final BufferedImage image, final String format) throws IOException {
		final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		if (!ImageIO.write(image, format, bytes)) throw new IOException(format);
		return bytes.toByteArray();
	}

	/** @param shift of an index to the left to be a level, 4 for 16 entries */
	private static BufferedImage indexed(final int bits, final IntBinaryOperator colour) {
		final int size = 1 << bits;
		final byte[][] table = new byte[3][size];
		for (int c = 0; c < 3; c++)
			for (int i = 0; i < size; i++)
				table[c][i] = (byte) colour.applyAsInt(c, i);
		final IndexColorModel model = new IndexColorModel(bits, size, table[0], table[1], table[2]);
		final BufferedImage image = new BufferedImage(WIDTH, HEIGHT,
			bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY, model);
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++)
				image.getRaster().setSample(x, y, 0, grey(x, y) >> 8 - bits);
		return image;
	}

	private void dicom() {
		for (final String kind : new String[] { "explicit", "implicit", "big-endian", "bare" }) {
			add("dicom-8-" + kind, "dcm", DicomBytes.write(WIDTH, HEIGHT, 8, kind, ImageVariants::grey), 1, GREY, 0);
			add("dicom-16-" + kind, "dcm", DicomBytes.write(WIDTH, HEIGHT, 16, kind, (x, y) -> grey(x, y) * 200), 1,
				(c, x, y) -> grey(x, y) * 200, 0);
		}
	}

	private void png() throws IOException {
		add("png-8", "png", encoded(scene(BufferedImage.TYPE_BYTE_GRAY), "png"), 1, GREY, 0);
		add("png-rgb", "png", encoded(scene(BufferedImage.TYPE_INT_RGB), "png"), 3, ImageVariants::colour, 0);
		final BufferedImage rgba = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++)
				rgba.setRGB(x, y, 77 << 24 | colour(0, x, y) << 16 | colour(1, x, y) << 8 | colour(2, x, y));
		add("png-rgba", "png", encoded(rgba, "png"), 3, ImageVariants::colour, 0);
		final BufferedImage deep = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_USHORT_GRAY);
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++)
				deep.getRaster().setSample(x, y, 0, grey(x, y) * 200);
		add("png-16", "png", encoded(deep, "png"), 1, (c, x, y) -> grey(x, y) * 200, 0);
		for (final int bits : new int[] { 1, 2, 4, 8 }) {
			final int white = (1 << bits) - 1;
			add("png-palette-rising-" + bits, "png", encoded(indexed(bits, (c, i) -> i * 255 / white), "png"), 1,
				(c, x, y) -> (grey(x, y) >> 8 - bits) * 255 / white, 0);
			add("png-palette-falling-" + bits, "png", encoded(indexed(bits, (c, i) -> 255 - i * 255 / white), "png"), 1,
				(c, x, y) -> 255 - (grey(x, y) >> 8 - bits) * 255 / white, 0);
			add("png-palette-colours-" + bits, "png", encoded(indexed(bits, (c, i) -> c == 1 ? 200 : i * 255 / white), "png"),
				3, (c, x, y) -> c == 1 ? 200 : (grey(x, y) >> 8 - bits) * 255 / white, 0);
		}
	}

	private void jpeg() throws IOException {
		final byte[] grey = encoded(smooth(BufferedImage.TYPE_BYTE_GRAY), "jpg");
		final Value smooth = (c, x, y) -> 2 * x + 3 * y;
		add("jpeg-grey", "jpg", grey, 1, smooth, 8);
		add("jpeg-rgb", "jpg", jpegOfColours(false), 3, (c, x, y) -> c == 1 ? 60 : 2 * x + 3 * y, 12);
		add("jpeg-progressive", "jpg", jpegOfColours(true), 3, (c, x, y) -> c == 1 ? 60 : 2 * x + 3 * y, 12);
		add("jpeg-padded", "jpg", Arrays.copyOf(grey, grey.length + 100_000), 1, smooth, 8);
		for (int o = 1; o <= 8; o++) {
			final BufferedImage image = new BufferedImage(o > 4 ? HEIGHT : WIDTH, o > 4 ? WIDTH : HEIGHT,
				BufferedImage.TYPE_BYTE_GRAY);
			for (int y = 0; y < image.getHeight(); y++)
				for (int x = 0; x < image.getWidth(); x++)
					image.getRaster().setSample(x, y, 0, smoothStored(o, x, y));
			add("jpeg-orientation-" + o, "jpg", withExif(encoded(image, "jpg"), o), 1, smooth, 8);
		}
		refuse("jpeg-cut", "jpg", Arrays.copyOf(grey, grey.length - 9), "it is a damaged JPEG");
	}

	private static int smoothStored(final int o, final int x, final int y) {
		final int[] at = switch (o) {
			case 2 -> new int[] { WIDTH - 1 - x, y };
			case 3 -> new int[] { WIDTH - 1 - x, HEIGHT - 1 - y };
			case 4 -> new int[] { x, HEIGHT - 1 - y };
			case 5 -> new int[] { y, x };
			case 6 -> new int[] { WIDTH - 1 - y, x };
			case 7 -> new int[] { WIDTH - 1 - y, HEIGHT - 1 - x };
			case 8 -> new int[] { y, HEIGHT - 1 - x };
			default -> new int[] { x, y };
		};
		return 2 * at[0] + 3 * at[1];
	}

	private static byte[] jpegOfColours(final boolean progressive) throws IOException {
		final BufferedImage image = smooth(BufferedImage.TYPE_INT_RGB);
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++)
				image.getRaster().setSample(x, y, 1, 60);
		final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
		final ImageWriteParam parameters = writer.getDefaultWriteParam();
		parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
		parameters.setCompressionQuality(0.98f);
		if (progressive) parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
		return bytes(image, writer, parameters);
	}

	/** Writes an image, and disposes of the writer. */
	static byte[] bytes(final BufferedImage image, final ImageWriter writer, final ImageWriteParam parameters) throws IOException {
		final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
			writer.setOutput(out);
			writer.write(null, new IIOImage(image, null, null), parameters);
		}
		finally {
			writer.dispose();
		}
		return bytes.toByteArray();
	}

	static byte[] withExif(final byte[] jpeg, final int orientation) {
		final byte[] exif = { (byte) 0xff, (byte) 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1,
			1, 18, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0, 0, 0, 0, 0 };
		final ByteArrayOutputStream with = new ByteArrayOutputStream();
		with.write(jpeg, 0, 2);
		with.writeBytes(exif);
		with.write(jpeg, 2, jpeg.length - 2);
		return with.toByteArray();
	}

	private void others() throws IOException {
		add("gif", "gif", encoded(indexed(8, (c, i) -> i), "gif"), 1, GREY, 0);
		add("gif-falling", "gif", encoded(indexed(4, (c, i) -> 255 - 17 * i), "gif"), 1,
			(c, x, y) -> 255 - (grey(x, y) >> 4) * 17, 0);
		add("gif-colours", "gif", encoded(indexed(4, (c, i) -> c == 1 ? 200 : 17 * i), "gif"), 3,
			(c, x, y) -> c == 1 ? 200 : (grey(x, y) >> 4) * 17, 0);
		final BufferedImage bgr = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
		final Graphics2D g = bgr.createGraphics();
		g.drawImage(scene(BufferedImage.TYPE_INT_RGB), 0, 0, null);
		g.dispose();
		add("bmp-rgb", "bmp", encoded(bgr, "bmp"), 3, ImageVariants::colour, 0);
		for (final int bits : new int[] { 1, 4, 8 }) {
			final int white = (1 << bits) - 1;
			add("bmp-palette-falling-" + bits, "bmp", encoded(indexed(bits, (c, i) -> 255 - i * 255 / white), "bmp"), 1,
				(c, x, y) -> 255 - (grey(x, y) >> 8 - bits) * 255 / white, 0);
		}
		anymaps();
		final byte[] fits = new byte[2880 + 2880];
		final String head = String.format("%-80s%-80s%-80s%-80s%-80s%-80s", "SIMPLE  =                    T",
			"BITPIX  =                    8", "NAXIS   =                    2", "NAXIS1  =                   44",
			"NAXIS2  =                   36", "END");
		Arrays.fill(fits, 0, 2880, (byte) ' ');
		System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, fits, 0, head.length());
		for (int i = 0; i < WIDTH * HEIGHT; i++) // from the bottom up
			fits[2880 + i] = (byte) grey(i % WIDTH, HEIGHT - 1 - i / WIDTH);
		add("fits-8", "fits", fits, 1, GREY, 0);
		refuse("fits-cut", "fits", Arrays.copyOf(fits, 3000), "it is a damaged FITS file");
	}

	/** Golden files of {@code webp_images.py}: Java writes no WebP. */
	private void webp() throws IOException {
		for (int orientation = 1; orientation <= 8; orientation++)
			webp("orientation-" + orientation);
		webp("lossless");
		webp("alpha");
		webp("animated");
	}

	private void webp(final String name) throws IOException {
		try (InputStream in = ImageVariants.class.getResourceAsStream("/sc/fiji/ssd/golden/webp/" + name + ".webp")) {
			add("webp-" + name, "webp", in.readAllBytes(), 3, ImageVariants::colour, 0);
		}
	}

	private void anymaps() {
		final StringBuilder text = new StringBuilder();
		final ByteArrayOutputStream grey = new ByteArrayOutputStream(), dark = new ByteArrayOutputStream(),
			colours = new ByteArrayOutputStream(), deep = new ByteArrayOutputStream(), bits = new ByteArrayOutputStream();
		for (int y = 0; y < HEIGHT; y++) {
			int packed = 0;
			for (int x = 0; x < WIDTH; x++) {
				text.append(grey(x, y)).append(x % 10 == 9 ? '\n' : ' ');
				grey.write(grey(x, y));
				dark.write(grey(x, y) / 17);
				deep.write(grey(x, y) * 200 >> 8);
				deep.write(grey(x, y) * 200);
				for (int c = 0; c < 3; c++)
					colours.write(colour(c, x, y));
				packed = packed << 1 | (grey(x, y) > 127 ? 0 : 1);
				if (x % 8 == 7 || x == WIDTH - 1) {
					bits.write(x % 8 == 7 ? packed : packed << 7 - x % 8);
					packed = 0;
				}
			}
			text.append('\n');
		}
		add("pgm-text", "pgm", header("P2", 255, text.toString().getBytes(StandardCharsets.US_ASCII)), 1, GREY, 0);
		add("pgm", "pgm", header("P5", 255, grey.toByteArray()), 1, GREY, 0);
		add("pgm-white-is-15", "pgm", header("P5", 15, dark.toByteArray()), 1, (c, x, y) -> grey(x, y) / 17 * 17, 0);
		add("pgm-16", "pgm", header("P5", 65535, deep.toByteArray()), 1, (c, x, y) -> grey(x, y) * 200, 0);
		add("ppm", "ppm", header("P6", 255, colours.toByteArray()), 3, ImageVariants::colour, 0);
		add("pbm", "pbm", header("P4", 0, bits.toByteArray()), 1, (c, x, y) -> grey(x, y) > 127 ? 255 : 0, 0);
		refuse("pgm-cut", "pgm", header("P5", 255, Arrays.copyOf(grey.toByteArray(), 900)),
			"it is a damaged portable anymap");
	}

	private static byte[] header(final String kind, final int white, final byte[] pixels) {
		final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		bytes.writeBytes((kind + "\n# a comment\n" + WIDTH + " " + HEIGHT + "\n" + (white > 0 ? white + "\n" : ""))
			.getBytes(StandardCharsets.US_ASCII));
		bytes.writeBytes(pixels);
		return bytes.toByteArray();
	}
}
