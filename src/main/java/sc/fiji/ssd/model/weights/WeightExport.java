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
package sc.fiji.ssd.model.weights;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.Gson;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Safetensors;
import sc.fiji.ssd.model.SsdModel;

/**
 * Writes models for PyTorch: safetensors with the names of amdegroot's or of
 * torchvision's SSD.
 * <p>
 * Both feed red, green and blue on the 0 to 255 scale with a mean taken off, so
 * a model with another order or scale has its first layer changed to that. What
 * remains to be set up in Python (the means, the default boxes, the class names)
 * is in the file's metadata, under {@code sc.fiji.ssd}, as JSON.
 * </p>
 */
public final class WeightExport {

	/** The prefix of the formats of this class; a layout's name follows. */
	private static final String PREFIX = "safetensors-";

	private static final List<SsdLayout> LAYOUTS = List.of(SsdLayout.AMDEGROOT, SsdLayout.TORCHVISION);

	/** The extension of these formats. */
	public static final String ENDING = ".safetensors";

	private WeightExport() {}

	/** @return the names of the formats */
	public static List<String> formats() {
		return LAYOUTS.stream().map(l -> PREFIX + l.key()).toList();
	}

	/**
	 * @param model to write
	 * @param format one of {@link #formats()}
	 * @param target the file
	 * @throws UserException if the format has no names for the model's layers, or the
	 *           file cannot be written
	 */
	public static void write(final SsdModel model, final String format, final Path target) {
		final SsdLayout layout = LAYOUTS.stream().filter(l -> format.equals(PREFIX + l.key())).findFirst()
			.orElseThrow(() -> new IllegalArgumentException(format));
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		final String first = model.network().layers().get(0).name() + NamedWeights.WEIGHT;
		names(layout, model).forEach((ours, theirs) -> {
			final NamedWeights.Array array = model.weights().get(ours);
			arrays.put(theirs, ours.equals(first) ? inRgb(array, model.preprocessing()) : array);
		});
		final Preprocessing own = model.preprocessing();
		final Preprocessing exported = new Preprocessing("RGB", isBgr(own) ? reversed(own.mean()) : own.mean(), 1,
			own.channels(), own.intensityRange(), own.resizing(), own.levels());
		final String description = new ExportedModel(model.architecture(), model.classNames(), exported).toJson();
		FileAccess.run(() -> AtomicFiles.write(target, out -> Safetensors.write(out, new NamedWeights(arrays),
				Map.of("format", "pt", ExportedModel.KEY, description))),
			e -> "target: " + target + " cannot be written: " + e.getMessage() + ".");
	}

	private static Map<String, String> names(final SsdLayout layout, final SsdModel model) {
		try {
			return layout.names(model.architecture());
		}
		catch (final UserException e) {
			throw new UserException("format: " + PREFIX + layout.key() + " has names for the layers of the paper's networks, not for " +
				"those of " + model.architecture().name() + "; use format=dl4j.", e);
		}
	}

	/**
	 * @param model any
	 * @return what other software needs to detect as the model does, as JSON:
	 *         architecture, class names, preprocessing, and the names of the heads in
	 *         the order of the default boxes
	 */
	public static String description(final SsdModel model) {
		record Description(List<String> classNames, Preprocessing preprocessing, List<String> outputs,
			Object architecture)
		{}
		final List<String> outputs = model.network().heads().stream()
			.flatMap(h -> List.of(h.location(), h.confidence()).stream()).toList();
		return new Gson()
			.toJson(new Description(model.classNames(), model.preprocessing(), outputs, model.architecture()));
	}

	/** A first layer that reads red, green, blue, and pixels that are not scaled. */
	private static NamedWeights.Array inRgb(final NamedWeights.Array kernel, final Preprocessing preprocessing) {
		final int[] shape = kernel.shape();
		final int taps = shape[2] * shape[3];
		final float[] from = kernel.values(), to = new float[from.length];
		for (int i = 0; i < from.length; i++) {
			final int channel = i / taps % shape[1], source = isBgr(preprocessing) ? shape[1] - 1 - channel : channel;
			to[i] = (float) (from[i + (source - channel) * taps] * preprocessing.scale());
		}
		return new NamedWeights.Array(shape, to);
	}

	private static boolean isBgr(final Preprocessing preprocessing) {
		return preprocessing.order().equals("BGR");
	}

	private static List<Double> reversed(final List<Double> mean) {
		return Arrays.asList(mean.get(2), mean.get(1), mean.get(0));
	}
}
