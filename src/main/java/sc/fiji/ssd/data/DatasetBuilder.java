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

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.io.CodePoints;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;

/**
 * Builds a {@link Dataset} and checks every annotation by the same rules, whatever format it comes from.
 *
 * <pre>
 * DatasetBuilder builder = new DatasetBuilder(folder.toString());
 * builder.image("a.tif", folder.resolve("a.tif"), 512, 512);
 * builder.object("a.roi", new GroundTruth(new Box(3, 4, 20, 30), "cell"));
 * Dataset dataset = builder.build();
 * </pre>
 *
 * A box that is not finite ends in an {@link UserException}; one without area or
 * wholly outside its image is dropped with a warning; one partly outside is
 * clipped with a warning.
 */
public final class DatasetBuilder {

	/** Tolerance: coordinates at most this far outside are rounding errors and are clipped without a warning. */
	private static final double TOLERANCE = 1e-3;

	private final String location;

	private final List<AnnotatedImage> images = new ArrayList<>();

	private final Set<String> names = new HashSet<>();

	private final List<String> warnings = new ArrayList<>();

	private AnnotatedImage current;

	private List<GroundTruth> objects = new ArrayList<>();

	/** @param location the folder, for messages */
	public DatasetBuilder(final String location) {
		this.location = location;
	}

	/**
	 * Begins the next image.
	 *
	 * @param name see {@link AnnotatedImage#name()}
	 * @param file the image file
	 * @param width in pixels
	 * @param height in pixels
	 * @throws UserException if an image of that name already exists, or the size is not positive
	 */
	public void image(final String name, final Path file, final int width, final int height) {
		image(name, file, 0, width, height);
	}

	/**
	 * Begins the next image, a plane of a stack.
	 *
	 * @param name see {@link AnnotatedImage#name()}
	 * @param file the image file
	 * @param plane see {@link AnnotatedImage#plane()}
	 * @param width in pixels
	 * @param height in pixels
	 * @throws UserException if an image of that name already exists, or the size is not positive
	 */
	public void image(final String name, final Path file, final int plane, final int width, final int height) {
		finishImage();
		if (!names.add(name))
			throw new UserException(
				location + ": two entries have the image " + name + "; correct or remove one of them");
		if (width < 1 || height < 1)
			throw new UserException(file + ": has no pixels (" + width + " x " + height +
				"); replace the image or remove it from the dataset");
		current = new AnnotatedImage(name, file, plane, width, height, List.of());
	}

	/**
	 * Adds an object to the image begun last.
	 *
	 * @param source its location, for messages: file and object
	 * @param truth the object; its box is checked here
	 * @throws UserException if the box is not finite or the class has no name
	 */
	public void object(final String source, final GroundTruth truth) {
		if (current == null) throw new IllegalStateException("An object before the first image");
		final Box box = truth.box();
		if (truth.className() == null || truth.className().isBlank())
			throw new UserException(source + ": the object has no class name; name it or delete it");
		if (!(Double.isFinite(box.xMin()) && Double.isFinite(box.yMin()) && Double.isFinite(box.xMax()) &&
			Double.isFinite(box.yMax())))
			throw new UserException(source + ": the box " + text(box) + " has a number that is not finite; correct it");
		if (box.isEmpty()) {
			warn(source + ": the box " + text(box) + " has no area; dropped");
			return;
		}
		final Box clipped = box.clip(current.width(), current.height());
		if (clipped.isEmpty()) {
			warn(source + ": the box " + text(box) + " lies outside the image of " + current.width() + " x " +
				current.height() + " pixels; dropped");
			return;
		}
		if (excess(box) > TOLERANCE)
			warn(source + ": the box " + text(box) + " extends beyond the image of " + current.width() + " x " +
				current.height() + " pixels; clipped");
		final double area = truth.area() == box.area() ? clipped.area() : truth.area();
		objects.add(new GroundTruth(clipped, truth.className(), truth.difficult(), truth.crowd(), area));
	}

