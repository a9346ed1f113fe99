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
package sc.fiji.ssd.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.log.StderrLogService;

import groovy.lang.Binding;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyShell;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.folder.DetectionsCsv;
import sc.fiji.ssd.imagej.results.DetectionOverlay;

/** The script {@code SSD to TrackMate...}, with stand-ins for TrackMate's classes and without them. */
class TrackMateScriptTest {

	private static final String SCRIPT = "/scripts/Plugins/SSD/SSD_to_TrackMate....groovy";

	private static final List<String> STAND_INS = List.of("trackmate", "detection", "tracking", "io", "gui");

	@TempDir
	private Path folder;

	private final List<String> info = new ArrayList<>(), errors = new ArrayList<>();
	private GroovyClassLoader loader;
	private ClassLoader before;

	private static String text(final String resource) throws IOException {
		try (var in = TrackMateScriptTest.class.getResourceAsStream(resource)) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@BeforeEach
	void loader() {
		loader = new GroovyClassLoader(TrackMateScriptTest.class.getClassLoader());
	}

	private void standIns() throws IOException {
		for (final String name : STAND_INS)
			loader.parseClass(text("/sc/fiji/ssd/imagej/trackmate/" + name + ".groovy"), name + ".groovy");
	}

	private void run(final Map<String, String> keys) throws IOException {
		final Binding binding = new Binding();
		final Map<String, String> all = new HashMap<>(keys);
		for (final String key : declared())
			binding.setVariable(key, all.remove(key));
		assertEquals(Map.of(), all, "keys that the script does not declare");
		binding.setVariable("log", new StderrLogService() {

			@Override
			public void info(final Object line) {
				info.add(line.toString());
			}

			@Override
			public void error(final Object line) {
				errors.add(line.toString());
			}
		});
		final String code = text(SCRIPT).lines().map(line -> line.startsWith("#@") ? "" : line)
			.collect(Collectors.joining("\n"));
		before = Thread.currentThread().getContextClassLoader();
		Thread.currentThread().setContextClassLoader(loader);
		try {
			new GroovyShell(loader, binding).evaluate(code, "SSD_to_TrackMate....groovy");
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
	}

	private static List<String> declared() throws IOException {
		return text(SCRIPT).lines().filter(line -> line.startsWith("#@ String ("))
			.map(line -> line.substring(line.lastIndexOf(' ') + 1)).toList();
	}

	private Path movie(final int slices, final int frames) {
		final ImageStack stack = new ImageStack(100, 80);
		IntStream.range(0, slices * frames).forEach(i -> stack.addSlice(new ByteProcessor(100, 80)));
		final ImagePlus image = new ImagePlus("movie", stack);
		image.setDimensions(1, slices, frames);
		image.getCalibration().pixelWidth = image.getCalibration().pixelHeight = 0.5;
		image.getCalibration().setUnit("um");
		image.getCalibration().frameInterval = 2;
		final Path file = folder.resolve("movie.tif");
		IJ.saveAsTiff(image, file.toString());
		return file;
	}

	private Path table(final List<DetectionsCsv.Row> rows) throws IOException {
		final Path file = folder.resolve("detections.csv");
		DetectionsCsv.write(file, rows);
		return file;
	}

	private static DetectionsCsv.Row row(final int slice, final String name, final double x) {
		return new DetectionsCsv.Row("plate/movie.tif", slice, name, 0.75, new Box(x, 20, x + 10, 40));
	}

	/** Two objects of two classes in one place, and one that is missing for a frame: no link between classes. */
	@Test
	void boxesBecomeSpotsAndEachClassIsLinked() throws Exception {
		standIns();
		final List<DetectionsCsv.Row> rows = new ArrayList<>();
		for (int frame = 1; frame <= 6; frame++) {
			if (frame != 3) rows.add(row(frame, "G1, rund", 10 + frame));
			rows.add(row(frame, "groß/rot", 12 + frame));
		}
		rows.add(new DetectionsCsv.Row("other.tif", 1, "G1, rund", 0.9, new Box(0, 0, 9, 9)));
		final Path xml = folder.resolve("movie.xml");
		run(Map.of("image", movie(1, 6).toString(), "detections", table(rows).toString(), "output", xml.toString()));
		assertEquals(List.of(), errors);
		assertEquals("movie.tif: 11 spots of 2 classes in 2 tracks; written to " + xml, info.get(info.size() - 1));
		assertEquals("SSD_CLASS 1: G1, rund\nSSD_CLASS 2: groß/rot\n", Files.readString(xml));
		final String seen = new GroovyShell(loader).evaluate("""
			def model = fiji.plugin.trackmate.io.TmXmlWriter.model
			def spot = model.spots.spots.find { it.name == 'groß/rot' && it.frame == 1 }
			def lines = [spot.features.sort().toString(), spot.x.toString() + spot.y, spot.quality.toString()]
			lines << model.featureModel.dimensions.sort().toString() << model.space << model.trackModel.names.values().sort().toString()
			lines << model.trackModel.tracks.collect { track -> track*.name.unique().join('+') + track.size() }.sort().toString()
			def given = fiji.plugin.trackmate.tracking.jaqaman.SparseLAPTrackerFactory.given[0]
			lines << [given.LINKING_MAX_DISTANCE, given.GAP_CLOSING_MAX_DISTANCE, given.MAX_FRAME_GAP, given.ALLOW_TRACK_SPLITTING].toString()
			lines.join('\\n')
			""").toString();
		assertEquals("""
			[POSITION_T:2.0, POSITION_Z:0.0, SSD_CLASS:2.0, SSD_HEIGHT:10.0, SSD_SCORE:0.75, SSD_WIDTH:5.0]
			[7.0, 12.0, 12.0, 7.0][10.0, 10.0, 20.0, 20.0]
			0.75
			[SSD_CLASS:NONE, SSD_HEIGHT:LENGTH, SSD_SCORE:QUALITY, SSD_WIDTH:LENGTH]
			\u00b5m
			[G1, rund 0, groß/rot 1]
			[G1, rund5, groß/rot6]
			[7.5, 7.5, 2, false]""", seen);
	}

	/** The boxes that SSD Detect leaves in an overlay, in a stack without frames. */
	@Test
	void theOverlayOfAStack() throws Exception {
		standIns();
		final Path file = movie(4, 1);
		final ImagePlus image = IJ.openImage(file.toString());
		image.setOverlay(new ij.gui.Overlay());
		for (int slice = 1; slice <= 4; slice++)
			image.getOverlay().add(DetectionOverlay.roi(image, slice, new Detection(new Box(5, 5, 25, 25), 1, "cell", 0.25 * slice)));
		image.getOverlay().add(new ij.gui.Roi(1, 1, 5, 5));
		IJ.saveAsTiff(image, file.toString());
		run(Map.of("image", file.toString(), "output", folder.resolve("o.xml").toString(), "score", "0.5",
			"linking_distance", "3", "max_gap", "1"));
		assertEquals(List.of(), errors);
		assertEquals("movie.tif: has 4 slices and no frames; the slices are taken as frames", info.get(0).replace("movie:", "movie.tif:"));
		assertTrue(info.get(1).contains(": 3 spots of 1 class in 1 track; written to "), info.toString());
	}

	@Test
	void withoutTrackMateThereIsOneLine() throws Exception {
		run(Map.of("output", "x.xml"));
		assertEquals(List.of("TrackMate is not installed; in Fiji it comes with the update site Fiji (Help > Update...)."), errors);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "score|2|score: '2' is not valid; use a number from 0 to 1.",
		"max_gap|x|max_gap: 'x' is not valid; use a number from 1 to 1000.",
		"linking_distance|-1|linking_distance: '-1' is not valid; use a number from 0.000001 to 1000000000, or auto.",
		"detections|gone.csv|detections: gone.csv does not exist; correct the path.",
		"image|gone.tif|image: gone.tif does not exist; correct the path.",
		"image||image: no image is open; open the movie or give image=FILE.",
		"output||output: there is no display for the window of TrackMate; give output=FILE.xml.",
		"detections||detections: the overlay of movie.tif has no detections; run SSD Detect... or give detections=FILE." })
	void wrongValuesEndInALine(final String key, final String value, final String line) throws Exception {
		standIns();
		final Map<String, String> keys = new HashMap<>(Map.of("image", movie(1, 2).toString(), "detections",
			table(List.of(row(1, "a", 5), row(2, "a", 5))).toString(), "output", folder.resolve("o.xml").toString()));
		keys.put(key, value == null ? "" : value);
		run(keys);
		assertEquals(List.of(line), errors);
		assertFalse(Files.exists(folder.resolve("o.xml")));
	}

	@Test
	void aTableOfAnotherMovie() throws Exception {
		standIns();
		final Path table = table(List.of(row(3, "a", 5)));
		run(Map.of("image", movie(1, 2).toString(), "detections", table.toString(), "output", "o.xml"));
		assertEquals(List.of("detections: " + table + " has slice 3, but movie.tif has 2; give the movie that was searched."), errors);
	}

	/** No key may be the end of another one after a non-letter: ImageJ would take its value. */
	@Test
	void keysAreDocumentedAndApart() throws Exception {
		final List<String> keys = declared();
		final String line = Files.readAllLines(Path.of("docs/interface.md")).stream()
			.filter(row -> row.startsWith("- `SSD to TrackMate...`")).findFirst().orElseThrow();
		final TreeSet<String> documented = new TreeSet<>();
		Pattern.compile("`([a-z_]+)`").matcher(line.replaceAll("\\([^)]*\\)", "")).results()
			.forEach(found -> documented.add(found.group(1)));
		assertEquals(documented, new TreeSet<>(keys));
		for (final String key : keys)
			for (final String other : keys)
				assertFalse(other.endsWith("_" + key), other);
	}
}
