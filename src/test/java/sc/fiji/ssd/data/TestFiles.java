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
package sc.fiji.ssd.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import javax.imageio.ImageIO;

/** Small datasets on disk. */
public final class TestFiles {

	private TestFiles() {}

	public static Path image(final Path file, final int width, final int height) throws IOException {
		Files.createDirectories(file.getParent());
		final String name = file.getFileName().toString();
		final String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
		if (!ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), format, file.toFile()))
			throw new IOException("No writer for " + format);
		return file;
	}

	public static void text(final Path file, final String text) throws IOException {
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

	public static String object(final String name, final Object xMin, final Object yMin, final Object xMax,
		final Object yMax)
	{
		return "<object><name>" + name + "</name><difficult>0</difficult><bndbox><xmin>" + xMin + "</xmin><ymin>" +
			yMin + "</ymin><xmax>" + xMax + "</xmax><ymax>" + yMax + "</ymax></bndbox></object>";
	}

	/** An image of 100 x 80 pixels with its annotation. */
	public static void voc(final Path folder, final String id, final String objects) throws IOException {
		image(folder.resolve("JPEGImages/" + id + ".png"), 100, 80);
		text(folder.resolve("Annotations/" + id + ".xml"),
			"<annotation><filename>" + id +
				".png</filename><size><width>100</width><height>80</height><depth>1</depth></size>" + objects +
				"</annotation>");
	}

	public static void split(final Path folder, final String split, final String lines) throws IOException {
		text(folder.resolve("ImageSets/Main/" + split + ".txt"), lines);
	}
}
