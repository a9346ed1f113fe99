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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import ij.ImagePlus;
import ij.gui.Roi;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.AnnotationFolder;
import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.voc.VocFolder;
import sc.fiji.ssd.data.voc.VocWriter;
import sc.fiji.ssd.data.write.StoreFormat;
import sc.fiji.ssd.data.write.StoredFolder;
import sc.fiji.ssd.detect.DetectionProgress;
import sc.fiji.ssd.imagej.planes.ImagePlusPlanes;
import sc.fiji.ssd.imagej.planes.PlaneImage;
import sc.fiji.ssd.imagej.planes.PlaneNames;
import sc.fiji.ssd.imagej.planes.StackShape;
import sc.fiji.ssd.imagej.read.PlaneFiles;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.OutputLock;
import sc.fiji.ssd.io.UserException;

/**
 * Saves an image with its rectangle ROIs into a dataset.
 * <p> Each plane (all channels of one z and t) that has ROIs becomes an image of the dataset; planes without are not
 * annotated and not saved. A ROI without a position is on every plane. Where the dataset has an image of that name with
 * the same pixels, its file stays and the objects are merged; where its pixels differ, the new one gets a number after
 * its name.
 * </p>
 */
public final class AnnotationSaver {

	/**
	 * The number of images and objects saved.
	 *
	 * @param images how many files of the dataset have the objects
	 * @param objects of these images, that were given
	 */
	public record Saved(int images, int objects) {}

	/** Held while writing, so that only one of several annotating processes writes at a time. */
	private static final String LOCK = ".annotations.lock";

	private final AnnotationFolder dataset;

	/** The dataset if it is Pascal VOC's, which the annotating window works on; otherwise null. */
	private final VocFolder voc;
	private final Path folder;
	private final Consumer<String> warnings;

	/**
	 * @param folder of the dataset; made if it does not exist
	 * @param split whose list gets the images
	 * @param warnings takes a line for each ROI that is not saved as it is, and for
	 *          what becomes of objects that are in the dataset already
	 * @throws UserException if the split is not a name for a list
	 */
	public AnnotationSaver(final Path folder, final String split, final Consumer<String> warnings) {
		this(folder, split, StoreFormat.VOC, warnings);
	}

	/**
	 * @param folder of the dataset; made if it does not exist
	 * @param split the part that gets the images
	 * @param format of the dataset
	 * @param warnings as above
	 * @throws UserException if the split is not a name for a part
	 */
	public AnnotationSaver(final Path folder, final String split, final StoreFormat format,
		final Consumer<String> warnings)
	{
		this.folder = folder;
		this.warnings = warnings;
		VocWriter.checkSplit(split);
		voc = format == StoreFormat.VOC ? new VocFolder(folder, split) : null;
		dataset = voc != null ? voc : new StoredFolder(format, folder, split);
	}

	/**
	 * @param image any
	 * @param rois of the image; see {@link RoiObject} for what they must be
	 * @param progress is told about every plane, and can end the saving between two
	 * @return what was saved
	 * @throws UserException if no ROI can be saved, or the dataset cannot be written
	 */
	public Saved save(final ImagePlus image, final List<Roi> rois, final DetectionProgress progress) {
		final ImagePlusPlanes planes = new ImagePlusPlanes(image);
		final List<List<GroundTruth>> objects = objects(image, rois);
		final int images = (int) objects.stream().filter(list -> !list.isEmpty()).count();
		if (images == 0)
			throw new UserException("image: " + image.getTitle() + " has " + rois.size() +
				(rois.size() == 1 ? " ROI, but it" : " ROIs, but none") + " is" + (rois.size() == 1 ? " not" : "") +
				" a rectangle inside it with a class for its name; the warnings say why.");
		int done = 0, saved = 0;
		for (int i = 0; i < planes.size(); i++) {
			if (objects.get(i).isEmpty()) continue;
			if (progress.canceled()) break;
			final int plane = i;
			FileAccess.run(() -> save(PlaneNames.of(image, plane), new PlaneImage(image, planes, plane), image, objects.get(plane)),
				e -> "dataset: " + folder + " cannot be written (" + e + "); check the folder.");
			done++;
			saved += objects.get(i).size();
			progress.progress(done, images, "Saving");
		}
		return new Saved(done, saved);
	}

	/** @return the objects of each plane */
	private List<List<GroundTruth>> objects(final ImagePlus image, final List<Roi> rois) {
		final StackShape shape = StackShape.of(image);
		final List<RoiObject> objects = new ArrayList<>();
		for (final RoiObject object : RoiObject.of(rois, image.getTitle(), image.getWidth(), image.getHeight(),
			warnings))
		{
			if (shape.isOutside(object.roi()))
				warnings.accept(
					object.source() + ": has a position outside the stack of " + shape.planes() + " planes; left out");
			else
				objects.add(object);
		}
		return RoiObject.byPlane(objects, shape, image.getTitle(), warnings).stream()
			.map(plane -> plane.stream().map(RoiObject::truth).toList()).toList();
	}

