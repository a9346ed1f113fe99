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
package sc.fiji.ssd.imagej.results;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.RoiEncoder;
import ij.process.ByteProcessor;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.geojson.QuPathFeature;
import sc.fiji.ssd.data.write.DatasetConversion;
import sc.fiji.ssd.data.write.StoreFormat;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.folder.DetectionsCsv;
import sc.fiji.ssd.image.SeriesPath;
import sc.fiji.ssd.detect.folder.FolderResults;
import sc.fiji.ssd.detect.folder.ResultFiles;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.imagej.read.PlaneFiles;
import sc.fiji.ssd.imagej.read.ReadLimits;
import sc.fiji.ssd.imagej.planes.ZProjection;
import sc.fiji.ssd.imagej.planes.StackShape;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.Choices;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.FileNames;
import sc.fiji.ssd.io.FileTree;
import sc.fiji.ssd.io.FixedDecimals;
import sc.fiji.ssd.io.UserException;

/**
 * Writes the results of a folder run for other programs, from {@code detections.csv} and
 * {@code images.csv}: GeoJSON for QuPath, a zip of ROIs for each image, YOLO's text files with
 * scores, the objects cut out, objects linked through z, and a
 * dataset to correct.
 */
public final class FolderExport {

	/** Names of the formats that can be written. */
	public static final String GEOJSON = "geojson", ROIS = "rois", YOLO = "yolo", CROPS = "crops", DATASET = "dataset",
			VOLUMES = "volumes";

	/** All of them. */
	public static final List<String> KINDS = List.of(GEOJSON, ROIS, YOLO, CROPS, VOLUMES, DATASET);

	/** Longest name of a class in the name of a file, in characters. */
	private static final int LONGEST_NAME = 50;

	private final Path input, output;
	private final String suffix;
	private final List<String> classes;
	private final Consumer<String> warnings;
	private final ZProjection projection;
	private final ImageJReader reader;

	/**
	 * @param input folder of the images
	 * @param output folder of the results
	 * @param suffix of the result files' names, of a shard; otherwise empty
	 * @param classes of the model, class 1 first
	 * @param projection of the images in which was searched
	 * @param warnings takes a line for each image that cannot be read again
	 */
	public FolderExport(final Path input, final Path output, final String suffix, final List<String> classes,
		final ZProjection projection, final Consumer<String> warnings)
	{
		this.projection = projection;
		reader = new ImageJReader(ReadLimits.DEFAULT, projection, (file, note) -> {});
		this.input = input;
		this.output = output;
		this.suffix = suffix;
		this.classes = classes;
		this.warnings = warnings;
	}

	/**
	 * @param text names separated by commas; empty for none
	 * @return the names
	 * @throws UserException if one is not of {@link #KINDS}
	 */
	public static List<String> parse(final String text) {
		return Choices.several("export", text, KINDS);
	}

	/**
	 * To be called before the run: a dataset that someone may have corrected is not overwritten.
	 *
	 * @param kinds as {@link #parse} gives them
	 * @throws UserException if there is a dataset already
	 */
	public void check(final List<String> kinds) {
		if (!kinds.contains(DATASET) || !Files.isDirectory(dataset())) return;
		final List<Path> content = FileAccess.get(() -> FileTree.list(dataset(), file -> true),
			e -> "export: " + dataset() + " cannot be read (" + e.getMessage() + "); check the folder.");
		if (!content.isEmpty()) throw new UserException("export: " + dataset() +
			" is not empty and may contain corrected boxes; move it away or choose another output.");
	}

	private Path dataset() {
		return output.resolve(DATASET + suffix);
	}

	/**
	 * @param kinds as {@link #parse} gives them
	 * @param canceled asked between two images
	 * @throws UserException if something cannot be written
	 */
	public void write(final List<String> kinds, final BooleanSupplier canceled) {
		if (kinds.isEmpty()) return;
		final Map<String, List<FolderResults.Plane>> images = FolderResults.read(new ResultFiles(output, suffix), classes)
			.images();
		if (images.isEmpty()) {
			warnings.accept("export: no image could be searched, so there is nothing to export");
			return;
		}
		FileAccess.run(() -> {
			if (kinds.contains(YOLO)) AtomicFiles.writeString(output.resolve(YOLO).resolve("classes.txt"),
				String.join("\n", classes) + "\n");
			for (final Map.Entry<String, List<FolderResults.Plane>> image : images.entrySet()) {
				if (canceled.getAsBoolean()) return;
				writeImage(image.getKey(), image.getValue(), kinds);
			}
			if (kinds.contains(VOLUMES)) writeVolumes(images);
			if (kinds.contains(DATASET)) writeDataset(images, canceled);
		}, e -> "output: " + output + " cannot be written: " + e.getMessage() +
			"; free some space or choose another folder.");
	}

