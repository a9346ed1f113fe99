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

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Image files that cannot be read, in ten ways. */
public final class BrokenImages {

	/** Names, one for each way. */
	public static final List<String> KINDS = List.of("cut.tif", "cut.png", "cut.jpg", "empty.png", "text.tif",
		"huge.png", "wrong magic.gif", "link to nothing.bmp", "bomb.tif", "damaged lzw.tif");

	private BrokenImages() {}

	/**
	 * @param folder is there
	 * @param kind one of {@link #KINDS}
	 * @param prefix of the name
	 * @param random draws the pixels
	 * @return the file
	 */
	public static Path write(final Path folder, final String kind, final String prefix, final Random random)
		throws IOException
	{
		final Path file = folder.resolve(prefix + kind);
		switch (kind) {
			case "cut.tif" -> Files.write(file, half(tiff(noise(random), null)));
			case "cut.png", "cut.jpg" -> Files.write(file, half(encoded(noise(random), kind.substring(4))));
			case "empty.png" -> Files.write(file, new byte[0]);
			case "text.tif" -> Files.writeString(file, "This is a letter to the editor, and no image. ".repeat(9));
			case "huge.png" -> Files.write(file, hugePng());
			case "wrong magic.gif" -> {
				final byte[] gif = encoded(noise(random), "gif");
				gif[0] = 'X';
				Files.write(file, gif);
			}
			case "link to nothing.bmp" -> Files.createSymbolicLink(file, Path.of("nothing here"));
			case "bomb.tif" -> Files.write(file, bomb());
			case "damaged lzw.tif" -> {
				final byte[] lzw = tiff(noise(random), "LZW");
				for (int i = lzw.length / 3; i < lzw.length / 2; i++)
					lzw[i] = (byte) random.nextInt();
				Files.write(file, lzw);
			}
			default -> throw new IllegalArgumentException(kind);
		}
		return file;
	}

	static BufferedImage noise(final Random random) {
		final BufferedImage image = new BufferedImage(120, 100, BufferedImage.TYPE_BYTE_GRAY);
		for (int y = 0; y < 100; y++)
			for (int x = 0; x < 120; x++)
				image.setRGB(x, y, 0x010101 * random.nextInt(256));
		return image;
	}

	public static byte[] encoded(final BufferedImage image, final String format) throws IOException {
		final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		if (!ImageIO.write(image, format, bytes)) throw new IOException(format);
		return bytes.toByteArray();
	}

	/** @param compression as Java calls it; null: none */
	public static byte[] tiff(final BufferedImage image, final String compression) throws IOException {
		final ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
		final ImageWriteParam parameters = writer.getDefaultWriteParam();
		if (compression != null) {
			parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
			parameters.setCompressionType(compression);
		}
		return ImageVariants.bytes(image, writer, parameters);
	}

	private static byte[] half(final byte[] bytes) {
		return Arrays.copyOf(bytes, bytes.length / 2);
	}

	/** A sound header that asks for 40 GB. */
	private static byte[] hugePng() throws IOException {
		final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		final DataOutputStream out = new DataOutputStream(bytes);
		out.writeLong(0x89504e470d0a1a0aL);
		chunk(out, "IHDR", ByteBuffer.allocate(13).putInt(100_000).putInt(100_000).put((byte) 8).array());
		chunk(out, "IDAT", deflated(new byte[1000]));
		chunk(out, "IEND", new byte[0]);
		return bytes.toByteArray();
	}

	private static void chunk(final DataOutputStream out, final String type, final byte[] data) throws IOException {
		final CRC32 crc = new CRC32();
		crc.update(type.getBytes(StandardCharsets.US_ASCII));
		crc.update(data);
		out.writeInt(data.length);
		out.writeBytes(type);
		out.write(data);
		out.writeInt((int) crc.getValue());
	}

	private static byte[] deflated(final byte[] data) {
		final Deflater deflater = new Deflater(9);
		deflater.setInput(data);
		deflater.finish();
		final byte[] bytes = new byte[data.length + 100];
		final int n = deflater.deflate(bytes);
		deflater.end();
		return Arrays.copyOf(bytes, n);
	}

	/** A TIFF of 10 x 10 pixels whose strip of 30 kB unpacks to 30 MB. */
	private static byte[] bomb() {
		final byte[] strip = deflated(new byte[30_000_000]);
		final int[][] tags = { { 256, 3, 10 }, { 257, 3, 10 }, { 258, 3, 8 }, { 259, 3, 8 }, { 262, 3, 1 },
			{ 273, 4, 8 }, { 277, 3, 1 }, { 278, 3, 10 }, { 279, 4, strip.length } };
		final ByteBuffer tiff = ByteBuffer.allocate(8 + strip.length + 2 + 12 * tags.length + 4);
		tiff.putShort((short) 0x4d4d).putShort((short) 42).putInt(8 + strip.length).put(strip)
			.putShort((short) tags.length);
		for (final int[] tag : tags) {
			tiff.putShort((short) tag[0]).putShort((short) tag[1]).putInt(1);
			if (tag[1] == 3) tiff.putShort((short) tag[2]).putShort((short) 0);
			else tiff.putInt(tag[2]);
		}
		return tiff.array();
	}
}
