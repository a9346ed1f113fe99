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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.detect.folder.DetectionsCsv;
import sc.fiji.ssd.detect.folder.ImagesCsv;
import sc.fiji.ssd.detect.folder.RunRecord;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.io.UserException;

/** The plugin's own {@code detections.csv}, with {@code run.json} and {@code images.csv} where they are next to it. */
final class CsvDetections {

	/** A curve that ends above this score has lost a part that matters. */
	private static final double HIGHEST_HARMLESS_SCORE = 0.05;

	private CsvDetections() {}

	static void read(final Path file, final DetectionSink sink) {
		final List<AnnotatedImage> images = sink.truth().images();
		final Set<String> ofStacks = images.stream().filter(image -> image.plane() > 0)
			.map(image -> image.name().substring(0, image.name().lastIndexOf('#'))).collect(Collectors.toSet());
		DetectionsCsv.read(file, row -> {
			final int index = sink.indexOf(AnnotatedImage.planeName(row.image(), row.slice()));
			if (index >= 0)
				sink.add(index, row.className(), row.score(), row.box().xMin(), row.box().yMin(), row.box().xMax(),
					row.box().yMax());
			else if (sink.indexOf(row.image()) < 0 || ofStacks.contains(row.image())) sink.addUnknown(row.image());
			else
				throw new UserException(file + ": " + row.image() + " has detections in slice " + row.slice() +
					"; only single images, and stacks with ROIs, can be evaluated.");
		});
		RunRecord.nextTo(file).ifPresent(run -> warn(run, sink));
		ImagesCsv.nextTo(file).ifPresent(searched -> warn(images, searched, sink));
	}

	private static void warn(final RunRecord run, final DetectionSink sink) {
		final double score = run.settings().score();
		if (score > HIGHEST_HARMLESS_SCORE)
			sink.warn("The detections were made with score=" + score +
				": detections with lower scores are missing, so the precision-recall curve is cut off and the figures are too low; detect with score=0.01.");
		if (!run.complete()) sink.warn("The run that made the detections is not complete: some images may be missing.");
	}

	private static void warn(final List<AnnotatedImage> images, final Set<String> searched, final DetectionSink sink) {
		final List<String> missing = images.stream().map(AnnotatedImage::name).filter(name -> !searched.contains(name))
			.toList();
		if (!missing.isEmpty())
			sink.warn(missing.size() + " of the dataset's " + images.size() + " images were not searched (" +
				missing.get(0) + " for example): all their objects count as missed.");
	}

	static void write(final Path file, final EvaluationTable table) throws IOException {
		final List<DetectionsCsv.Row> rows = new ArrayList<>();
		for (int row = 0; row < table.found().size(); row++) {
			final AnnotatedImage image = table.images().get(table.found().imageOf()[row]);
			final int slice = image.plane() + 1, hash = image.name().lastIndexOf('#');
			rows.add(new DetectionsCsv.Row(slice > 1 ? image.name().substring(0, hash) : image.name(), slice,
				table.classes().get(table.found().classOf()[row]), table.found().scores()[row], table.found().box(row)));
		}
		DetectionsCsv.write(file, rows);
	}
}
