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
package sc.fiji.ssd.train.images;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.image.PictureConverter;
import sc.fiji.ssd.image.PixelArea;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.train.augment.StoredPicture;

/**
 * Reads training images and keeps as many as fit: the first ones stay, because the order is shuffled every epoch, so no
 * image is more likely to be needed again than another. Safe for use by several threads.
 */
public final class PictureSource {

	private record Place(Path file, int plane) {}

	private final ImageReader reader;
	private final PictureConverter converter;
	private final long capacity;
	private final AtomicLong used = new AtomicLong();
	private final Map<Place, StoredPicture> kept = new ConcurrentHashMap<>();
	private final Map<Place, PictureConverter.Levels> levels = new ConcurrentHashMap<>();
	private final Preprocessing preprocessing;

	/**
	 * @param reader of the files
	 * @param preprocessing of the model
	 * @param capacity bytes that may be kept
	 */
	public PictureSource(final ImageReader reader, final Preprocessing preprocessing, final long capacity) {
		this.reader = reader;
		this.preprocessing = preprocessing;
		converter = new PictureConverter(preprocessing);
		this.capacity = capacity;
	}

	/**
	 * @param image of the dataset
	 * @return its picture
	 * @throws UserException if it cannot be read or is not of the size that its
	 *           annotation was made for
	 */
	public StoredPicture get(final TrainingImage image) {
		final Place place = place(image);
		final StoredPicture known = kept.get(place);
		if (known != null) return known;
		final StoredPicture picture = read(image);
		final long bytes = picture.bytes();
		if (used.addAndGet(bytes) > capacity || kept.putIfAbsent(place, picture) != null) used.addAndGet(-bytes);
		return picture;
	}

	/**
	 * As {@link #get(TrainingImage)}, of a part. If an image cannot be kept whole, only the requested part is
	 * converted, and only that part is read if the format allows.
	 *
	 * @param image of the dataset
	 * @param part of it; may reach beyond
	 * @return the part; what is beyond the image has the model's mean
	 * @throws UserException as above
	 */
	public StoredPicture get(final TrainingImage image, final PixelArea part) {
		final StoredPicture known = kept.get(place(image));
		if (known != null) return known.crop(part, preprocessing);
		if ((long) image.width() * image.height() <= capacity - used.get()) return get(image).crop(part, preprocessing);
		final RandomAccessibleInterval<? extends RealType<?>> pixels = open(image);
		final PixelArea inside = part.intersect(new PixelArea(0, 0, image.width(), image.height()));
		final PictureConverter.Levels of = levels.computeIfAbsent(place(image), place -> converter.levels(pixels));
		return StoredPicture.of(converter.convert(pixels, inside, of)).crop(
			new PixelArea(part.x() - inside.x(), part.y() - inside.y(), part.width(), part.height()), preprocessing);
	}

	/**
	 * Reads an image, and keeps it if there is room.
	 *
	 * @param image of the dataset
	 * @throws UserException as above
	 */
	void check(final TrainingImage image) {
		try {
			if ((long) image.width() * image.height() * Float.BYTES * 3 <= capacity - used.get()) get(image);
			else open(image);
		}
		catch (final IndexOutOfBoundsException e) {
			throw new UserException(image.file() + ": has no plane " + (image.plane() + 1) +
				", but an annotation is for it; correct the annotation or the image.", e);
		}
	}

	private static Place place(final TrainingImage image) {
		return new Place(image.file(), image.plane());
	}

	/** @return bytes that are kept */
	long used() {
		return used.get();
	}

	private StoredPicture read(final TrainingImage image) {
		try {
			return StoredPicture.of(open(image), converter);
		}
		catch (final UserException e) {
			final String line = e.getMessage();
			throw line.contains(image.file().toString()) ? e : new UserException(image.file() + ": " + line, e);
		}
	}

	private RandomAccessibleInterval<? extends RealType<?>> open(final TrainingImage image) {
		final RandomAccessibleInterval<? extends RealType<?>> picture = FileAccess.get(
			() -> reader.read(image.file()).get(image.plane()).pixels(),
			e -> image.file() + ": cannot be read (" + e.getMessage() +
			"); replace the image or remove it from the dataset.");
		if (picture.dimension(0) != image.width() || picture.dimension(1) != image.height())
			throw new UserException(image.file() + ": has " + picture.dimension(0) + " x " + picture.dimension(1) +
				" pixels, but its annotation was made for " + image.width() + " x " + image.height() +
				"; correct the annotation or the image.");
		return picture;
	}
}
