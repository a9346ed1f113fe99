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
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ij.IJ;
import ij.ImagePlus;
import sc.fiji.ssd.io.OneLine;

/**
 * Bio-Formats with its plugin for ImageJ, as it is installed in Fiji. Neither is on Maven Central, so they are called by their names.
 */
final class BioFormats implements SeriesReader {

	/** Stacks above this share of the memory are read plane by plane. */
	private static final int SHARE_AT_ONCE = 8;

	/** The files that describe a Zarr folder, of versions 2 and 3. */
	private static final List<String> DESCRIPTIONS = List.of(".zattrs", ".zgroup", "zarr.json");

	/** The settings of the importer that would change pixels or open windows, whatever the user chose last. */
	private static final Map<String, Object> SETTINGS = Map.ofEntries(Map.entry("setQuiet", true), Map.entry("setWindowless", true),
		Map.entry("setAutoscale", false), Map.entry("setConcatenate", false), Map.entry("setCrop", false), Map.entry("setOpenAllSeries", false),
		Map.entry("setShowMetadata", false), Map.entry("setShowOMEXML", false), Map.entry("setShowROIs", false),
		Map.entry("setSpecifyRanges", false), Map.entry("setSplitChannels", false), Map.entry("setSplitFocalPlanes", false),
		Map.entry("setSplitTimepoints", false), Map.entry("setStitchTiles", false), Map.entry("setSwapDimensions", false),
		Map.entry("setUpgradeCheck", false), Map.entry("setColorMode", "Composite"), Map.entry("setStackFormat", "Hyperstack"));

	private final Class<?> reader, metadata, store, options, importer;

	private BioFormats(final ClassLoader loader) throws ClassNotFoundException {
		reader = Class.forName("loci.formats.ImageReader", false, loader);
		metadata = Class.forName("loci.formats.MetadataTools", false, loader);
		store = Class.forName("loci.formats.meta.MetadataStore", false, loader);
		options = Class.forName("loci.plugins.in.ImporterOptions", false, loader);
		importer = Class.forName("loci.plugins.BF", false, loader);
	}

	/** @return Bio-Formats; null if it is not installed */
	static BioFormats installed() {
		for (final ClassLoader loader : new ClassLoader[] { Thread.currentThread().getContextClassLoader(),
			BioFormats.class.getClassLoader(), IJ.getClassLoader() })
			try {
				if (loader != null) return new BioFormats(loader);
			}
			catch (final ClassNotFoundException | LinkageError e) {
				// not from here
			}
		return null;
	}

	@Override
	public String name() {
		return "Bio-Formats";
	}

	/** The name alone decides whether a folder is read, because a broken folder says nothing about the others. */
	@Override
	public boolean reads(final Path file) {
		final boolean folder = Files.isDirectory(file);
		final Path asked = folder ? file.resolve(DESCRIPTIONS.get(0)) : file;
		try {
			return Boolean.TRUE.equals(call(reader.getConstructor().newInstance(), "isThisType", asked.toAbsolutePath().toString(), !folder));
		}
		catch (final IOException | ReflectiveOperationException | LinkageError e) {
			return false;
		}
	}

	/** Bio-Formats opens no folders, so a Zarr folder is represented by its description file. */
	private static String path(final Path file) throws IOException {
		if (!Files.isDirectory(file)) return file.toAbsolutePath().toString();
		for (final String name : DESCRIPTIONS)
			if (Files.isRegularFile(file.resolve(name))) return file.resolve(name).toAbsolutePath().toString();
		throw new IOException("the folder is not an OME-Zarr image: it has none of the files " + String.join(", ", DESCRIPTIONS));
	}

