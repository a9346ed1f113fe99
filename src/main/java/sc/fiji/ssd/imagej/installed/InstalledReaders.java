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
package sc.fiji.ssd.imagej.installed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.scijava.Context;
import org.scijava.convert.ConvertService;
import org.scijava.io.IOPlugin;
import org.scijava.io.IOService;
import org.scijava.io.location.FileLocation;
import org.scijava.service.Service;

import ij.ImagePlus;
import net.imglib2.RandomAccessibleInterval;
import sc.fiji.ssd.image.SeriesPath;
import sc.fiji.ssd.imagej.planes.IntervalImage;
import sc.fiji.ssd.io.OneLine;

/**
 * Opens image files that neither the plugin nor ImageJ can read, with installed readers: Bio-Formats, which knows
 * all images of a file, and SciJava's input plugins, which in Fiji are those of SCIFIO, OME-Zarr and others. Safe
 * for use by several threads.
 */
public final class InstalledReaders {

	/**
	 * Extensions of other files that lie next to images; some input plugins would open them as text images or
	 * tables.
	 */
	private static final Set<String> NO_IMAGES = Set.of("txt", "text", "csv", "tsv", "xml", "json", "jsonl", "geojson",
		"yaml", "yml", "toml", "ini", "cfg", "log", "md", "rst", "html", "htm", "pdf", "doc", "docx", "xls", "xlsx", "ppt",
		"pptx", "odt", "ods", "ijm", "groovy", "py", "ipynb", "js", "java", "class", "jar", "sh", "bat", "r", "m", "roi",
		"ssd", "db", "lut", "names", "data", "part", "tmp", "bak", "gz", "tar", "7z", "rar", "exe", "ids", "pty", "ets");

	/** The one kind of image that is a folder. */
	private static final String ZARR = "zarr";

	/** Beginning of a note that is given once for all files of a kind. */
	public static final String NOTE = "files that end with .";

	private static final InstalledReaders NONE = new InstalledReaders(null, null, null);

	private static volatile InstalledReaders current = NONE;

	private final SeriesReader several;
	private final IOService plugins;
	private final ConvertService converters;
	/** For each extension, whether a plugin reads it, and whether that plugin knows files with several images. */
	private final Map<String, Boolean> endings = new ConcurrentHashMap<>(), endingsOfSeveral = new ConcurrentHashMap<>();

	private InstalledReaders(final SeriesReader several, final IOService plugins, final ConvertService converters) {
		this.several = several;
		this.plugins = plugins;
		this.converters = converters;
	}

	/**
	 * Makes later calls also use Bio-Formats and the plugins of a context.
	 *
	 * @param context of the application; null: no plugins
	 */
	public static void use(final Context context) {
		use(context, context == null ? null : BioFormats.installed());
	}

	public static void use(final Context context, final SeriesReader several) {
		final IOService plugins = service(context, IOService.class);
		if (plugins != current.plugins || several != null && current.several == null || several == null && current.several != null)
			current = plugins == null && several == null ? NONE
				: new InstalledReaders(several, plugins, service(context, ConvertService.class));
	}

	private static <S extends Service> S service(final Context context, final Class<S> type) {
		return context == null ? null : context.getService(type);
	}

	public static InstalledReaders current() {
		return current;
	}

	/**
	 * @param file a file or folder
	 * @return whether some plugin opens files with its ending; asked once for each ending
	 */
	public boolean reads(final Path file) {
		final String ending = ending(file);
		if (plugins == null && several == null || ending.isEmpty() || NO_IMAGES.contains(ending) || !Files.exists(file)) return false;
		if (Files.isDirectory(file) && !ending.equals(ZARR)) return false;
		return holdsSeveral(file) || endings.computeIfAbsent(ending, e -> plugins != null && plugin(file) != null);
	}

	/** @return whether a reader that knows all images of a file reads this kind; asked once for each ending */
	private boolean holdsSeveral(final Path file) {
		return several != null && endingsOfSeveral.computeIfAbsent(ending(file), e -> several.reads(file));
	}

	/**
	 * @param file a file or folder
	 * @return the images that it holds, as paths to open; the file itself if it is one
	 * @throws IOException one line: what is wrong with it
	 */
	public List<Path> images(final Path file) throws IOException {
		if (!reads(file) || !holdsSeveral(file)) return List.of(file);
		final List<String> names = calling(several.name(), () -> several.series(file));
		return names.size() < 2 ? List.of(file) : SeriesPath.paths(file, names);
	}

