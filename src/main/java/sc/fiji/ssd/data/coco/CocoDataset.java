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

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.CocoIds;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.DatasetKind;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.io.CodePoints;
import sc.fiji.ssd.io.SafePath;
import sc.fiji.ssd.io.UserException;

/**
 * Datasets laid out as COCO's: {@code annotations/instances_SPLIT.json} and a
 * folder of images named like the split. Boxes are (x, y, width, height), 0-based;
 * {@code iscrowd} marks groups. The images come in the order of the file.
 */
public final class CocoDataset implements DatasetKind {

	private static final String PREFIX = "instances_";

	private static final String SUFFIX = ".json";

	@Override
	public String description() {
		return "COCO with annotations/instances_SPLIT.json and a folder SPLIT";
	}

	@Override
	public boolean matches(final Path folder) {
		return !splits(folder).isEmpty();
	}

	@Override
	public Dataset open(final Path folder, final String split) {
		final Path json = SafePath.resolve(folder.resolve("annotations"), PREFIX + split + SUFFIX, "split: " + split);
		if (!Files.exists(json))
			throw new UserException(
				"split: " + json + " does not exist; the splits there are " + String.join(", ", splits(folder)));
		final Path images = SafePath.resolve(folder, split, "split: " + split);
		if (!Files.isDirectory(images))
			throw new UserException(
				"dataset: " + folder + " has no folder " + split + "; put the images of the split there");
		final Content content = read(json);
		final Map<Long, String> classes = new HashMap<>();
		for (final Category category : content.categories) {
			if (category.id == null || category.name == null)
				throw new UserException(json + ": a category has no id or no name; correct it");
			classes.put(category.id, category.name);
		}
		final Map<Long, List<Annotation>> byImage = byImage(content, json);
		final DatasetBuilder builder = new DatasetBuilder(folder.toString());
		for (final Image image : content.images)
			add(image, byImage.get(image.id), classes, images, json, builder);
		final Map<String, Long> imageIds = new HashMap<>(), categoryIds = new HashMap<>();
		for (final Image image : content.images)
			imageIds.put(name(images, SafePath.resolve(images, image.fileName, json.toString())), image.id);
		for (final Category category : content.categories)
			categoryIds.putIfAbsent(category.name, category.id);
		return new Numbered(builder.build(), new CocoIds(imageIds, categoryIds));
	}

	private static String name(final Path images, final Path file) {
		return images.relativize(file).toString().replace('\\', '/');
	}

	/** A dataset whose file has numbers. */
	private record Numbered(Dataset content, CocoIds ids) implements Dataset {

		@Override
		public String location() {
			return content.location();
		}

		@Override
		public List<AnnotatedImage> images() {
			return content.images();
		}

		@Override
		public List<String> classNames() {
			return content.classNames();
		}

		@Override
		public List<String> warnings() {
			return content.warnings();
		}

		@Override
		public String digest() {
			return content.digest();
		}

		@Override
		public Optional<CocoIds> cocoIds() {
			return Optional.of(ids);
		}
	}

	private static void add(final Image image, final List<Annotation> annotations, final Map<Long, String> classes,
		final Path images, final Path json, final DatasetBuilder builder)
	{
		final Path file = SafePath.resolve(images, image.fileName, json + ": file_name of image " + image.id);
		if (!Files.isRegularFile(file))
			throw new UserException(json + ": its image " + image.fileName + " is not in " + images +
				"; add it or take it out of the file");
		final ImageSize real = ImageSize.of(file);
		if (real != null && image.width > 0 && (image.width != real.width() || image.height != real.height()))
			builder.warn(json + ": says " + image.width + " x " + image.height + " pixels for " + image.fileName +
				", but the image has " + real.width() + " x " + real.height() + "; the image counts");
		builder.image(name(images, file), file, real == null ? image.width : real.width(),
			real == null ? image.height : real.height());
		for (final Annotation annotation : annotations) {
			final String source = json + ": annotation " + annotation.id + " of " + image.fileName;
			final String name = classes.get(annotation.category);
			if (name == null)
				throw new UserException(source + " has category_id " + annotation.category +
					", which is not among the categories; correct it");
			final double[] b = annotation.bbox;
			if (b == null || b.length != 4)
				throw new UserException(source + " has no bbox of four numbers; correct or delete it");
			final Box box = new Box(b[0], b[1], b[0] + b[2], b[1] + b[3]);
			if (annotation.area != null && !(annotation.area >= 0))
				throw new UserException(
					source + " has an area of " + annotation.area + "; correct or delete the number");
			final double area = annotation.area == null ? box.area() : annotation.area;
			builder.object(source + " (" + name + ")", new GroundTruth(box, name, false, annotation.crowd != 0, area));
		}
	}

