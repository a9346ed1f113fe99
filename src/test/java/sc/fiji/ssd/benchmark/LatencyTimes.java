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

package sc.fiji.ssd.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import ij.IJ;
import ij.ImagePlus;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.imagej.planes.ImagePlusPlanes;
import sc.fiji.ssd.imagej.results.DetectionOverlay;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;

/** One open image: from its pixels to its overlay. */
final class LatencyTimes {

	private LatencyTimes() {}

	static Figures of(final BenchmarkSettings what, final EngineService engines) throws IOException {
		final SsdModel model = what.has("model")
			? ModelFile.read(Path.of(what.text("model")))
			: FolderTimes.untrained(what);
		final ImagePlus image;
		try (Stream<Path> files = Files.list(Path.of(what.text("dataset"), "JPEGImages"))) {
			image = IJ.openImage(files.sorted().findFirst().orElseThrow().toString());
		}
		try (NetworkEngine engine = engines.create(model.network(), Measurements.engine(what), what.number("batch"),
			false))
		{
			engine.load(model.weights());
			final Detector detector = new Detector(model, engine, DetectionSettings.DEFAULT);
			final Runnable detection = () -> {
				final List<Detection> found = detector.detect(new ImagePlusPlanes(image).get(0).pixels());
				DetectionOverlay.draw(image,
					List.of(new PlaneDetections(1, image.getWidth(), image.getHeight(), found)));
			};
			NetworkTimes.median(detection, what.seconds() / 2); // code is compiled meanwhile
			final double before = NetworkTimes.median(() -> engine.predict(detector.batchSize()), what.seconds() / 3);
			final double all = NetworkTimes.median(detection, what.seconds());
			final double after = NetworkTimes.median(() -> engine.predict(detector.batchSize()), what.seconds() / 3);
			return new Figures(Map.of("ms", all, "network_ms", (before + after) / 2));
		}
	}
}
