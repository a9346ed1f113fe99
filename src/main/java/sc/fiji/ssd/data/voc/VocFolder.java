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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.AnnotationFolder;
import sc.fiji.ssd.data.layout.ListFile;
import sc.fiji.ssd.io.SafePath;
import sc.fiji.ssd.io.UserException;

/**
 * A VOC dataset that grows: what is in it, and new images and objects next to that. Nothing existing is lost;
 * {@link VocMerge} has the rule for images that have objects already.
 *
 * <pre>
 * VocFolder voc = new VocFolder(folder, "train");
 * if (!voc.isTaken("field_1")) voc.add("field_1.png", png, 512, 512, 1, objects);
 * else voc.merge("field_1", voc.image("field_1").get(), 512, 512, 1, objects);
 * </pre>
 */
public final class VocFolder implements AnnotationFolder {

	private static final String ALL = "trainval";

	private final Path folder;

	private final VocWriter writer;

	private final String split;

	/**
	 * @param folder of the dataset; need not exist
	 * @param split whose list images are added to
	 * @throws UserException if the split is not a valid name for a list
	 */
	public VocFolder(final Path folder, final String split) {
		VocWriter.checkSplit(split);
		this.folder = folder;
		this.split = split;
		writer = new VocWriter(folder);
	}

	@Override
	public boolean isTaken(final String id) {
		return Files.exists(xml(id)) || VocImage.lookup(images(), id, null).isPresent();
	}

	@Override
	public Optional<Path> image(final String id) {
		final String named = Files.exists(xml(id)) ? VocAnnotation.read(xml(id)).filename() : null;
		return VocImage.lookup(images(), id, named);
	}

	@Override
	public void add(final String fileName, final byte[] image, final int width, final int height, final int depth,
		final List<GroundTruth> objects) throws IOException
	{
		writer.write(fileName, image, width, height, depth, objects, split);
	}

	@Override
	public Merged merge(final String id, final Path file, final int width, final int height, final int depth,
		final List<GroundTruth> objects) throws IOException
	{
		final String known = annotated(id, file);
		if (!Files.exists(xml(known))) {
			writer.annotate(known, images().relativize(file).toString().replace('\\', '/'), width, height, depth,
				objects, split);
			return new Merged(objects.size(), 0, List.of());
		}
		final Merged merged = VocMerge.merge(xml(known), objects);
		writer.list(known, split);
		return merged;
	}

	/**
	 * Makes the objects of an image those that are given, and no others. Everything else in the annotation is kept.
	 *
	 * @param id of the image
	 * @param file the image's, as {@link #image} gives it
	 * @param width in pixels
	 * @param height in pixels
	 * @param depth number of channels
	 * @param objects of the image, inside it; none for an image that is known to be empty
	 * @throws IOException if it cannot be written
	 * @throws UserException if its annotation is damaged
	 */
	public void replace(final String id, final Path file, final int width, final int height, final int depth,
		final List<GroundTruth> objects) throws IOException
	{
		final String known = annotated(id, file);
		if (Files.exists(xml(known))) {
			VocMerge.replace(xml(known), objects);
			writer.list(known, split);
		}
		else merge(id, file, width, height, depth, objects);
	}

	/**
	 * @param id of an image
	 * @param file the image's, as {@link #image} gives it
	 * @return its objects; null if it has no annotation
	 * @throws IOException if the folder cannot be read
	 * @throws UserException if its annotation is damaged
	 */
	public List<GroundTruth> objects(final String id, final Path file) throws IOException {
		final Path xml = xml(annotated(id, file));
		if (!Files.exists(xml)) return null;
		return VocAnnotation.read(xml).truths();
	}

	@Override
	public List<String> otherSplits(final String id) {
		final List<String> others = new ArrayList<>();
		for (final String other : VocFormat.splits(folder)) {
			if (other.equals(split) || other.equals(ALL)) continue;
			try {
				final Path annotations = folder.resolve(VocFormat.ANNOTATIONS);
				if (ListFile.read(folder.resolve(VocFormat.SPLITS).resolve(other + ".txt"), "split: ").stream()
					.anyMatch(line -> id.equals(VocList.id(line.text(), annotations)))) others.add(other);
			}
			catch (final UserException e) {
				// a list that nobody can read holds no image
			}
		}
		return others;
	}

	@Override
	public List<String> cannotHold() {
		return List.of("crowd");
	}

	/** If the annotation of an image has another name, it is searched for. */
	private String annotated(final String id, final Path file) throws IOException {
		if (Files.exists(xml(id)) || !Files.isDirectory(folder.resolve(VocFormat.ANNOTATIONS))) return id;
		final List<Path> all;
		try (Stream<Path> files = Files.list(folder.resolve(VocFormat.ANNOTATIONS))) {
			all = files.filter(xml -> xml.toString().endsWith(".xml")).sorted().collect(Collectors.toList());
		}
		for (final Path xml : all) {
			final String named = VocAnnotation.read(xml).filename();
			if (named != null && SafePath.resolve(images(), named, xml + ": <filename>").equals(file)) {
				final String name = xml.getFileName().toString();
				return name.substring(0, name.length() - ".xml".length());
			}
		}
		return id;
	}

	private Path images() {
		return folder.resolve(VocFormat.IMAGES);
	}

	private Path xml(final String id) {
		return SafePath.resolve(folder.resolve(VocFormat.ANNOTATIONS), id + ".xml", "image");
	}
}
