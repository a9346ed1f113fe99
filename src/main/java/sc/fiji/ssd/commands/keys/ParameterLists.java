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
package sc.fiji.ssd.commands.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ij.ImagePlus;
import sc.fiji.ssd.engine.Availability;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.imagej.dialog.DialogCommand.Option;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.library.LibraryModel;
import sc.fiji.ssd.model.library.ModelLibrary;
import sc.fiji.ssd.train.setup.FittedNetwork;
import sc.fiji.ssd.train.setup.Starter;

/** The values that the dialogs of several commands offer in lists. */
public final class ParameterLists {

	private static final List<Option> TILINGS = List.of(new Option(ParameterParser.AUTO, "as the model was trained"),
		new Option("off", "whole image"), new Option("300", "tiles of 300 x 300 pixels"),
		new Option("600", "tiles of 600 x 600 pixels"));

	private static final List<Option> RANGES = List.of(new Option("", "as stored in the model"),
		new Option("auto", "8-bit images unchanged, others by percentiles"),
		new Option("percentile", "0.1 % and 99.9 % of each image"), new Option("minmax", "darkest and brightest pixel"),
		new Option("type", "the whole range of the pixel type"), new Option("0,4095", "a 12-bit camera"));

	private static final Map<String, String> PRESETS = Map.of("ssd300-voc", "300 x 300 input, the paper's default",
		"ssd300-coco", "300 x 300 input, boxes for COCO", "ssd512-voc", "512 x 512 input, for small objects",
		"ssd512-coco", "512 x 512 input, boxes for COCO");

	private static final String VOC_SPLITS = "ImageSets/Main", COCO_SPLITS = "annotations";
	private static final Pattern SPLIT_FILE = Pattern.compile("(?:instances_)?([\\w-]+)\\.(?:txt|json)");

	private ParameterLists() {}

	/** @return each value as it is, the first one and the others */
	public static List<Option> values(final String first, final Collection<String> others) {
		return Stream.concat(Stream.of(first), others.stream()).distinct().map(Option::new).toList();
	}

	/** @return the models that can be chosen by name, with what they detect, for a key that must have one */
	public static List<Option> models() {
		return ModelLibrary.all().stream().map(model -> new Option(model.name(), model.summary())).toList();
	}

	/** @param none what happens without a model @return the models that can be chosen by name, and none */
	public static List<Option> modelsOrNone(final String none) {
		return Stream.concat(Stream.of(new Option("", none)), models().stream()).toList();
	}

	/** @return what a training can start from: nothing, the starter model where it fits, or a model by name */
	public static List<Option> initialWeights() {
		final Option starter = new Option(Starter.AUTO,
			"the model " + ModelLibrary.starter().name() + " of the plugin where it fits, otherwise from scratch");
		final List<Option> all = new ArrayList<>(modelsOrNone("from scratch"));
		all.add(1, starter);
		return all;
	}

	/** @return the model that was given, otherwise the first one of the library */
	public static String modelOr(final String given) {
		if (given != null && !given.isBlank()) return given;
		return ModelLibrary.shipped().stream().findFirst().map(LibraryModel::name).orElse("");
	}

	public static List<Option> presets() {
		return Stream.concat(Stream.of(new Option(FittedNetwork.AUTO, "input size and default boxes that fit the objects")),
			Presets.NAMES.stream().map(name -> new Option(name, PRESETS.getOrDefault(name, "")))).toList();
	}

	/**
	 * @param folders of a dataset, separated by semicolons
	 * @return the parts that the first folder lists; train and val if it lists none
	 */
	public static List<Option> splits(final String folders) {
		final Set<String> found = new TreeSet<>();
		try {
			final Path folder = Path.of(folders.split(";")[0].strip());
			if (!folders.isBlank())
				for (final String lists : List.of(VOC_SPLITS, COCO_SPLITS, ".")) {
					found.addAll(splitsIn(folder.resolve(lists)));
					if (!found.isEmpty()) break;
				}
		}
		catch (final InvalidPathException | IOException e) {
			found.clear(); // no such folder yet
		}
		final Set<String> ordered = new LinkedHashSet<>(List.of("train", "val"));
		if (!found.isEmpty()) ordered.retainAll(found);
		ordered.addAll(found);
		return ordered.stream().map(Option::new).toList();
	}

	private static Set<String> splitsIn(final Path folder) throws IOException {
		final Set<String> names = new TreeSet<>();
		if (!Files.isDirectory(folder)) return names;
		try (Stream<Path> files = Files.list(folder)) {
			files.map(file -> SPLIT_FILE.matcher(file.getFileName().toString())).filter(Matcher::matches)
				.forEach(match -> names.add(match.group(1)));
		}
		names.remove("README");
		names.remove("classes");
		return names;
	}

	/**
	 * @param key one of engine, device, precision, tiling and intensity_range
	 * @param engines that are installed
	 * @return what may be chosen
	 */
	public static List<Option> common(final String key, final EngineService engines) {
		return switch (key) {
			case "tiling" -> TILINGS;
			case "intensity_range" -> RANGES;
			case "engine" -> engines(engines);
			case "device" -> values(EngineSettings.AUTO, usable(engines).flatMap(a -> a.devices().stream()).toList());
			case "precision" ->
				values(EngineSettings.AUTO, usable(engines).flatMap(a -> a.precisions().stream()).toList());
			default -> List.of();
		};
	}

	private static Stream<Availability> usable(final EngineService engines) {
		return engines.probe().values().stream().filter(Availability::usable);
	}

	private static List<Option> engines(final EngineService engines) {
		final List<Option> all = new ArrayList<>();
		all.add(new Option(EngineSettings.AUTO, "the fastest that runs here"));
		engines.probe().forEach((name, available) -> {
			if (available.usable()) all.add(new Option(name,
				available.devices().stream().collect(Collectors.joining(", "))));
		});
		return all;
	}

	/** @return each channel of an image with its name, the current one marked; the first entry is the model's choice */
	public static List<Option> channels(final ImagePlus image) {
		final List<Option> all = new ArrayList<>();
		all.add(new Option("", "as stored in the model"));
		if (image == null) return all;
		for (int c = 1; image.getNChannels() > 1 && c <= image.getNChannels(); c++) {
			final String label = image.getStack()
				.getShortSliceLabel(image.getStackIndex(c, image.getZ(), image.getT()), 40);
			all.add(new Option(String.valueOf(c),
				(label == null || label.isBlank() ? "channel " + c : label) +
					(c == image.getC() ? ", the current channel" : "")));
		}
		if (image.getNChannels() > 2) all.add(new Option("1,2,3", "as red, green and blue"));
		return all;
	}
}