	/**
	 * @param series one of the images of a file
	 * @param limit of memory
	 * @param notes takes what a user should know
	 * @return the image, not shown
	 * @throws IOException one line: what is wrong with it
	 */
	public ImagePlus open(final SeriesPath series, final MemoryLimit limit, final Consumer<String> notes) throws IOException {
		final Path file = series.file();
		if (!reads(file) || !holdsSeveral(file)) throw new IOException("no installed reader opens the images in " + file.getFileName());
		final ImagePlus image = calling(several.name(), () -> several.open(file, series.index(), limit)).image();
		notes.accept(openedWith(file));
		return image;
	}

	private String openedWith(final Path file) {
		return NOTE + ending(file) + " are opened with " + several.name();
	}

	/** Reads with a library that may fail in any way. */
	@FunctionalInterface
	private interface Reading<T> {

		T read() throws IOException;
	}

	private static <T> T calling(final String name, final Reading<T> reading) throws IOException {
		try (SuppressedErrors errors = new SuppressedErrors()) {
			return reading.read();
		}
		catch (final MemoryLimit.Exceeded e) {
			throw e;
		}
		catch (final IOException | RuntimeException | LinkageError e) {
			throw new IOException("it cannot be read with " + name + ": " + OneLine.words(e), e);
		}
	}

	private static String ending(final Path file) {
		final String name = file.getFileName().toString();
		return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
	}

	/** Opens by location, or by path for older plugins. */
	private IOPlugin<?> plugin(final Path file) {
		final FileLocation location = new FileLocation(file.toAbsolutePath().toFile());
		for (final IOPlugin<?> plugin : plugins.getInstances())
			try {
				if (isOfImages(plugin) &&
					(plugin.supportsOpen(location) || plugin.supportsOpen(location.getFile().getPath()))) return plugin;
			}
			catch (final RuntimeException | LinkageError e) {
				// a plugin that fails reads nothing
			}
		return null;
	}

	private boolean isOfImages(final IOPlugin<?> plugin) {
		final Class<?> type = plugin.getDataType();
		if (type == null || type == String.class || type == Object.class) return false;
		return ImagePlus.class.isAssignableFrom(type) || RandomAccessibleInterval.class.isAssignableFrom(type) ||
			converters != null && converters.supports((Class<?>) type, ImagePlus.class);
	}

	/**
	 * @param file a file or folder
	 * @param limit of memory
	 * @param notes takes what a user should know
	 * @return the image, not shown; null if no plugin opens it
	 * @throws IOException one line: what is wrong with it
	 */
	public ImagePlus open(final Path file, final MemoryLimit limit, final Consumer<String> notes) throws IOException {
		if (holdsSeveral(file)) return openFirst(file, limit, notes);
		final IOPlugin<?> plugin = plugins == null ? null : plugin(file);
		if (plugin == null) return null;
		final String name = plugin.getClass().getSimpleName();
		final ImagePlus image = calling(name, () -> image(read(plugin, file), limit));
		if (image == null) throw new IOException(name + " read it, but what it returned is not an image");
		notes.accept(NOTE + ending(file) + " are opened with " + name +
			"; if such a file holds several images (series), only the one that it opens first is used");
		image.setTitle(file.getFileName().toString());
		return image;
	}

	private ImagePlus openFirst(final Path file, final MemoryLimit limit, final Consumer<String> notes) throws IOException {
		final SeriesReader.Opened opened = calling(several.name(), () -> several.open(file, 0, limit));
		if (opened.count() > 1) notes.accept("only the first of the " + opened.count() + " images that it holds is used");
		notes.accept(openedWith(file));
		opened.image().setTitle(file.getFileName().toString());
		return opened.image();
	}

	private static Object read(final IOPlugin<?> plugin, final Path file) throws IOException {
		final FileLocation location = new FileLocation(file.toAbsolutePath().toFile());
		try {
			return plugin.open(location);
		}
		catch (final UnsupportedOperationException e) {
			return plugin.open(location.getFile().getPath());
		}
	}

	/** In Fiji a converter knows the axes; without one all after x and y are slices. */
	private ImagePlus image(final Object read, final MemoryLimit limit) throws IOException {
		if (read instanceof ImagePlus image) return image;
		if (read instanceof RandomAccessibleInterval<?> interval && interval.numDimensions() > 1)
			limit.checkRgb(interval.dimension(0) * interval.dimension(1));
		final ImagePlus converted = read != null && converters != null && converters.supports(read, ImagePlus.class)
			? converters.convert(read, ImagePlus.class)
			: null;
		if (converted != null) return converted;
		return read instanceof RandomAccessibleInterval<?> interval ? IntervalImage.of(interval) : null;
	}
}
