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
package sc.fiji.ssd.evaluate.formats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.ScoredBoxes;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.FileNames;
import sc.fiji.ssd.io.FixedDecimals;
import sc.fiji.ssd.io.UserException;

/**
 * YOLO label files with scores: for each image a file {@code IMAGE.txt} with
 * lines of class number from 0, centre x and y, width and height as shares of the
 * image, and the score. Class names are the lines of a {@code classes.txt} in the
 * folder or the one above it; without that file, the dataset's classes in their
 * order are taken, and a warning says so.
 */
final class YoloDetections {

	private static final String CLASSES = "classes.txt";
	private static final String ENDING = ".txt";

	/** Text files that often lie in such folders and are not labels. */
	private static final Set<String> NO_LABELS = Set.of(CLASSES, "readme.txt", "train.txt", "val.txt", "test.txt");

	private YoloDetections() {}

	static void read(final Path folder, final DetectionSink sink) {
		final Path labels = Files.isDirectory(folder.resolve("labels")) ? folder.resolve("labels") : folder;
		final List<Path> files = DetectionSource.files(labels).stream().filter(YoloDetections::isLabels).toList();
		if (files.isEmpty())
			throw new UserException(
				"detections: " + folder + " has no detections; give " + DetectionSource.KINDS + ".");
		final List<String> classes = classes(labels, sink);
		for (final Path file : files)
			read(file, classes, sink);
	}

	private static boolean isLabels(final Path file) {
		final String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
		return name.endsWith(ENDING) && !NO_LABELS.contains(name);
	}

	private static List<String> classes(final Path labels, final DetectionSink sink) {
		for (final Path folder : new Path[] { labels, labels.toAbsolutePath().getParent() }) {
			if (folder == null || !Files.isRegularFile(folder.resolve(CLASSES))) continue;
			return FileAccess.get(() -> Files.readAllLines(folder.resolve(CLASSES)).stream().map(String::strip)
					.filter(line -> !line.isEmpty()).toList(),
				e -> folder.resolve(CLASSES) + ": it cannot be read: " + e.getMessage() + ".");
		}
		final List<String> classes = EvaluationTable.classes(sink.truth());
		sink.warn("There is no " + CLASSES + " in " + labels + ": class numbers stand for " +
			String.join(", ", classes.subList(0, Math.min(5, classes.size()))) + (classes.size() > 5 ? ", ..." : "") +
			" in this order, from 0.");
		return classes;
	}

	private static void read(final Path file, final List<String> classes, final DetectionSink sink) {
		final String name = file.getFileName().toString();
		final int image = sink.indexByStem(name.substring(0, name.length() - ENDING.length()));
		TextLines.read(file, (line, words) -> {
			if (words.length == 5)
				throw line.wrong("it has no score; detect with scores saved (save_conf=True in Ultralytics)");
			if (words.length != 6) throw line.wrong(
				"it has " + words.length + " values instead of class, centre x, centre y, width, height, score");
			final int number = (int) line.number("the class", words[0], 0, 1e6);
			final double x = share(line, words[1]), y = share(line, words[2]), w = line.number("the width", words[3], 0, 2),
				h = line.number("the height", words[4], 0, 2), score = line.number("the score", words[5], 0, 1);
			if (image < 0) {
				sink.addUnknown(name);
				return;
			}
			final AnnotatedImage of = sink.image(image);
			sink.add(image, number < classes.size() ? classes.get(number) : "number " + number, score,
				(x - w / 2) * of.width(), (y - h / 2) * of.height(), (x + w / 2) * of.width(),
				(y + h / 2) * of.height());
		});
	}

	private static double share(final TextLines.Line line, final String word) {
		return line.number("the centre", word, -1, 2);
	}

	/**
	 * Writes a file for each image, an empty one where nothing was found, and
	 * {@code classes.txt}.
	 *
	 * @param folder gets the files
	 * @param table the detections
	 */
	static void write(final Path folder, final EvaluationTable table) throws IOException {
		final ScoredBoxes found = table.found();
		AtomicFiles.writeString(folder.resolve(CLASSES), String.join("\n", table.classes()) + "\n");
		for (int i = 0; i < table.images().size(); i++) {
			final AnnotatedImage image = table.images().get(i);
			final StringBuilder text = new StringBuilder();
			for (int row = found.imageStart()[i]; row < found.imageStart()[i + 1]; row++) {
				final double[] b = found.boxes();
				final double x0 = b[4 * row] / image.width(), y0 = b[4 * row + 1] / image.height(),
					x1 = b[4 * row + 2] / image.width(), y1 = b[4 * row + 3] / image.height();
				text.append(found.classOf()[row]);
				for (final double v : new double[] { (x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0 })
					text.append(' ').append(String.format(Locale.ROOT, "%.8f", v));
				text.append(' ').append(FixedDecimals.format(found.scores()[row], 6)).append('\n');
			}
			AtomicFiles.writeString(folder.resolve(FileNames.stem(image.name()) + ENDING), text.toString());
		}
	}
}