	private void save(final String name, final PlaneImage plane, final ImagePlus image, final List<GroundTruth> objects)
		throws IOException
	{
		final int width = image.getWidth(), height = image.getHeight();
		final byte[] bytes = plane.bytes(); // encoded before others have to wait
		try (OutputLock lock = OutputLock.await(folder.resolve(LOCK), "dataset")) {
			save(name, plane, bytes, width, height, objects);
		}
	}

	/** While no other process writes to the dataset: its lists and annotations are read, changed and written. */
	private void save(final String name, final PlaneImage plane, final byte[] bytes, final int width, final int height,
		final List<GroundTruth> objects) throws IOException
	{
		final Found found = find(name, plane);
		if (found.file != null) report(found.id, dataset.merge(found.id, found.file, width, height, plane.depth(), objects));
		else add(name, found.id + plane.ending(), bytes, width, height, plane.depth(), objects);
		warnOfOtherSplits(found.id);
	}

	private void add(final String name, final String fileName, final byte[] bytes, final int width, final int height,
		final int depth, final List<GroundTruth> objects) throws IOException
	{
		final String id = ImageNames.stem(fileName);
		if (!id.equals(name)) warnings.accept(name + ": the dataset has a different image of that name; saved as " + id);
		dataset.add(fileName, bytes, width, height, depth, objects);
	}

	/**
	 * Makes the objects of a plane those that are given, and no others; adds the plane to the dataset if it does not
	 * exist.
	 *
	 * @param image any
	 * @param plane 0-based, z runs faster than t
	 * @param objects inside the image; none for a plane that is known to be empty
	 * @throws UserException if the dataset cannot be written
	 */
	public void replace(final ImagePlus image, final int plane, final List<GroundTruth> objects) {
		final PlaneImage pixels = new PlaneImage(image, new ImagePlusPlanes(image), plane);
		final int width = image.getWidth(), height = image.getHeight();
		FileAccess.run(() -> {
			try (OutputLock lock = OutputLock.await(folder.resolve(LOCK), "dataset")) {
				final String name = PlaneNames.of(image, plane);
				final Found found = find(name, pixels);
				if (found.file == null)
					add(name, found.id + pixels.ending(), pixels.bytes(), width, height, pixels.depth(), objects);
				else voc.replace(found.id, found.file, width, height, pixels.depth(), objects);
			}
		}, e -> "dataset: " + folder + " cannot be written (" + e + "); check the folder.");
	}

	/**
	 * @param image any
	 * @param plane 0-based, z runs faster than t
	 * @return the objects that the dataset has of the plane; null if it has no annotation
	 * @throws UserException if the dataset cannot be read
	 */
	public List<GroundTruth> load(final ImagePlus image, final int plane) {
		return FileAccess.get(() -> {
			final Found found = find(PlaneNames.of(image, plane),
				new PlaneImage(image, new ImagePlusPlanes(image), plane));
			return found.file == null ? null : voc.objects(found.id, found.file);
		}, e -> "dataset: " + folder + " cannot be read (" + e + "); check the folder.");
	}

	/**
	 * @param id name of an image without its ending
	 * @return the objects that the dataset has under that name; null if it has none, or they cannot be read
	 */
	public List<GroundTruth> load(final String id) {
		try {
			final Optional<Path> file = voc.image(id);
			return file.isEmpty() ? null : voc.objects(id, file.get());
		}
		catch (final IOException | UserException e) {
			return null; // said when the image is opened
		}
	}

	/** @param id name of an image without its ending @return the other parts of the dataset that list it */
	public List<String> otherSplits(final String id) {
		return dataset.otherSplits(id);
	}

	/** @param file of the image with the same pixels; null if the dataset has none, and the name is free */
	private record Found(String id, Path file) {}

	private Found find(final String name, final PlaneImage pixels) {
		String id = name;
		for (int number = 2; dataset.isTaken(id); number++) {
			final Optional<Path> file = dataset.image(id);
			if (file.isPresent() && PlaneFiles.holds(pixels, file.get())) return new Found(id, file.get());
			id = name + "-" + number;
		}
		return new Found(id, null);
	}

	private void report(final String id, final AnnotationFolder.Merged merged) {
		for (final String object : merged.kept())
			warnings.accept(id + ": " + object +
				" is in the dataset and not among the ROIs; kept (to drop it, delete the annotation of " + id +
				" and save again)");
		if (merged.changed() > 0)
			warnings.accept(id + ": " + merged.changed() + (merged.changed() == 1 ? " object has" : " objects have") +
				" been given the box or class of the ROI");
	}

	private void warnOfOtherSplits(final String id) {
		final List<String> others = dataset.otherSplits(id);
		if (!others.isEmpty())
			warnings.accept(id + ": is in split " + String.join(", ", others) +
				" as well; remove it from one of them");
	}
}