	private void writeVolumes(final Map<String, List<FolderResults.Plane>> images) throws IOException {
		final VolumeTables tables = new VolumeTables();
		for (final Map.Entry<String, List<FolderResults.Plane>> image : images.entrySet()) {
			final ImagePlus opened = image.getValue().size() > 1 ? open(image.getKey()) : null;
			if (image.getValue().size() > 1 && opened == null) continue;
			final Map<Integer, List<DetectionsCsv.Row>> planes = new TreeMap<>();
			image.getValue().forEach(plane -> planes.put(plane.slice(), plane.rows()));
			tables.add(image.getKey(), planes, opened == null ? new StackShape(1, 1, 1) : StackShape.of(opened),
				this::detection);
		}
		tables.write(output.resolve(VOLUMES + suffix + ".csv"), output.resolve("detections" + suffix + ".csv"));
	}

	private void writeImage(final String image, final List<FolderResults.Plane> planes, final List<String> kinds) throws IOException {
		final boolean positions = planes.size() > 1 && (kinds.contains(GEOJSON) || kinds.contains(ROIS));
		final boolean found = planes.stream().anyMatch(plane -> !plane.rows().isEmpty());
		final ImagePlus opened = positions || kinds.contains(CROPS) && found ? open(image) : null;
		final ImagePlus shape = opened != null
			? opened
			: new ImagePlus(image, new ByteProcessor(planes.get(0).width(), planes.get(0).height()));
		if (kinds.contains(GEOJSON) && (opened != null || !positions))
			AtomicFiles.writeString(FileNames.resolve(output.resolve(GEOJSON), image, ".geojson"), geoJson(planes, StackShape.of(shape)));
		if (kinds.contains(ROIS) && (opened != null || !positions)) {
			final byte[] zip = rois(planes, shape);
			AtomicFiles.write(FileNames.resolve(output.resolve(ROIS), image, ".zip"), out -> out.write(zip));
		}
		if (kinds.contains(YOLO)) for (final FolderResults.Plane plane : planes)
			AtomicFiles.writeString(FileNames.resolve(output.resolve(YOLO).resolve("labels"), stem(image),
				(plane.slice() > 1 ? "-slice" + plane.slice() : "") + ".txt"), yolo(plane));
		if (kinds.contains(CROPS) && opened != null) crops(image, planes, opened);
	}

	/** @return null if it cannot be read again, with a line */
	private ImagePlus open(final String image) {
		try {
			return reader.open(input.resolve(image));
		}
		catch (final IOException e) {
			warnings.accept("export: " + input.resolve(image) + " cannot be read any more (" + e.getMessage() + "); left out");
			return null;
		}
	}

	private int classIndex(final String name) {
		return Math.max(0, classes.indexOf(name)) + 1;
	}

	private Detection detection(final DetectionsCsv.Row row) {
		return new Detection(row.box(), classIndex(row.className()), row.className(), row.score());
	}

	private String geoJson(final List<FolderResults.Plane> planes, final StackShape shape) {
		final JsonArray features = new JsonArray();
		for (final FolderResults.Plane plane : planes)
			for (final DetectionsCsv.Row row : plane.rows()) {
				final int index = (plane.slice() - 1) / Math.max(1, shape.channels());
				features.add(QuPathFeature.detection(row.box(), row.className(), row.score(),
					ClassColors.of(classIndex(row.className())).getRGB() & 0xffffff, index % Math.max(1, shape.slices()),
					index / Math.max(1, shape.slices())));
			}
		final JsonObject collection = new JsonObject();
		collection.addProperty("type", "FeatureCollection");
		collection.add("features", features);
		return new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create().toJson(collection) + "\n";
	}

