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
package sc.fiji.ssd.data.yolo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.scijava.plugin.Plugin;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.DatasetFormat;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.data.Recognition;
import sc.fiji.ssd.data.layout.AutomaticSplit;
import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.ListFile;
import sc.fiji.ssd.io.UserException;

/**
 * YOLO's datasets: names of the classes in {@code data.yaml}, {@code classes.txt} or
 * {@code obj.names}, and for each image a text file with an object a line, as
 * {@link YoloLabel} has them. Polygons and rotated boxes become their bounds. An image
 * without a text file is an image without objects, as YOLO takes it.
 */
@Plugin(type = DatasetFormat.class, priority = 800, name = "YOLO",
	description = "data.yaml, or classes.txt or obj.names, and a text file with boxes for each image")
public final class YoloFormat implements DatasetFormat {

	/** Boxes that reach this far outside, in pixels, are rounding of the fractions. */
	private static final double ROUNDING = 0.5;

	/** Parts of a pixel that are told apart. */
	private static final double FINEST = 1e4;

	@Override
	public Recognition recognise(final Path folder) {
		final Optional<Path> names = YoloNames.find(folder);
		final boolean labels = Files.isDirectory(folder.resolve("labels"));
		if (names.isEmpty())
			return labels
				? Recognition.nearly("it has a folder labels, but no data.yaml or classes.txt with the names of the classes")
				: Recognition.no("it has no data.yaml, classes.txt or obj.names");
		if (YoloNames.YAML.contains(names.get().getFileName().toString()) || labels || hasLabels(folder))
			return Recognition.yes();
		return Recognition.nearly("it has " + names.get().getFileName() + ", but no text files with boxes");
	}

	private static boolean hasLabels(final Path folder) {
		for (final String place : List.of("", "images", "obj_train_data", "data/obj_train_data", "data/obj", "obj",
			"train", "valid", "val"))
		{
			final Path images = folder.resolve(place);
			if (Files.isDirectory(images) && ImageNames.list(images).stream()
				.anyMatch(image -> YoloLayout.labels(folder, image).isPresent())) return true;
		}
		return false;
	}

	@Override
	public Dataset open(final Path folder, final String split) {
		final YoloNames names = YoloNames.read(YoloNames.find(folder).orElseThrow(
			() -> new UserException("dataset: " + folder + " no longer has a data.yaml; restore it")));
		final YoloLayout.Part part = new YoloLayout(folder, names).part(split);
		final DatasetBuilder builder = new DatasetBuilder(folder.toString());
		List<Path> images = part.images();
		if (!part.divided())
			images = AutomaticSplit.choose(images, split, image -> image.getFileName().toString(), image -> true,
				folder.toString(), builder::warn);
		if (Set.copyOf(names.classes().values()).size() < names.classes().size())
			builder.warn(names.source() + ": two classes have the same name; they are treated as one class");
		final Path common = common(images);
		int without = 0, scored = 0, polygons = 0;
		for (final Path image : images) {
			final Optional<Path> labels = YoloLayout.labels(folder, image);
			final ImageSize size = ImageSize.of(image);
			if (size == null)
				throw new UserException(image + ": its size cannot be read; replace the image or remove it from the dataset");
			builder.image(ImageNames.relative(common, image), image, size.width(), size.height());
			if (labels.isEmpty()) {
				without++;
				continue;
			}
			for (final YoloLabel label : read(labels.get(), names, size, builder)) {
				if (label.shape() == YoloLabel.Shape.SCORED_BOX) scored++;
				if (label.shape() == YoloLabel.Shape.POLYGON) polygons++;
			}
		}
		if (without == images.size())
			throw new UserException("dataset: " + folder + ": no image of split " + split +
				" has a text file with its boxes; put them into a folder labels next to the folder images");
		if (without > 0)
			builder.warn(folder + ": " + without + (without == 1 ? " image has" : " images have") +
				" no text file with boxes; treated as " + (without == 1 ? "an image" : "images") + " without objects");
		if (polygons > 0)
			builder.warn(folder + ": " + polygons + (polygons == 1 ? " object is a polygon" : " objects are polygons") +
				" or rotated; " + (polygons == 1 ? "its" : "their") + " bounds are used");
		if (scored > 0)
			builder.warn(folder + ": " + scored + (scored == 1 ? " box has" : " boxes have") +
				" a score, as a model writes them; the scores are not used");
		return builder.build();
	}

	/** @return the folder that all images are in */
	private static Path common(final List<Path> images) {
		Path common = images.get(0).getParent();
		for (final Path image : images)
			while (!image.startsWith(common))
				common = common.getParent();
		return common;
	}

	private static List<YoloLabel> read(final Path file, final YoloNames names, final ImageSize size,
		final DatasetBuilder builder)
	{
		final Set<YoloLabel> labels = new HashSet<>();
		for (final ListFile.Line line : ListFile.read(file, "")) {
			final String source = file + ", line " + line.number();
			final YoloLabel label = YoloLabel.parse(line.text(), names.keypoints(), source);
			final String name = names.classes().get(label.classNumber());
			if (name == null)
				throw new UserException(source + ": there is no class " + label.classNumber() + "; " +
					names.source().getFileName() + " has " + names.classes().size() + " classes, from 0");
			if (!labels.add(label)) {
				builder.warn(source + ": is listed twice; used once");
				continue;
			}
			builder.object(source + " (" + name + ")",
				new GroundTruth(inside(pixels(label.box(), size), size), name));
		}
		return List.copyOf(labels);
	}

	/** To a ten-thousandth of a pixel, so that whole pixels are whole again. */
	private static Box pixels(final Box fractions, final ImageSize size) {
		final Box box = fractions.scale(size.width(), size.height());
		return new Box(rounded(box.xMin()), rounded(box.yMin()), rounded(box.xMax()), rounded(box.yMax()));
	}

	private static double rounded(final double pixel) {
		return Math.rint(pixel * FINEST) / FINEST;
	}

	/** Without what rounding to a few digits has put outside. */
	private static Box inside(final Box box, final ImageSize size) {
		final Box clipped = box.clip(size.width(), size.height());
		final boolean rounding = Math.abs(box.xMin() - clipped.xMin()) <= ROUNDING &&
			Math.abs(box.yMin() - clipped.yMin()) <= ROUNDING && Math.abs(box.xMax() - clipped.xMax()) <= ROUNDING &&
			Math.abs(box.yMax() - clipped.yMax()) <= ROUNDING;
		return rounding && !clipped.isEmpty() ? clipped : box;
	}
}
