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
package sc.fiji.ssd.imagej.roi;

import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.scijava.plugin.Plugin;

import ij.gui.Roi;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.DatasetFormat;
import sc.fiji.ssd.data.Recognition;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.imagej.planes.StackShape;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.FileTree;
import sc.fiji.ssd.io.NameForms;
import sc.fiji.ssd.io.UserException;

/**
 * A folder of images with rectangle ROIs saved with them: {@code NAME.roi} or {@code NAME.zip} next to
 * {@code NAME.tif}, or the overlay of a TIFF. Files next to count before the overlay. The names of the ROIs are the
 * classes, as {@link RoiClass} has it. An image without any is not annotated and not part of the dataset; one with an
 * empty zip is an image without objects. In a stack, each plane (all channels of one z and t) that has ROIs is an
 * image, called {@code NAME#SLICE} but for the first; a ROI without a position is on every plane. {@link RoiSplit} says
 * which images a split has.
 */
@Plugin(type = DatasetFormat.class, priority = 100, name = "images with ROIs",
	description = "images with ROIs in their overlays or in .roi and .zip files next to them")
public final class RoiDataset implements DatasetFormat {

	/** Class of the ROIs of other tools that have no name. */
	private static final String UNNAMED = "object";

	@Override
	public Recognition recognise(final Path folder) {
		return Recognition.of(
			isAnnotated(folder) || RoiSplit.folders(folder).stream().anyMatch(RoiDataset::isAnnotated),
			"it has neither TIFFs nor files with ROIs");
	}

	/** Whether there are ROIs next to an image, or TIFFs that may have them. */
	private static boolean isAnnotated(final Path folder) {
		return images(folder).stream().anyMatch(image -> isTiff(image) || !nextTo(image).isEmpty());
	}

	@Override
	public Dataset open(final Path folder, final String split) {
		final DatasetBuilder builder = new DatasetBuilder(folder.toString());
		final Map<Path, Path> owners = new HashMap<>();
		int left = 0, used = 0;
		for (final Path image : RoiSplit.of(folder, split, RoiDataset::images, RoiDataset::mayHaveRois,
			builder::warn)) {
			for (final Path file : nextTo(image)) {
				final Path other = owners.put(file, image);
				if (other != null)
					throw new UserException(file + ": could belong to " + other.getFileName() + " or to " +
						image.getFileName() + "; rename one of the images and the file with its ROIs.");
			}
			if (add(folder, image, builder)) used++;
			else left++;
		}
		if (used == 0)
			throw new UserException("dataset: " + folder + ": no image of split " + split +
				" has ROIs saved with it; save them as overlay of a TIFF, or as NAME.zip next to the image.");
		if (left > 0)
			builder.warn(folder + ": " + left + (left == 1 ? " image of split " : " images of split ") + split +
				(left == 1 ? " has" : " have") + " no ROIs saved with them, so they are not annotated; left out");
		final Dataset dataset = builder.build();
		if (dataset.classNames().isEmpty() && !dataset.warnings().isEmpty())
			throw new UserException("dataset: " + folder + ": no ROI of split " + split + " can be used; the first: " +
				dataset.warnings().get(0));
		return dataset;
	}

	/** @return whether the image is annotated */
	private static boolean add(final Path folder, final Path file, final DatasetBuilder builder) {
		final RoiImage image = FileAccess.get(() -> RoiImage.read(file),
			e -> file + ": " + e.getMessage() + "; replace the image or remove it from the dataset.");
		final List<Path> files = nextTo(file);
		if (files.isEmpty() && image.overlay() == null) return false;
		final List<Roi> rois = new ArrayList<>();
		files.forEach(nextTo -> rois.addAll(isOfOtherTools(nextTo) ? areas(nextTo, builder) : RoiFile.read(nextTo)));
		if (files.isEmpty()) rois.addAll(image.overlay());
		final String name = folder.relativize(file).toString().replace('\\', '/');
		if (!files.isEmpty() && image.overlay() != null && !image.overlay().isEmpty())
			builder.warn(file + ": has " + image.overlay().size() + " ROIs in its overlay, but those of " +
				files.get(0).getFileName() + " are used");
		addPlanes(name, file, image, RoiObject.of(rois, file.toString(), image.width(), image.height(), builder::warn),
			rois.isEmpty(), builder);
		return true;
	}