	@Override
	public List<String> series(final Path file) throws IOException {
		return with(file, (opened, described) -> {
			final int count = (int) call(opened, "getSeriesCount");
			final List<String> names = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				final Object name = call(described, "getImageName", i);
				names.add(name == null || name.equals(file.getFileName().toString()) ? "" : String.valueOf(name));
			}
			return names;
		});
	}

	/** The number of images in a file, and how the importer opens one of them. */
	private record Place(int count, int index, boolean virtual) {}

	@Override
	public Opened open(final Path file, final int index, final MemoryLimit limit) throws IOException {
		final Place place = with(file, (opened, described) -> {
			final int count = (int) call(opened, "getSeriesCount");
			if (index >= count) throw new IOException("it has only " + count + " images");
			call(opened, "setSeries", index);
			final long plane = (long) (int) call(opened, "getSizeX") * (int) call(opened, "getSizeY");
			limit.checkRgb(plane);
			final int images = (int) call(opened, "getImageCount");
			final long planes = (long) images * (int) call(opened, "getRGBChannelCount");
			final int bytes = Math.max(1, (int) call(opened, "getBitsPerPixel") / 8);
			// the importer counts smaller copies as images
			return new Place(count, (int) call(opened, "getCoreIndex"),
				images > 1 && plane * bytes * planes > limit.bytes() / SHARE_AT_ONCE);
		});
		return reflecting(() -> {
			final Object chosen = options.getConstructor().newInstance();
			for (final Map.Entry<String, Object> setting : SETTINGS.entrySet())
				call(chosen, setting.getKey(), setting.getValue());
			call(chosen, "setId", path(file));
			call(chosen, "setVirtual", place.virtual);
			call(chosen, "setSeriesOn", 0, false);
			call(chosen, "setSeriesOn", place.index, true);
			final ImagePlus[] images = (ImagePlus[]) importer.getMethod("openImagePlus", options).invoke(null, chosen);
			if (images == null || images.length == 0) throw new IOException("it has no image");
			return new Opened(images[0], place.count);
		});
	}

	/** Code that uses an opened file. */
	@FunctionalInterface
	private interface Work<T> {

		T with(Object reader, Object metadata) throws IOException;
	}

	private <T> T with(final Path file, final Work<T> work) throws IOException {
		return reflecting(() -> {
			final Object opened = reader.getConstructor().newInstance();
			try {
				final Object described = metadata.getMethod("createOMEXMLMetadata").invoke(null);
				call(opened, "setFlattenedResolutions", false);
				reader.getMethod("setMetadataStore", store).invoke(opened, described);
				call(opened, "setId", path(file));
				return work.with(opened, described);
			}
			finally {
				call(opened, "close");
			}
		});
	}

	/** Code that calls Bio-Formats by reflection. */
	@FunctionalInterface
	private interface Reflecting<T> {

		T run() throws IOException, ReflectiveOperationException;
	}

	private static <T> T reflecting(final Reflecting<T> code) throws IOException {
		try {
			return code.run();
		}
		catch (final InvocationTargetException e) {
			throw failure(e.getCause());
		}
		catch (final ReflectiveOperationException e) {
			throw new IOException("this version of Bio-Formats cannot be used: " + OneLine.words(e), e);
		}
	}

	/** Calls the method with this name and these argument types. */
	private static Object call(final Object on, final String name, final Object... arguments) throws IOException {
		final Class<?>[] types = new Class<?>[arguments.length];
		for (int i = 0; i < arguments.length; i++)
			types[i] = arguments[i] instanceof Integer ? int.class : arguments[i] instanceof Boolean ? boolean.class : String.class;
		try {
			final Method method = on.getClass().getMethod(name, types);
			return method.invoke(on, arguments);
		}
		catch (final InvocationTargetException e) {
			throw failure(e.getCause());
		}
		catch (final ReflectiveOperationException e) {
			throw new IOException("this version of Bio-Formats cannot be used: it has no " + name, e);
		}
	}

	private static IOException failure(final Throwable cause) {
		if (cause instanceof OutOfMemoryError error) throw error;
		return cause instanceof IOException failure ? failure : new IOException(OneLine.words(cause), cause);
	}
}
