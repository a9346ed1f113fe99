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
package sc.fiji.ssd.imagej.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.scijava.Context;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.NothingFound;
import sc.fiji.ssd.detect.Tiling;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.imagej.planes.ImagePlusPlanes;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.model.library.ModelLibrary;

/** Images in which the shipped model finds nothing, each for one reason; what is advised finds objects. */
class NothingFoundTest {

	private static final EngineSettings ENGINE = new EngineSettings("auto", "auto", "auto", 1);
	private static final DetectionSettings SETTINGS = DetectionSettings.DEFAULT;

	private static Context context;
	private static EngineService engines;
	private static SsdModel model;

	@BeforeAll
	static void open() {
		context = new Context(EngineService.class);
		engines = context.service(EngineService.class);
		model = ModelFile.read(ModelLibrary.find("model", "demo-fluorescence"));
	}

	@AfterAll
	static void close() {
		context.dispose();
	}

	private static SsdModel with(final String channels, final String range) {
		return new SsdModel(model.architecture(), model.classNames(), model.preprocessing().with(channels, range),
			model.provenance(), model.weights(), model.sampling());
	}

	private static int found(final ImagePlane plane, final SsdModel used, final DetectionSettings settings) {
		try (Detector detector = Detector.open(used, engines, ENGINE, settings, 1)) {
			return detector.detect(plane.pixels()).size();
		}
	}

	private static String reason(final ImagePlane plane, final SsdModel used, final DetectionSettings settings) {
		assertEquals(0, found(plane, used, settings), "something is found");
		final String line = NothingFound.reason(plane, used, settings,
			(tried, how) -> Detector.open(tried, engines, ENGINE, how, 1));
		assertTrue(line.length() < 500 && line.lines().count() == 1, line);
		return line;
	}

	private static String advised(final String line, final String key) {
		final Matcher value = Pattern.compile(key + "=([0-9.,-]*[0-9])").matcher(line);
		assertTrue(value.find(), line);
		return value.group(1);
	}

	private static ImagePlane plane(final ImagePlus image) {
		return new ImagePlane(1, new ImagePlusPlanes(image).get(0).pixels());
	}

	@Test
	void intensities() {
		final ImagePlus image = SampleImages.field(false);
		image.getProcessor().multiply(0.08);
		final String range = advised(reason(plane(image), model, SETTINGS), "intensity_range");
		assertTrue(found(plane(image), with("auto", range), SETTINGS) > 5);
	}

	@Test
	void objectSize() {
		final ImageProcessor field = SampleImages.field(false).getProcessor();
		field.setRoi(189, 0, 30, 58); // one rod
		final ImageProcessor rod = field.crop();
		rod.setInterpolationMethod(ImageProcessor.BICUBIC);
		final ImagePlane plane = plane(new ImagePlus("one large rod", rod.resize(300)));
		final String tile = advised(reason(plane, model, SETTINGS), "tiling");
		assertTrue(found(plane, model, SETTINGS.with(Tiling.parse(tile))) > 0);
	}

	@Test
	void channels() {
		final ImagePlane plane = plane(SampleImages.stack(false));
		final String channel = advised(reason(plane, with("1", "auto"), SETTINGS), "channels");
		assertEquals("2", channel);
		assertTrue(found(plane, with(channel, "auto"), SETTINGS) > 5);
	}

	@Test
	void score() {
		final ImagePlane plane = plane(SampleImages.field(false));
		final String line = reason(plane, model, new DetectionSettings(0.9999, 0.45, 200));
		assertTrue(line.contains("minimum score (score) to 0."), line);
	}

	@Test
	void noContrast() {
		final String line = reason(plane(new ImagePlus("flat", new ByteProcessor(300, 300))), model, SETTINGS);
		assertTrue(line.contains("no contrast"), line);
	}

	@Test
	void nothingThere() {
		final ByteProcessor stripes = new ByteProcessor(300, 300);
		for (int i = 0; i < 300 * 300; i++)
			stripes.set(i, 30 + i / 300 % 2);
		final String line = reason(plane(new ImagePlus("stripes", stripes)), model, SETTINGS);
		assertTrue(List.of("nothing in the image looks like nucleus, ring, rod", "the best score is")
			.stream().anyMatch(line::contains), line);
	}
}
