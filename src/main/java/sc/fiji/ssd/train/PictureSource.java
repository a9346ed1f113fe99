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
package sc.fiji.ssd.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.image.Picture;
import sc.fiji.ssd.image.PictureConverter;

/**
 * Reads training images and keeps as many as fit: those that come first stay,
 * since in an order that is shuffled every epoch none is more likely to come
 * again than another. Safe for use by several threads.
 */
final class PictureSource {

	private final ImageReader reader;
	private final PictureConverter converter;
	private final long capacity;
	private final AtomicLong used = new AtomicLong();
	private final Map<Path, StoredPicture> kept = new ConcurrentHashMap<>();

	/**
	 * @param reader of the files
	 * @param converter to pictures, as the model wants them
	 * @param capacity bytes that may be kept
	 */
	PictureSource(final ImageReader reader, final PictureConverter converter, final long capacity) {
		this.reader = reader;
		this.converter = converter;
		this.capacity = capacity;
	}

	/**
	 * @param image of the dataset; of a stack, the first plane is taken
	 * @return its picture
	 * @throws SsdException if it cannot be read or is not of the size that its
	 *           annotation was made for
	 */
	StoredPicture get(final TrainingImage image) {
		final StoredPicture known = kept.get(image.file());
		if (known != null) return known;
		final StoredPicture picture = read(image);
		final long bytes = picture.bytes();
		if (used.addAndGet(bytes) > capacity || kept.putIfAbsent(image.file(), picture) != null) used.addAndGet(-bytes);
		return picture;
	}

	/** @return bytes that are kept */
	long used() {
		return used.get();
	}

	private StoredPicture read(final TrainingImage image) {
		final Picture picture;
		try {
			final List<ImagePlane> planes = reader.read(image.file());
			picture = converter.convert(planes.get(0).pixels());
		}
		catch (final SsdException e) {
			final String line = e.getMessage();
			throw line.contains(image.file().toString()) ? e : new SsdException(image.file() + ": " + line, e);
		}
		catch (final IOException e) {
			throw new SsdException(image.file() + ": cannot be read (" + e.getMessage() +
				"); replace the image or take it out of the dataset.", e);
		}
		if (picture.width() != image.width() || picture.height() != image.height())
			throw new SsdException(image.file() + ": has " + picture.width() + " x " + picture.height() +
				" pixels, but its annotation was made for " + image.width() + " x " + image.height() +
				"; correct the annotation or the image.");
		return StoredPicture.of(picture);
	}
}
