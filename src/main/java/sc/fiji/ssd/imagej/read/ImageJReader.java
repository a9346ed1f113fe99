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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.scijava.Context;

import ij.ImagePlus;
import sc.fiji.ssd.imagej.installed.MemoryLimit;
import sc.fiji.ssd.imagej.installed.InstalledReaders;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.imagej.planes.ImagePlusPlanes;
import sc.fiji.ssd.imagej.planes.ZProjection;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.PixelSize;

/**
 * Reads whatever ImageJ itself opens, stacks included, without a dialog or a window; all else with the plugins that
 * {@link InstalledReaders} has.
 */
public final class ImageJReader implements ImageReader {

	private static final Set<String> ENDINGS = Set.of("tif", "tiff", "png", "jpg", "jpeg", "gif", "bmp", "pgm", "ppm",
		"pbm", "dcm", "dicom", "fits", "fit", "lsm", "stk", "zip", "avi", "webp", "pnm", "jpe", "jfif", "btf", "tf8");

	/** Images that are kept may take one part in this number of the heap. */
	private static final int HEAP_SHARE = 16;

	private final TimeLimit time;
	private final MemoryLimit memory;
	private final ZProjection projection;
	private final BiConsumer<Path, String> notes;
	/** Notes that are told once, not for each image. */
	private final Set<String> told = ConcurrentHashMap.newKeySet();
	private OpenedImages kept;

	/** Reads within {@link ReadLimits#DEFAULT}. */
	public ImageJReader() {
		this(ReadLimits.DEFAULT, (file, note) -> {});
	}

	/**
	 * @param limits of every image
	 * @param notes takes what a user should know of an image; called by the threads that read
	 */
	public ImageJReader(final ReadLimits limits, final BiConsumer<Path, String> notes) {
		this(limits, ZProjection.NONE, notes);
	}

	/**
	 * @param limits of every image
	 * @param projection of every image that has slices
	 * @param notes takes what a user should know of an image; called by the threads that read
	 */
	public ImageJReader(final ReadLimits limits, final ZProjection projection, final BiConsumer<Path, String> notes) {
		this.projection = projection;
		time = new TimeLimit(limits.seconds());
		memory = new MemoryLimit(limits.bytes());
		this.notes = notes;
	}

	/**
	 * From now on images are also opened with what is installed, and sizes of images in datasets are found so.
	 *
	 * @param context of the application; null: nothing is installed
	 */
	public static void useInstalled(final Context context) {
		InstalledReaders.use(context);
		ImageSize.readOthersWith(new ImageJReader()::size);
	}

	@Override
	public List<ImagePlane> read(final Path file) throws IOException {
		try {
			final ImagePlus image = open(file, note -> {
				if (!note.startsWith(InstalledReaders.NOTE) || told.add(note)) notes.accept(file, note);
			});
			if (kept != null) kept.put(file, image);
			final List<ImagePlane> planes = new ImagePlusPlanes(image);
			return image.getStack().isVirtual() ? new TimedPlanes(planes, time) : planes;
		}
		catch (final UserException e) {
			throw new IOException(e.getMessage(), e);
		}
	}

	/**
	 * @param file an image file
	 * @return the image, not shown
	 * @throws IOException one line: what is wrong with it
	 */
	public ImagePlus open(final Path file) throws IOException {
		return open(file, note -> {});
	}

	private ImagePlus open(final Path file, final Consumer<String> sink) throws IOException {
		return time.call(() -> projection.of(ImageOpener.open(file, memory, sink)));
	}

	/** Pixel sizes are taken from TIFF files only; other formats store the resolution for printing. */
	@Override
	public PixelSize pixelSize(final Path file) throws IOException {
		return TiffImages.isTiff(file) ? TiffImages.pixelSize(file) : null;
	}

	/**
	 * @param file an image file
	 * @return its size as it is shown, found by opening it; null if it cannot be read
	 */
	public ImageSize size(final Path file) {
		if (!Files.exists(file)) return null;
		try {
			final ImagePlus image = open(file);
			return new ImageSize(image.getWidth(), image.getHeight());
		}
		catch (final IOException | RuntimeException e) {
			return null;
		}
	}

	/** From now on keeps what it reads until it is taken, as far as a part of the heap allows. */
	public OpenedImages keep() {
		if (kept == null) kept = new OpenedImages(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
		return kept;
	}

	@Override
	public List<Path> images(final Path file) throws IOException {
		return hasOwnEnding(file) ? List.of(file) : time.call(() -> InstalledReaders.current().images(file));
	}

	@Override
	public boolean reads(final Path file) {
		return !file.getFileName().toString().startsWith(".") &&
			(hasOwnEnding(file) || InstalledReaders.current().reads(file));
	}

	/** @return whether the plugin and ImageJ read files with this ending, without other plugins */
	static boolean hasOwnEnding(final Path file) {
		final String name = file.getFileName().toString();
		final int dot = name.lastIndexOf('.');
		return dot >= 0 && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
	}
}