	/**
	 * Drops a box whose numbers can only be fractions of the image, with a line: some tools write fractions instead of
	 * pixels.
	 *
	 * @param source its location, for messages
	 * @param numbers as written in the file
	 * @return whether they are all from 0 to 1, and not all whole, on an image of more
	 *         than two pixels
	 */
	public boolean isFraction(final String source, final double... numbers) {
		boolean whole = true;
		for (final double number : numbers) {
			if (!(number >= 0 && number <= 1)) return false;
			whole &= number == Math.rint(number);
		}
		if (whole || current == null || current.width() <= 2 && current.height() <= 2) return false;
		warn(source + ": the box has only numbers from 0 to 1, so they are fractions of the image rather than pixels; " +
			"dropped; write pixels");
		return true;
	}

	/** @param line the warning, including the name of the file */
	public void warn(final String line) {
		warnings.add(line);
	}

	/**
	 * @return the dataset
	 * @throws UserException if it has no image
	 */
	public Dataset build() {
		return build(null);
	}

	/**
	 * @param ids the numbers of images and classes in the dataset's file; null if it has none
	 * @return the dataset
	 * @throws UserException if it has no images
	 */
	public Dataset build(final CocoIds ids) {
		finishImage();
		if (images.isEmpty()) throw new UserException(location + ": contains no images; add some or choose another folder");
		return new Contents(location, List.copyOf(images), List.copyOf(warnings), Optional.ofNullable(ids));
	}

	private void finishImage() {
		if (current == null) return;
		images.add(current.withObjects(objects));
		current = null;
		objects = new ArrayList<>();
	}

	private double excess(final Box box) {
		return Math.max(Math.max(-box.xMin(), -box.yMin()),
			Math.max(box.xMax() - current.width(), box.yMax() - current.height()));
	}

	private static String text(final Box box) {
		return String.format(Locale.ROOT, "(%s, %s, %s, %s)", number(box.xMin()), number(box.yMin()),
			number(box.xMax()), number(box.yMax()));
	}

	private static String number(final double value) {
		return value == Math.rint(value) && Math.abs(value) < 1e9
			? Long.toString((long) value)
			: Double.toString(value);
	}

	/** A dataset in memory. */
	record Contents(String location, List<AnnotatedImage> images, List<String> warnings, Optional<CocoIds> cocoIds)
		implements Dataset
	{

		@Override
		public List<String> classNames() {
			final TreeSet<String> classes = new TreeSet<>(CodePoints.ORDER);
			for (final AnnotatedImage image : images)
				for (final GroundTruth object : image.objects())
					classes.add(object.className());
			return List.copyOf(classes);
		}

		@Override
		public String digest() {
			final MessageDigest sha;
			try {
				sha = MessageDigest.getInstance("SHA-256");
			}
			catch (final NoSuchAlgorithmException e) {
				throw new IllegalStateException(e); // every Java has SHA-256
			}
			for (final AnnotatedImage image : images) {
				final StringBuilder text = new StringBuilder();
				text.append(image.name().length()).append(':').append(image.name()).append(' ')
					.append(size(image.file()));
				if (image.plane() > 0) text.append('#').append(image.plane());
				text.append(' ').append(image.width()).append(' ').append(image.height()).append('\n');
				for (final GroundTruth object : image.objects()) {
					final Box box = object.box();
					text.append(object.className().length()).append(':').append(object.className()).append(' ')
						.append(box.xMin()).append(' ').append(box.yMin()).append(' ').append(box.xMax()).append(' ')
						.append(box.yMax()).append(' ').append(object.difficult()).append(' ').append(object.crowd())
						.append('\n');
				}
				sha.update(text.toString().getBytes(StandardCharsets.UTF_8));
			}
			return HexFormat.of().formatHex(sha.digest());
		}

		private static long size(final Path file) {
			return FileAccess.get(() -> Files.size(file),
				e -> file + ": cannot be read (" + e.getMessage() + "); check the file");
		}
	}
}
