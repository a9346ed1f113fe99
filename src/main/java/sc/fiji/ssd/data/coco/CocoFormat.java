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
package sc.fiji.ssd.data.coco;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.scijava.plugin.Plugin;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.CocoIds;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.DatasetFormat;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.data.Recognition;
import sc.fiji.ssd.data.layout.AutomaticSplit;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.io.UserException;

/**
 * Datasets in COCO's format, wherever tools put the file and the images:
 * {@link CocoLayout} has the places. Boxes are (x, y, width, height), 0-based;
 * {@code iscrowd} marks groups. The images come in the order of the file.
 */
@Plugin(type = DatasetFormat.class, priority = 900, name = "COCO",
	description = "annotations/instances_SPLIT.json and a folder SPLIT, or the layouts of Roboflow, FiftyOne, CVAT, Datumaro and Label Studio")
public final class CocoFormat implements DatasetFormat {

	@Override
	public Recognition recognise(final Path folder) {
		return Recognition.of(CocoLayout.isThere(folder), "it has no file in COCO's format");
	}

	@Override
	public Dataset open(final Path folder, final String split) {
		final CocoLayout.Source source = CocoLayout.find(folder, split);
		final Path json = source.json();
		final CocoFile content = CocoFile.read(json);
		final DatasetBuilder builder = new DatasetBuilder(folder.toString());
		content.warnings().forEach(builder::warn);
		final Map<String, List<CocoFile.Annotation>> byImage = byImage(content, json);
		List<CocoFile.Image> images = content.images();
		if (!source.divided())
			images = AutomaticSplit.choose(images, split, CocoFile.Image::fileName, image -> true, json.toString(),
				builder::warn);
		final CocoImages files = new CocoImages(json, source.folders());
		final Map<String, Long> imageIds = new HashMap<>();
		for (final CocoFile.Image image : images) {
			final CocoImages.Found file = files.find(image);
			add(image, file, byImage.get(image.id()), content.categories(), json, builder);
			number(image.id()).ifPresent(id -> imageIds.put(file.name(), id));
		}
		files.guesses().ifPresent(builder::warn);
		polygons(content, json).ifPresent(builder::warn);
		final Map<String, Long> categoryIds = new HashMap<>();
		content.categories().forEach((id, name) -> number(id).ifPresent(n -> categoryIds.putIfAbsent(name, n)));
		final boolean numbered = imageIds.size() == images.size() &&
			categoryIds.size() == Set.copyOf(content.categories().values()).size();
		return builder.build(numbered ? new CocoIds(imageIds, categoryIds) : null);
	}

	private static Optional<String> polygons(final CocoFile content, final Path json) {
		final long count = content.annotations().stream().filter(CocoFile.Annotation::fromPolygons).count();
		return count == 0
			? Optional.empty()
			: Optional.of(json + ": " + count + (count == 1 ? " annotation has" : " annotations have") +
				" no bbox; the bounds of the segmentation are used");
	}

	private static Optional<Long> number(final String id) {
		return id.length() <= 18 && id.matches("-?\\d+") ? Optional.of(Long.valueOf(id)) : Optional.empty();
	}

	private static void add(final CocoFile.Image image, final CocoImages.Found file,
		final List<CocoFile.Annotation> annotations, final Map<String, String> classes, final Path json,
		final DatasetBuilder builder)
	{
		final ImageSize real = ImageSize.of(file.file());
		if (real != null && image.width() > 0 && image.height() > 0 &&
			(image.width() != real.width() || image.height() != real.height()))
			builder.warn(json + ": says " + image.width() + " x " + image.height() + " pixels for " +
				Quoted.of(image.fileName()) + ", but the image has " + real.width() + " x " + real.height() +
				"; the size of the image is used");
		builder.image(file.name(), file.file(), real == null ? image.width() : real.width(),
			real == null ? image.height() : real.height());
		for (final CocoFile.Annotation annotation : annotations) {
			final String source = json + ": " + annotation.title() + " of " + Quoted.of(image.fileName());
			final String name = classes.get(annotation.category());
			if (name == null)
				throw new UserException(source + " has category_id " + Quoted.of(annotation.category()) +
					", which is not among the categories; correct it");
			final double[] b = annotation.box();
			final String place = source + " (" + Quoted.of(name) + ")";
			if (builder.isFraction(place, b)) continue;
			final Box box = new Box(b[0], b[1], b[0] + b[2], b[1] + b[3]);
			builder.object(place, new GroundTruth(box, name, annotation.difficult(), annotation.crowd(),
				Double.isNaN(annotation.area()) ? box.area() : annotation.area()));
		}
	}

	private static Map<String, List<CocoFile.Annotation>> byImage(final CocoFile content, final Path json) {
		final Map<String, List<CocoFile.Annotation>> byImage = new LinkedHashMap<>();
		for (final CocoFile.Image image : content.images())
			if (byImage.put(image.id(), new ArrayList<>()) != null)
				throw new UserException(
					json + ": the image id " + Quoted.of(image.id()) + " is used twice; give each image a different id");
		for (final CocoFile.Annotation annotation : content.annotations()) {
			final List<CocoFile.Annotation> list = byImage.get(annotation.image());
			if (list == null)
				throw new UserException(json + ": " + annotation.title() + " has image_id " +
					Quoted.of(annotation.image()) + ", which is not among the images; correct it");
			list.add(annotation);
		}
		return byImage;
	}
}
