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
package sc.fiji.ssd.evaluate.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.image.Picture;
import sc.fiji.ssd.image.PictureConverter;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Preprocessing;

/**
 * Cuts places out of images and draws the annotated box (blue, solid) and the
 * detected one (orange, dashed) into them. Each image is read once.
 *
 * @param reader of the images; null: no crop is made
 */
record Crops(ImageReader reader) {

	/** Edge of a crop in the report, in pixels. */
	private static final int SIZE = 200;

	/** Pixels of the image that are shown at least. */
	private static final int LEAST = 48;

	/** Edge of the displayed part, in edges of the boxes. */
	private static final double SURROUNDINGS = 2;

	private static final Color TRUTH = new Color(0x0077BB);
	private static final Color DETECTION = new Color(0xEE7733);

	/**
	 * A place in an image.
	 *
	 * @param image that has it
	 * @param truth annotated box, or null
	 * @param detection detected box, or null; one of the two is there
	 */
	record Place(AnnotatedImage image, Box truth, Box detection) {

		private Box around() {
			if (truth == null) return detection;
			if (detection == null) return truth;
			return truth.union(detection);
		}
	}

	/**
	 * @param places to cut out
	 * @return for each place a data URI; null where its image cannot be read
	 */
	List<String> of(final List<Place> places) {
		final String[] all = new String[places.size()];
		if (reader == null) return new ArrayList<>(Arrays.asList(all));
		final int[] byFile = IntStream.range(0, all.length).boxed()
			.sorted(Comparator.comparing((Integer i) -> places.get(i).image().name())).mapToInt(i -> i).toArray();
		final Map<String, BufferedImage> last = new HashMap<>();
		for (final int i : byFile) {
			final AnnotatedImage image = places.get(i).image();
			if (!last.containsKey(image.name())) {
				last.clear();
				last.put(image.name(), read(image));
			}
			final BufferedImage pixels = last.get(image.name());
			if (pixels != null) all[i] = uri(crop(pixels, places.get(i)));
		}
		return new ArrayList<>(Arrays.asList(all));
	}

	private BufferedImage read(final AnnotatedImage image) {
		try {
			final ImagePlane plane = reader.read(image.file()).get(image.plane());
			final Picture picture = new PictureConverter(Preprocessing.CAFFE).convert(plane.pixels());
			final BufferedImage pixels = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
			final float[][] p = picture.planes();
			for (int i = 0; i < p[0].length; i++)
				pixels.setRGB(i % picture.width(), i / picture.width(), level(p[0][i]) << 16 | level(p[1][i]) << 8 | level(p[2][i]));
			return pixels;
		}
		catch (final IOException | UserException | IndexOutOfBoundsException e) {
			return null; // the report says that the image could not be read
		}
	}

	private static int level(final float value) {
		return Math.max(0, Math.min(255, Math.round(value)));
	}

	private static BufferedImage crop(final BufferedImage image, final Place place) {
		final Box box = place.around();
		final double edge = Math.min(Math.max(LEAST, SURROUNDINGS * Math.max(box.width(), box.height())),
			Math.max(image.getWidth(), image.getHeight()));
		final double x = (box.xMin() + box.xMax() - edge) / 2, y = (box.yMin() + box.yMax() - edge) / 2;
		final BufferedImage crop = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
		final Graphics2D g = crop.createGraphics();
		g.setColor(new Color(0xEEEEEE));
		g.fillRect(0, 0, SIZE, SIZE);
		g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
		g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
		final double scale = SIZE / edge;
		g.drawImage(image, new AffineTransform(scale, 0, 0, scale, -x * scale, -y * scale), null);
		draw(g, place.truth(), x, y, scale, TRUTH, null);
		draw(g, place.detection(), x, y, scale, DETECTION, new float[] { 6, 4 });
		g.dispose();
		return crop;
	}

	private static void draw(final Graphics2D g, final Box box, final double x, final double y, final double scale,
		final Color color, final float[] dash)
	{
		if (box == null) return;
		final Rectangle2D shape = new Rectangle2D.Double((box.xMin() - x) * scale, (box.yMin() - y) * scale,
			box.width() * scale, box.height() * scale);
		g.setColor(Color.WHITE);
		g.setStroke(new BasicStroke(4));
		if (dash == null) g.draw(shape);
		g.setColor(color);
		g.setStroke(new BasicStroke(2.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dash, 0));
		g.draw(shape);
	}

	private static String uri(final BufferedImage image) {
		try {
			final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			ImageIO.write(image, "jpg", bytes);
			return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
		}
		catch (final IOException e) {
			throw new IllegalStateException(e); // memory does not fail
		}
	}
}
