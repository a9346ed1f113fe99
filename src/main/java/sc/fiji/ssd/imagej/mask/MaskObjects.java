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
package sc.fiji.ssd.imagej.mask;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import ij.ImagePlus;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.mask.MaskPlane;
import sc.fiji.ssd.data.mask.MaskSettings;
import sc.fiji.ssd.imagej.read.ImageOpener;

/**
 * The objects in the masks of an image.
 *
 * @param name of the image
 * @param file of the image
 * @param width in pixels
 * @param height in pixels
 * @param planes what was found, by plane of the image
 * @param single whether a mask is one object
 */
record MaskObjects(String name, Path file, int width, int height, Map<Integer, List<Found>> planes, boolean single) {

	/**
	 * The objects of one plane of a mask, by both rules.
	 *
	 * @param source of the mask, for messages
	 * @param className by the folder; null if none tells
	 * @param width of the mask in pixels
	 * @param height of the mask in pixels
	 * @param labels an object for each value
	 * @param connected connected pixels of one value; not looked for if each value is one object
	 * @param single whether the mask is one object
	 */
	record Found(Path source, String className, int width, int height, List<MaskPlane.Region> labels,
		List<MaskPlane.Region> connected, boolean single)
	{

		static Found of(final MaskPlane plane, final MaskFiles.Mask mask, final MaskSettings settings, final boolean single) {
			final int background = settings.background();
			if (single) {
				final MaskPlane.Region whole = plane.whole(background);
				final List<MaskPlane.Region> one = whole == null ? List.of() : List.of(whole);
				return new Found(mask.file(), mask.className(), plane.width(), plane.height(), one, one, true);
			}
			final List<MaskPlane.Region> labels = plane.byValue(background);
			final boolean needed = labels.size() == 1 || !settings.classes().isEmpty() ||
				settings.objects().equals(MaskSettings.CONNECTED);
			return new Found(mask.file(), mask.className(), plane.width(), plane.height(), labels,
				needed ? plane.connected(background) : labels, false);
		}
	}

	/** @return how many planes of one channel an image file has; 1 if it cannot be read here */
	static int planes(final Path file) {
		final String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
		if (!name.endsWith(".tif") && !name.endsWith(".tiff")) return 1;
		try {
			final ImagePlus image = ImageOpener.open(file);
			return image.getNSlices() * image.getNFrames();
		}
		catch (final IOException e) {
			return 1; // the training says so
		}
	}

	/** @return whether no mask has two values */
	boolean isBinary() {
		return planes.values().stream().flatMap(List::stream).allMatch(found -> found.labels.size() <= 1);
	}

	/** @return the largest number of objects of a plane */
	int most() {
		return planes.values().stream().flatMap(List::stream).mapToInt(found -> found.labels.size()).max().orElse(0);
	}

	/** @return how many objects were too small */
	long addTo(final DatasetBuilder builder, final MaskSettings settings, final boolean connected) {
		long small = 0;
		for (final Map.Entry<Integer, List<Found>> plane : new TreeMap<>(planes).entrySet()) {
			builder.image(MaskFormat.planeName(name, plane.getKey()), file, plane.getKey(), width, height);
			for (final Found found : plane.getValue())
				for (final MaskPlane.Region region : connected ? found.connected : found.labels) {
					if (region.pixels() < settings.smallest()) {
						small++;
						continue;
					}
					final String byValue = settings.classes().get(region.value());
					if (byValue == null && !settings.classes().isEmpty() && found.className == null) continue; // not requested
					final String className = found.className != null
						? found.className
						: byValue != null ? byValue : settings.className();
					builder.object(found.source + ": value " + region.value(), MaskFormat.truth(region, className));
				}
		}
		return small;
	}
}
