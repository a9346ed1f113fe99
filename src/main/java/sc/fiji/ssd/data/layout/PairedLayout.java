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
package sc.fiji.ssd.data.layout;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import sc.fiji.ssd.io.NameForms;
import sc.fiji.ssd.io.UserException;

/**
 * Datasets with one file of annotations for each image: next to the image, or in a folder next to the folder of images.
 * A part of the dataset is a subfolder, the lines of a list {@code PART.txt}, or, if the dataset has no splits, the
 * choice of {@link AutomaticSplit}.
 */
public final class PairedLayout {

	/** Folders that tools put images into; empty: the folder itself. */
	private static final List<String> IMAGE_FOLDERS = List.of("", "images", "data", "JPEGImages", "img", "imgs");

	private final List<String> annotationFolders;
	private final BiFunction<Path, Path, Path> partner;
	private Predicate<Path> annotationTest;

	/**
	 * @param annotationFolders that may stand next to a folder of images, besides the
	 *          folder of images itself
	 * @param partner takes an image and a folder of annotations, gives the image's file of annotations in it, null if
	 * it does not exist
	 */
	public PairedLayout(final List<String> annotationFolders, final BiFunction<Path, Path, Path> partner) {
		this.annotationFolders = annotationFolders;
		this.partner = partner;
	}

	/**
	 * Creates a layout whose annotations have the name of their image: {@code NAME.ENDING}, otherwise
	 * {@code NAME.EXT.ENDING}.
	 *
	 * @param annotationFolders that may stand next to a folder of images
	 * @param ending with its dot
	 * @param test says of an existing file of that name whether it has annotations
	 * @return the layout
	 */
	public static PairedLayout ofEnding(final List<String> annotationFolders, final String ending,
		final Predicate<Path> test)
	{
		return new PairedLayout(annotationFolders, (image, annotations) -> {
			final String name = image.getFileName().toString();
			return Stream.of(ImageNames.stem(name) + ending, name + ending).map(annotations::resolve)
				.map(NameForms::existing).filter(Files::isRegularFile).filter(test).findFirst().orElse(null);
		});
	}

	/**
	 * A folder of images with its folder of annotations.
	 *
	 * @param images folder of the images
	 * @param annotations folder of the annotations; may be the same
	 */
	public record Pair(Path images, Path annotations) {}

	/**
	 * An image.
	 *
	 * @param name of the image, relative to its folder
	 * @param file the image
	 * @param annotations its file of annotations; null if it has none
	 */
	public record Member(String name, Path file, Path annotations) {}

	/**
	 * @param folder of a dataset
	 * @return whether an image in one of the places has annotations
	 */
	public boolean isThere(final Path folder) {
		if (undivided(folder).isPresent()) return true;
		return SplitNames.usual().stream().anyMatch(part -> divided(folder, part).isPresent());
	}

	/**
	 * @param folder of a dataset
	 * @param split the part wanted
	 * @param warnings takes a line where the dataset had to be divided
	 * @return the images of the part, those without annotations too
	 * @throws UserException if there is no such part
	 */
	public List<Member> members(final Path folder, final String split, final Consumer<String> warnings) {
		for (final String name : SplitNames.of(split)) {
			final Pair pair = divided(folder, name).orElse(null);
			if (pair != null) return members(pair);
		}
		final Pair pair = undivided(folder).orElse(null);
		if (pair == null) throw new UserException("split: " + folder + " has no part " + split + there(folder));
		final List<Member> all = members(pair);
		for (final String name : SplitNames.of(split))
			for (final Path list : lists(folder, pair, name))
				if (Files.isRegularFile(list)) return listed(list, all);
		if (SplitNames.usual().stream()
			.anyMatch(name -> lists(folder, pair, name).stream().anyMatch(Files::isRegularFile)))
			throw new UserException("split: " + folder + " has no list " + split + ".txt; write one image name per line");
		return AutomaticSplit.choose(all, split, Member::name, member -> member.annotations() != null, folder.toString(),
			warnings);
	}

	/**
	 * @param folder of a dataset
	 * @param split the part wanted
	 * @param missing what an image without annotations does not have, such as {@code .xml}
	 * @param warnings takes a line where the dataset had to be divided, and one for the
	 *          images without annotations
	 * @return the images of the part that have annotations
	 * @throws UserException if there is no such part
	 */
	public List<Member> annotated(final Path folder, final String split, final String missing,
		final Consumer<String> warnings)
	{
		final List<Member> all = members(folder, split, warnings);
		final List<Member> annotated = all.stream().filter(member -> member.annotations() != null).toList();
		final int without = all.size() - annotated.size();
		if (without > 0)
			warnings.accept(folder + ": " + without + (without == 1 ? " image of split " : " images of split ") + split +
				(without == 1 ? " has no " : " have no ") + missing + ", so they are not annotated; left out");
		return annotated;
	}

