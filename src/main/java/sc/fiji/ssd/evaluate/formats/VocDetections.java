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
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.ScoredBoxes;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.FileNames;
import sc.fiji.ssd.io.FixedDecimals;

/**
 * Results of Pascal VOC's devkit, a file {@code comp4_det_SPLIT_CLASS.txt} for
 * each class. A line is the image's name without ending, the score, and xmin,
 * ymin, xmax, ymax in pixels that are numbered from 1 and inclusive.
 */
final class VocDetections {

	private static final Pattern NAME = Pattern.compile("(comp\\d+_det_[^_]+_)(.+)\\.txt", Pattern.CASE_INSENSITIVE);

	private static final String COMPETITION = "comp4_det_";

	private VocDetections() {}

	static boolean isOne(final String fileName) {
		return NAME.matcher(fileName).matches();
	}

	/** Reads the files of all classes that are next to one of them. */
	static void read(final Path one, final DetectionSink sink) {
		final Matcher first = NAME.matcher(one.getFileName().toString());
		if (!first.matches()) throw new IllegalArgumentException(one.toString());
		for (final Path file : DetectionSource.files(one.toAbsolutePath().getParent())) {
			final Matcher name = NAME.matcher(file.getFileName().toString());
			if (name.matches() && name.group(1).equals(first.group(1))) readClass(file, name.group(2), sink);
		}
	}

	private static void readClass(final Path file, final String className, final DetectionSink sink) {
		TextLines.read(file, (line, words) -> {
			if (words.length != 6)
				throw line.wrong("it has " + words.length + " values instead of image, score, xmin, ymin, xmax, ymax");
			final double score = line.number("the score", words[1], 0, 1);
			final double[] b = new double[4];
			for (int i = 0; i < 4; i++)
				b[i] = line.number("the box", words[2 + i], -1e9, 1e9);
			b[0]--;
			b[1]--;
			if (b[2] < b[0] || b[3] < b[1]) throw line.wrong("the box ends before it begins");
			final int image = sink.indexByStem(words[0]);
			if (image < 0) sink.addUnknown(words[0]);
			else sink.add(image, className, score, b[0], b[1], b[2], b[3]);
		});
	}

	/**
	 * Writes a file for each class of the dataset.
	 *
	 * @param folder gets the files
	 * @param split name of the part of the dataset
	 * @param table its detections
	 */
	static void write(final Path folder, final String split, final EvaluationTable table) throws IOException {
		final ScoredBoxes found = table.found();
		for (int c = 0; c < table.classes().size(); c++) {
			final StringBuilder text = new StringBuilder();
			for (final int row : found.vocRanking(c)) {
				final double[] b = found.boxes();
				text.append(FileNames.stem(table.images().get(found.imageOf()[row]).name())).append(' ')
					.append(FixedDecimals.format(found.scores()[row], 6));
				for (int k = 0; k < 4; k++)
					text.append(' ').append(FixedDecimals.format(b[4 * row + k] + (k < 2 ? 1 : 0), 3));
				text.append('\n');
			}
			AtomicFiles.writeString(folder.resolve(COMPETITION + word(split) + "_" + word(table.classes().get(c)) + ".txt"),
				text.toString());
		}
	}

	/** A name that can be part of a file's name. */
	private static String word(final String name) {
		return name.replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}]", "-");
	}
}
