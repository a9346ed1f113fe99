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
package sc.fiji.ssd.imagej.planes;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

import ij.ImagePlus;

/**
 * Names of the files that planes of an image are saved under: the image's title
 * without its ending, and z and t where there are several. They hold letters, digits,
 * {@code . _ + -} alone, which every system and every list of a dataset can hold.
 */
public final class PlaneNames {

	/** File systems take 255 bytes, of which z, t, a number and the ending need some. */
	private static final int MOST_BYTES = 180;

	private static final Pattern ENDING = Pattern
		.compile("(?i)(?<=.)\\.(tiff?|png|jpe?g|gif|bmp|pgm|ppm|pbm|dcm|dicom|fits?|lsm|" +
			"stk|zip|avi|czi|lif|nd2|oif|oib|vsi|svs|ims)$");

	/** Names that Windows keeps for devices. */
	private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");

	private PlaneNames() {}

	/** @param plane 0-based, z runs faster than t @return the name without ending */
	public static String of(final ImagePlus image, final int plane) {
		final int slices = image.getNSlices(), frames = image.getNFrames();
		return base(image.getTitle()) + (slices > 1 ? numbered("-z", plane % slices + 1, slices) : "") +
			(frames > 1 ? numbered("-t", plane / slices + 1, frames) : "");
	}

	public static String base(final String title) {
		String name = Normalizer.normalize(title == null ? "" : title, Normalizer.Form.NFC);
		name = ENDING.matcher(name.strip()).replaceFirst("");
		name = name.replaceAll("[^\\p{L}\\p{M}\\p{Nd}._+-]+", "_").replaceAll("^[._-]+|[._-]+$", "");
		while (name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES)
			name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
		if (name.isEmpty()) return "image";
		return DEVICE.matcher(name).matches() ? "image_" + name : name;
	}

	private static String numbered(final String letter, final int number, final int most) {
		return letter + String.format(Locale.ROOT, "%0" + Math.max(3, Integer.toString(most).length()) + "d", number);
	}
}