	private static List<Path> lists(final Path folder, final Pair pair, final String name) {
		return List.of(folder.resolve(name + ".txt"), folder.resolve("ImageSets/Main/" + name + ".txt"),
			folder.resolve("ImageSets/" + name + ".txt"), pair.images().resolve(name + ".txt"));
	}

	private String there(final Path folder) {
		final List<String> parts = SplitNames.usual().stream().filter(part -> divided(folder, part).isPresent())
			.toList();
		return parts.isEmpty() ? "" : "; the existing parts are " + String.join(", ", parts);
	}

	private List<Member> members(final Pair pair) {
		final List<Member> members = new ArrayList<>();
		for (final Path image : ImageNames.list(pair.images()))
			if (!isAnnotation(image, pair))
				members.add(new Member(ImageNames.relative(pair.images(), image), image,
					partner.apply(image, pair.annotations())));
		return members;
	}

	/** Masks are image files as well; those among the images are not images of the dataset. */
	private boolean isAnnotation(final Path file, final Pair pair) {
		return annotationTest != null && pair.images().equals(pair.annotations()) && annotationTest.test(file);
	}

	/**
	 * @param test whether a file among the images is one of annotations
	 * @return this
	 */
	public PairedLayout annotationsAre(final Predicate<Path> test) {
		annotationTest = test;
		return this;
	}

	/** The folders of a part, if images of it have annotations. */
	private Optional<Pair> divided(final Path folder, final String part) {
		final List<Pair> pairs = new ArrayList<>();
		for (final String images : IMAGE_FOLDERS) {
			final Path inner = images.isEmpty() ? folder.resolve(part) : folder.resolve(part).resolve(images);
			pairs.add(new Pair(inner, inner));
			for (final String annotations : annotationFolders)
				pairs.add(new Pair(inner, folder.resolve(part).resolve(annotations)));
			if (images.isEmpty()) continue;
			final Path outer = folder.resolve(images).resolve(part);
			pairs.add(new Pair(outer, outer));
			for (final String annotations : annotationFolders)
				pairs.add(new Pair(outer, folder.resolve(annotations).resolve(part)));
		}
		return pairs.stream().filter(this::hasAnnotations).findFirst();
	}

	private Optional<Pair> undivided(final Path folder) {
		final List<Pair> pairs = new ArrayList<>();
		for (final String images : IMAGE_FOLDERS) {
			final Path inner = images.isEmpty() ? folder : folder.resolve(images);
			pairs.add(new Pair(inner, inner));
			for (final String annotations : annotationFolders)
				pairs.add(new Pair(inner, folder.resolve(annotations)));
		}
		return pairs.stream().filter(this::hasAnnotations).findFirst();
	}

	private boolean hasAnnotations(final Pair pair) {
		if (!Files.isDirectory(pair.images()) || !Files.isDirectory(pair.annotations())) return false;
		return ImageNames.list(pair.images()).stream()
			.anyMatch(image -> !isAnnotation(image, pair) && partner.apply(image, pair.annotations()) != null);
	}

	/**
	 * @param list of names, with or without endings and folders
	 * @param all images there are
	 * @return those listed, each once, in the list's order
	 * @throws UserException naming the line that names no image
	 */
	private static List<Member> listed(final Path list, final List<Member> all) {
		final Map<String, Member> byName = new HashMap<>();
		for (final Member member : all) {
			byName.putIfAbsent(ImageNames.stem(member.name()), member);
			byName.put(member.name(), member);
			byName.putIfAbsent(NameForms.composed(ImageNames.stem(member.name())), member);
			byName.putIfAbsent(NameForms.composed(member.name()), member);
		}
		final Set<Member> found = new LinkedHashSet<>();
		for (final ListFile.Line line : ListFile.read(list, "split: ")) {
			final Member member = line.text().length() > 4096 ? null : ListedName.candidates(line.text()).stream()
				.map(name -> byName.getOrDefault(name, byName.get(NameForms.composed(name)))).filter(Objects::nonNull).findFirst().orElse(null);
			if (member == null)
				throw new UserException("split: " + list + ", line " + line.number() + ": " +
					Quoted.of(line.text()) + " is not the name of an image in this dataset; write one image name per line");
			found.add(member);
		}
		if (found.isEmpty()) throw new UserException("split: " + list + " is empty; write one image name per line");
		return List.copyOf(found);
	}
}
