package sc.fiji.ssd.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import javax.imageio.ImageIO;

/** Small datasets on disk. */
final class TestFiles {

	private TestFiles() {}

	static Path image(final Path file, final int width, final int height) throws IOException {
		Files.createDirectories(file.getParent());
		final String name = file.getFileName().toString();
		final String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
		if (!ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), format, file.toFile()))
			throw new IOException("No writer for " + format);
		return file;
	}

	static void text(final Path file, final String text) throws IOException {
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

	static String object(final String name, final Object xMin, final Object yMin, final Object xMax, final Object yMax) {
		return "<object><name>" + name + "</name><difficult>0</difficult><bndbox><xmin>" + xMin + "</xmin><ymin>" + yMin +
			"</ymin><xmax>" + xMax + "</xmax><ymax>" + yMax + "</ymax></bndbox></object>";
	}

	/** An image of 100 x 80 pixels with its annotation. */
	static void voc(final Path folder, final String id, final String objects) throws IOException {
		image(folder.resolve("JPEGImages/" + id + ".png"), 100, 80);
		text(folder.resolve("Annotations/" + id + ".xml"), "<annotation><filename>" + id +
			".png</filename><size><width>100</width><height>80</height><depth>1</depth></size>" + objects + "</annotation>");
	}

	static void split(final Path folder, final String split, final String lines) throws IOException {
		text(folder.resolve("ImageSets/Main/" + split + ".txt"), lines);
	}
}
