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
package sc.fiji.ssd.data.voc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.scijava.plugin.Plugin;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.DatasetFormat;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.data.Recognition;
import sc.fiji.ssd.data.layout.AutomaticSplit;
import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.data.layout.SplitNames;
import sc.fiji.ssd.io.NameForms;
import sc.fiji.ssd.io.UserException;

/**
 * Datasets laid out as Pascal VOC's: {@code Annotations/ID.xml},
 * {@code JPEGImages}, {@code ImageSets/Main/SPLIT.txt} with an ID a line, as
 * {@link VocList} reads it.
 * <p> VOC's boxes are 1-based and inclusive; they become (xmin - 1, ymin - 1, xmax, ymax). One whose corners are the
 * same point is a slip of the mouse, not an object of one pixel, and is dropped. The list decides which image is meant:
 * the one called like the ID, with an ending of {@link ImageNames#ENDINGS}. The annotation's name for its image is only
 * a hint, for images with several extensions or other names. The size in the image's own header is used; if Java cannot
 * read it, that of the annotation.
 * </p>
 */
@Plugin(type = DatasetFormat.class, priority = 1000, name = "Pascal VOC",
	description = "Annotations, JPEGImages and ImageSets/Main")
public final class VocFormat implements DatasetFormat {

	public static final String ANNOTATIONS = "Annotations";

	public static final String IMAGES = "JPEGImages";

	public static final String SPLITS = "ImageSets/Main";

	private static final String CVAT = "default";

	@Override
	public Recognition recognise(final Path folder) {
		final boolean annotations = Files.isDirectory(folder.resolve(ANNOTATIONS));
		final boolean images = Files.isDirectory(folder.resolve(IMAGES));
		if (annotations && (images || Files.isDirectory(folder.resolve("ImageSets")))) return Recognition.yes();
		if (annotations || images)
			return Recognition.nearly("it has " + (annotations ? ANNOTATIONS : IMAGES) + ", but no folder " +
				(annotations ? IMAGES : ANNOTATIONS));
		return Recognition.no("it has no folders Annotations and JPEGImages");
	}

	@Override
	public Dataset open(final Path folder, final String split) {
		if (!Files.isDirectory(folder.resolve(IMAGES)))
			throw new UserException("dataset: " + folder + " has no folder " + IMAGES + "; put the images there");
		final DatasetBuilder builder = new DatasetBuilder(folder.toString());
		final VocImage images = new VocImage(folder.resolve(IMAGES), builder::warn);
		for (final String id : ids(folder, split, builder))
			read(folder, id, images, builder);
		images.summarise();
		return builder.build();
	}

	private static void read(final Path folder, final String id, final VocImage images,
		final DatasetBuilder builder)
	{
		final Path xml = NameForms.existing(folder.resolve(ANNOTATIONS).resolve(id + ".xml"));
		final VocAnnotation annotation = VocAnnotation.read(xml);
		final Path file = images.find(id, xml, annotation.filename());
		add(ImageNames.relative(folder.resolve(IMAGES), file), file, xml, annotation, builder);
	}

	/** Adds an image with the objects of its annotation. */
	static void add(final String name, final Path file, final Path xml, final VocAnnotation annotation,
		final DatasetBuilder builder)
	{
		final ImageSize real = ImageSize.of(file);
		final ImageSize told = annotation.size();
		if (real == null && told == null)
			throw new UserException(xml + ": gives no size, and the size of the image cannot be read from " + file +
				"; add <size> with width and height");
		if (real != null && told != null && !real.equals(told))
			builder.warn(xml + ": says " + told.width() + " x " + told.height() + " pixels, but the image has " +
				real.width() + " x " + real.height() + "; the size of the image is used");
		final ImageSize size = real == null ? told : real;
		annotation.warnings().forEach(builder::warn);
		builder.image(name, file, size.width(), size.height());
		for (int i = 0; i < annotation.objects().size(); i++) {
			final VocAnnotation.Item item = annotation.objects().get(i);
			final String source = xml + ": object " + (i + 1) + " (" + Quoted.of(item.name()) + ")";
			if (item.isPoint()) builder.warn(source + ": the box has xmin = xmax and ymin = ymax, so it has no area; dropped");
			else
				if (!builder.isFraction(source, item.xMin(), item.yMin(), item.xMax(), item.yMax()))
					builder.object(source, item.truth());
		}
	}

	private static List<String> ids(final Path folder, final String split, final DatasetBuilder builder) {
		final Path annotations = folder.resolve(ANNOTATIONS);
		for (final String name : SplitNames.of(split))
			for (final String place : List.of(SPLITS, "ImageSets")) {
				final Path list = folder.resolve(place).resolve(name + ".txt");
				if (Files.isRegularFile(list)) return VocList.ids(list, annotations, builder::warn);
			}
		final Path whole = folder.resolve(SPLITS).resolve(CVAT + ".txt");
		final List<String> splits = splits(folder);
		final boolean usual = SplitNames.usual().contains(split) || split.equals(SplitNames.ALL);
		if (splits.equals(List.of(CVAT)) && usual) {
			final List<String> all = VocList.ids(whole, annotations, builder::warn);
			return AutomaticSplit.choose(all, split, id -> id + ".xml", id -> true, whole.toString(), builder::warn);
		}
		throw new UserException("split: " + folder.resolve(SPLITS).resolve(split + ".txt") + " does not exist; " +
			(splits.isEmpty()
				? "there are no splits in " + folder.resolve(SPLITS) + "; write one, with one image name per line"
				: "the existing splits are " + String.join(", ", splits)));
	}

	/** @return the names of the splits there are, sorted */
	static List<String> splits(final Path folder) {
		final Path lists = folder.resolve(SPLITS);
		if (!Files.isDirectory(lists)) return List.of();
		return ImageNames.files(lists).stream().map(file -> file.getFileName().toString())
			.filter(name -> name.endsWith(".txt")).map(name -> name.substring(0, name.length() - 4)).toList();
	}
}