	/** @param empty whether there are no ROIs: every plane is an image without objects */
	private static void addPlanes(final String name, final Path file, final RoiImage image,
		final List<RoiObject> objects, final boolean empty, final DatasetBuilder builder)
	{
		final StackShape shape = image.shape();
		final long outside = objects.stream().filter(object -> shape.isOutside(object.roi())).count();
		if (outside > 0)
			builder.warn(file + ": " + outside + (outside == 1 ? " ROI has a position" : " ROIs have positions") +
				" outside the stack of " + shape.planes() + " planes; left out");
		final List<List<RoiObject>> byPlane = RoiObject.byPlane(objects, shape, file.toString(), builder::warn);
		final boolean none = byPlane.stream().allMatch(List::isEmpty);
		for (int plane = 0; plane < shape.planes(); plane++) {
			final boolean annotated = !byPlane.get(plane).isEmpty() || empty || none && plane == 0;
			if (!annotated) continue;
			builder.image(AnnotatedImage.planeName(name, plane * shape.channels() + 1), file, plane, image.width(),
				image.height());
			byPlane.get(plane).forEach(object -> builder.object(object.source(), object.truth()));
		}
	}

	private static boolean mayHaveRois(final Path image) {
		if (!nextTo(image).isEmpty()) return true;
		if (!isTiff(image)) return false;
		try {
			return RoiImage.read(image).overlay() != null;
		}
		catch (final IOException e) {
			return true; // to be complained of
		}
	}

	private static boolean isTiff(final Path image) {
		final String name = image.getFileName().toString().toLowerCase(Locale.ROOT);
		return name.endsWith(".tif") || name.endsWith(".tiff");
	}

	/** @return the files with the ROIs of an image */
	private static List<Path> nextTo(final Path image) {
		final String name = image.getFileName().toString();
		final String stem = name.substring(0, name.lastIndexOf('.'));
		final List<Path> own = Stream.of(stem + ".roi", stem + ".zip", name + ".roi", name + ".zip")
			.map(image::resolveSibling).map(NameForms::existing).filter(Files::isRegularFile).toList();
		if (!own.isEmpty()) return own;
		final List<Path> others = Stream.of(stem + "_rois.zip", stem + "_RoiSet.zip", "RoiSet_" + stem + ".zip")
			.map(image::resolveSibling).map(NameForms::existing).filter(Files::isRegularFile).toList();
		if (!others.isEmpty()) return others;
		final Path only = image.resolveSibling("RoiSet.zip");
		return Files.isRegularFile(only) && images(image.toAbsolutePath().getParent()).size() == 1
			? List.of(only)
			: List.of();
	}

	/** Whether a file is named as the ROI Manager ({@code RoiSet.zip}) or Cellpose ({@code NAME_rois.zip}) names it. */
	private static boolean isOfOtherTools(final Path file) {
		final String name = file.getFileName().toString();
		return name.endsWith("_rois.zip") || name.endsWith("_RoiSet.zip") || name.startsWith("RoiSet");
	}

	/** The bounds of all areas; those without a name are objects. */
	private static List<Roi> areas(final Path file, final DatasetBuilder builder) {
		final List<Roi> rois = new ArrayList<>();
		int outlines = 0, unnamed = 0;
		for (final Roi roi : RoiFile.read(file)) {
			if (!roi.isArea()) {
				rois.add(roi); // left out with a line
				continue;
			}
			final Rectangle2D.Double bounds = roi.getFloatBounds();
			final Roi box = new Roi(bounds.x, bounds.y, bounds.width, bounds.height);
			final String given = RoiClass.of(roi);
			final String name = given == null || given.matches("\\d+(-\\d+)*") ? null : given; // a number is not a class
			box.setName(name == null ? UNNAMED : name);
			if (roi.hasHyperStackPosition()) box.setPosition(roi.getCPosition(), roi.getZPosition(), roi.getTPosition());
			else box.setPosition(roi.getPosition());
			if (roi.getType() != Roi.RECTANGLE) outlines++;
			if (name == null) unnamed++;
			rois.add(box);
		}
		if (outlines > 0) builder.warn(file + ": " + outlines + (outlines == 1 ? " ROI is an outline" : " ROIs are outlines") +
			"; the bounds are used");
		if (unnamed > 0) builder.warn(file + ": " + unnamed + (unnamed == 1 ? " ROI has" : " ROIs have") +
			" no name; the class is " + UNNAMED);
		return rois;
	}

	/** @return the image files of a folder, sorted by name */
	private static List<Path> images(final Path folder) {
		final ImageJReader reader = new ImageJReader();
		return FileAccess.get(() -> FileTree.list(folder, file -> reader.reads(file) &&
				!file.toString().toLowerCase(Locale.ROOT).endsWith(".zip") && Files.isRegularFile(file)),
			e -> "dataset: " + folder + " cannot be read (" + e + "); check the folder.");
	}
}
