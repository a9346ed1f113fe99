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
package sc.fiji.ssd.data.table;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.scijava.plugin.Plugin;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.DatasetFormat;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.data.Recognition;
import sc.fiji.ssd.data.layout.AutomaticSplit;
import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.data.layout.SplitNames;
import sc.fiji.ssd.io.UserException;

/**
 * A table of boxes, a box a line, with the names of the columns in its first line, as {@link BoxColumns} knows them;
 * {@code detections.csv} of this plugin is one. Coordinates are continuous pixels from the edge of the first one. A
 * line without a box is an image without objects. A column {@code split} divides the dataset, otherwise a table for
 * each part does.
 */
@Plugin(type = DatasetFormat.class, priority = 400, name = "CSV",
	description = "a CSV file with columns for image, class and box")
public final class TableFormat implements DatasetFormat {

	private static final List<String> PART_FILES = List.of("*.csv", "annotations_*.csv", "*_annotations.csv",
		"*_labels.csv", "*/_annotations.csv", "*/annotations.csv", "annotations/*.csv"), WHOLE_FILES = List.of(
			"annotations.csv", "boxes.csv", "labels.csv", "_annotations.csv", "detections.csv"), FOLDERS = List
				.of("images", "data", "JPEGImages", "");

	private static final int LONGEST_NAME = 4096;

	@Override
	public Recognition recognise(final Path folder) {
		if (SplitNames.usual().stream().anyMatch(part -> part(folder, part).isPresent()) || whole(folder).isPresent())
			return Recognition.yes();
		final List<Path> tables = ImageNames.files(folder).stream().filter(file -> file.toString().endsWith(".csv"))
			.toList();
		return tables.isEmpty()
			? Recognition.no("it has no CSV file with boxes")
			: Recognition.nearly("its " + Quoted.of(tables.get(0).getFileName().toString()) +
				" has no header with columns such as image,class,x_min,y_min,x_max,y_max");
	}

	private static Optional<Path> part(final Path folder, final String part) {
		return PART_FILES.stream().map(pattern -> folder.resolve(pattern.replace("*", part))).filter(TableFormat::isTable)
			.findFirst();
	}

	private static Optional<Path> whole(final Path folder) {
		for (final String name : WHOLE_FILES)
			if (isTable(folder.resolve(name))) return Optional.of(folder.resolve(name));
		final List<Path> tables = ImageNames.files(folder).stream()
			.filter(file -> file.toString().endsWith(".csv") && isTable(file)).toList();
		return tables.size() == 1 ? Optional.of(tables.get(0)) : Optional.empty();
	}

	private static boolean isTable(final Path file) {
		return Files.isRegularFile(file) && BoxTable.columns(file).isPresent();
	}

	/** The objects of an image, by slice. */
	private record Entry(Path file, Map<Integer, List<GroundTruth>> slices) {}

	@Override
	public Dataset open(final Path folder, final String split) {
		Path table = null;
		String part = null;
		for (final String name : SplitNames.of(split))
			if (table == null && part(folder, name).isPresent()) {
				table = part(folder, name).get();
				part = name;
			}
		if (table == null) table = whole(folder).orElseThrow(
			() -> new UserException("split: " + folder + " has no table " + split + ".csv; write one"));
		final BoxColumns columns = BoxTable.columns(table).orElseThrow();
		final List<Path> folders = folders(folder, table, part);
		final Map<String, Entry> entries = new LinkedHashMap<>();
		final List<String> names = SplitNames.of(split);
		final boolean byColumn = part == null && columns.isDivided() && !split.equals(SplitNames.ALL);
		final Path file = table;
		BoxTable.read(table, (row, source) -> {
			if (byColumn && !names.contains(columns.split(row))) return;
			add(row, source, columns, folders, entries);
		});
		if (entries.isEmpty())
			throw new UserException("split: " + table + " has no line for part " + split + "; add some");
		List<String> images = new ArrayList<>(entries.keySet());
		final DatasetBuilder builder = new DatasetBuilder(folder.toString());
		if (part == null && !columns.isDivided())
			images = AutomaticSplit.choose(images, split, name -> name, name -> true, table.toString(), builder::warn);
		images.forEach(name -> build(name, entries.get(name), file, builder));
		return builder.build();
	}

	private static List<Path> folders(final Path folder, final Path table, final String part) {
		final List<Path> folders = new ArrayList<>();
		if (part != null) for (final String pattern : List.of("*", "images/*", "*/images"))
			folders.add(folder.resolve(pattern.replace("*", part)));
		FOLDERS.forEach(name -> folders.add(folder.resolve(name)));
		folders.add(table.getParent());
		return folders.stream().map(Path::normalize).filter(Files::isDirectory).distinct().toList();
	}

	private static void add(final String[] row, final String source, final BoxColumns columns, final List<Path> folders,
		final Map<String, Entry> entries)
	{
		final Path file = find(columns.image(row).strip(), folders, source);
		final Path base = folders.stream().filter(file::startsWith).findFirst().orElseThrow();
		final Entry entry = entries.computeIfAbsent(ImageNames.relative(base, file),
			name -> new Entry(file, new TreeMap<>()));
		final List<GroundTruth> objects = entry.slices.computeIfAbsent(columns.slice(row, source),
			slice -> new ArrayList<>());
		if (columns.isEmpty(row)) return;
		final String className = columns.className(row).strip();
		if (className.isEmpty()) throw new UserException(source + ": the object has no class; name it or delete the line");
		objects.add(new GroundTruth(columns.box(columns.numbers(row, source)), className, columns.difficult(row), false));
	}

	private static Path find(final String written, final List<Path> folders, final String source) {
		// names that spreadsheets would take for formulas have an apostrophe in front
		final List<String> names = written.startsWith("'") ? List.of(written, written.substring(1)) : List.of(written);
		if (written.length() <= LONGEST_NAME) for (final String name : names)
			for (final Path folder : folders) {
				final Optional<Path> found = ImageNames.byEnd(folder, name).filter(Files::isRegularFile)
					.or(() -> ImageNames.byStem(folder, ImageNames.last(name)));
				if (found.isPresent()) return found.get();
			}
		throw new UserException(source + ": the image " + Quoted.of(written) + " is not in " + folders.get(0) +
			"; add it or delete the line");
	}

	private static void build(final String name, final Entry entry, final Path table, final DatasetBuilder builder) {
		final ImageSize size = ImageSize.of(entry.file);
		if (size == null) throw new UserException(
			entry.file + ": its size cannot be read; save the image as TIFF or PNG, or remove it from the dataset");
		if (entry.slices.size() > 1 && entry.slices.get(1) != null && entry.slices.get(1).isEmpty()) entry.slices.remove(1);
		entry.slices.forEach((slice, objects) -> {
			builder.image(AnnotatedImage.planeName(name, slice), entry.file, slice - 1, size.width(), size.height());
			for (final GroundTruth object : objects) {
				final String source = table + ": " + Quoted.of(name) + " (" + Quoted.of(object.className()) + ")";
				final var box = object.box();
				if (!builder.isFraction(source, box.xMin(), box.yMin(), box.xMax(), box.yMax()))
					builder.object(source, object);
			}
		});
	}
}