	private byte[] rois(final List<FolderResults.Plane> planes, final ImagePlus shape) throws IOException {
		final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
			int number = 0;
			for (final FolderResults.Plane plane : planes)
				for (final DetectionsCsv.Row row : plane.rows()) {
					final Roi roi = DetectionOverlay.roi(shape, plane.slice(), detection(row));
					final ZipEntry entry = new ZipEntry(String.format(Locale.ROOT, "%04d-%s.roi", ++number, safe(roi.getName())));
					entry.setTime(0); // the same results give the same bytes
					zip.putNextEntry(entry);
					zip.write(RoiEncoder.saveAsByteArray(roi));
				}
		}
		return bytes.toByteArray();
	}

	private String yolo(final FolderResults.Plane plane) {
		final StringBuilder lines = new StringBuilder();
		for (final DetectionsCsv.Row row : plane.rows()) {
			final Box box = row.box();
			lines.append(classIndex(row.className()) - 1);
			for (final double fraction : new double[] { (box.xMin() + box.xMax()) / 2 / plane.width(),
				(box.yMin() + box.yMax()) / 2 / plane.height(), box.width() / plane.width(), box.height() / plane.height() })
				lines.append(' ').append(BigDecimal.valueOf(fraction).setScale(8, RoundingMode.HALF_EVEN).toPlainString());
			lines.append(' ').append(FixedDecimals.format(row.score(), 6)).append('\n');
		}
		return lines.toString();
	}

	private void crops(final String image, final List<FolderResults.Plane> planes, final ImagePlus opened) throws IOException {
		for (final FolderResults.Plane plane : planes)
			for (int i = 0; i < plane.rows().size(); i++) {
				final DetectionsCsv.Row row = plane.rows().get(i);
				final ObjectCrop crop = ObjectCrop.of(opened, plane.slice(), row.box());
				final String ending = (plane.slice() > 1 ? "-slice" + plane.slice() : "") + String.format(Locale.ROOT, "-%03d", i + 1) + crop.ending();
				final Path folder = output.resolve(CROPS).resolve(safe(row.className()));
				final byte[] bytes = crop.bytes();
				AtomicFiles.write(FileNames.resolve(folder, stem(image).replace('/', '_'), ending), out -> out.write(bytes));
			}
	}

	private void writeDataset(final Map<String, List<FolderResults.Plane>> images, final BooleanSupplier canceled) throws IOException {
		final DatasetBuilder builder = new DatasetBuilder(input.toString());
		try (ProjectedFiles projected = new ProjectedFiles(input, projection)) {
			for (final Map.Entry<String, List<FolderResults.Plane>> image : images.entrySet()) {
				if (canceled.getAsBoolean()) return;
				if (!Files.exists(SeriesPath.file(input.resolve(image.getKey())))) warnings.accept("export: " + input.resolve(image.getKey()) +
					" no longer exists; not added to the dataset");
				else addTo(builder, image.getKey(), image.getValue(), projected.file(image.getKey()));
			}
			new DatasetConversion(dataset(), StoreFormat.VOC, PlaneFiles::encode, warnings)
				.convert(Map.of("train", builder.build()), canceled);
		}
	}

	private static void addTo(final DatasetBuilder builder, final String image, final List<FolderResults.Plane> planes,
		final Path file)
	{
		final int channels = planes.size() < 2 ? 1 : planes.get(1).slice() - planes.get(0).slice();
		for (final FolderResults.Plane plane : planes) {
			builder.image(AnnotatedImage.planeName(image, plane.slice()), file, (plane.slice() - 1) / Math.max(1, channels),
				plane.width(), plane.height());
			for (final DetectionsCsv.Row row : plane.rows())
				builder.object(image, new GroundTruth(row.box(), row.className()));
		}
	}

	private static String stem(final String image) {
		final int dot = image.lastIndexOf('.');
		return dot > image.lastIndexOf('/') + 1 ? image.substring(0, dot) : image;
	}

	/** A name that every file system takes. */
	private static String safe(final String name) {
		final String text = name.replaceAll("[^\\p{L}\\p{Nd} ._+-]", "_").strip();
		if (text.isEmpty() || text.startsWith(".")) return "_" + text;
		return text.length() <= LONGEST_NAME ? text
			: text.substring(0, LONGEST_NAME).strip() + String.format("~%08x", name.hashCode());
	}
}