	private static Map<Long, List<Annotation>> byImage(final Content content, final Path json) {
		final Map<Long, List<Annotation>> byImage = new LinkedHashMap<>();
		for (final Image image : content.images) {
			if (image.id == null || image.fileName == null)
				throw new UserException(json + ": an image has no id or no file_name; correct it");
			if (byImage.put(image.id, new ArrayList<>()) != null)
				throw new UserException(json + ": the image id " + image.id + " is there twice; correct it");
		}
		for (final Annotation annotation : content.annotations) {
			final List<Annotation> list = byImage.get(annotation.image);
			if (list == null)
				throw new UserException(json + ": annotation " + annotation.id + " has image_id " + annotation.image +
					", which is not among the images; correct it");
			list.add(annotation);
		}
		return byImage;
	}

	private static Content read(final Path json) {
		final Content content;
		try (Reader reader = Files.newBufferedReader(json, StandardCharsets.UTF_8)) {
			content = new Gson().fromJson(reader, Content.class);
		}
		catch (final JsonParseException | NumberFormatException e) {
			throw new UserException(
				json + ": is not valid JSON of COCO's form (" +
					String.valueOf(e.getMessage()).lines().findFirst().orElse("") + "); correct or replace the file",
				e);
		}
		catch (final IOException e) {
			throw new UserException(json + ": cannot be read (" + e.getMessage() + "); check the file", e);
		}
		if (content == null || content.images == null || content.annotations == null || content.categories == null)
			throw new UserException(json + ": has no images, annotations and categories; replace the file");
		if (content.images.isEmpty()) throw new UserException(json + ": lists no images; add some");
		if (content.images.contains(null) || content.annotations.contains(null) || content.categories.contains(null))
			throw new UserException(json + ": has an empty entry in a list; correct it");
		return content;
	}

	/** @return the names of the splits there are, sorted */
	private static List<String> splits(final Path folder) {
		final Path annotations = folder.resolve("annotations");
		if (!Files.isDirectory(annotations)) return List.of();
		try (Stream<Path> files = Files.list(annotations)) {
			return files.map(file -> file.getFileName().toString())
				.filter(name -> name.startsWith(PREFIX) && name.endsWith(SUFFIX))
				.map(name -> name.substring(PREFIX.length(), name.length() - SUFFIX.length())).sorted(CodePoints.ORDER)
				.collect(Collectors.toList());
		}
		catch (final IOException e) {
			return List.of();
		}
	}

	/** The file's form; Gson fills it. */
	private static final class Content {

		private List<Image> images;

		private List<Annotation> annotations;

		private List<Category> categories;
	}

	private static final class Image {

		private Long id;

		@SerializedName("file_name")
		private String fileName;

		private int width;

		private int height;
	}

	private static final class Annotation {

		private Long id;

		@SerializedName("image_id")
		private Long image;

		@SerializedName("category_id")
		private Long category;

		private double[] bbox;

		private Double area;

		@SerializedName("iscrowd")
		private int crowd;
	}

	private static final class Category {

		private Long id;

		private String name;
	}
}
