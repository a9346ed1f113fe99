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
package sc.fiji.ssd.evaluate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.folder.PngReader;
import sc.fiji.ssd.evaluate.CocoSettings;
import sc.fiji.ssd.evaluate.MetricSet;
import sc.fiji.ssd.evaluate.ReportFiles;
import sc.fiji.ssd.evaluate.TestDataset;
import sc.fiji.ssd.evaluate.analysis.SimilarClasses;
import sc.fiji.ssd.evaluate.formats.DetectionSink;
import sc.fiji.ssd.evaluate.formats.LoadedDetections;

class HtmlReportTest {

	private static final String STRANGE = "<b>cell & \"co\"</b>";

	@TempDir
	Path root;

	private LoadedDetections scene() throws IOException {
		final Path file = root.resolve("a.png");
		PngReader.write(file, 64, 64, 0, 250, 15, 150);
		final List<GroundTruth> truths = List.of(new GroundTruth(new Box(0, 0, 16, 16), STRANGE),
			new GroundTruth(new Box(40, 40, 60, 60), "=rod"));
		final TestDataset data = new TestDataset(List.of(new AnnotatedImage("a.png", file, 64, 64, truths),
			new AnnotatedImage("gone.png", root.resolve("gone.png"), 64, 64, truths)), List.of("=rod", STRANGE));
		final List<Detection> found = new ArrayList<>();
		found.add(new Detection(new Box(0, 0, 16, 17), 1, STRANGE, 0.9));
		found.add(new Detection(new Box(20, 20, 30, 30), 1, STRANGE, 0.8));
		return DetectionSink.load(data, Map.of("a.png", found, "gone.png", found));
	}

	private void write(final LoadedDetections found, final Path output) {
		HtmlReport.write(ReportFiles.of(output), "A <title>",
			Analysis.of(MetricSet.of(found, CocoSettings.DEFAULT), SimilarClasses.VOC), List.of("beware <x>"),
			new PngReader());
	}

	@Test
	void oneFileHasAllAndNamesAreText() throws IOException {
		write(scene(), root.resolve("out"));
		final String html = Files.readString(root.resolve("out/report.html"));
		final Matcher references = Pattern.compile("(?:src|href)=\"([^\"]{0,20})|url\\(|@import|<script|<link").matcher(html);
		int images = 0;
		while (references.find()) {
			assertTrue(references.group(1) != null && references.group(1).startsWith("data:image/"), references.group());
			images++;
		}
		assertTrue(images > 12, images + " images");
		assertFalse(html.contains(STRANGE));
		assertTrue(html.contains("&lt;b&gt;cell &amp; &quot;co&quot;&lt;/b&gt;"));
		assertTrue(html.contains("A &lt;title&gt;") && html.contains("beware &lt;x&gt;"));
		assertTrue(html.contains("image could not be read"));
		for (final Path plot : new Path[] { root.resolve("out/plots/tide.png"), root.resolve("out/plots/f1.png") })
			assertTrue(Files.size(plot) > 1000);
	}

	@Test
	void jsonAndTablesHaveTheSameNumbers() throws IOException {
		final LoadedDetections found = scene();
		write(found, root.resolve("scores.json"));
		final JsonObject json = JsonParser.parseString(Files.readString(root.resolve("scores-analysis.json")))
			.getAsJsonObject();
		final MetricSet metrics = MetricSet.of(found, CocoSettings.DEFAULT);
		assertEquals(metrics.voc2012().map(), json.getAsJsonObject("summary").get("voc2012").getAsDouble());
		assertEquals(metrics.cocoResult().map(), json.getAsJsonObject("summary").get("AP").getAsDouble());
		final List<String> classes = Files.readAllLines(root.resolve("scores-classes.csv"));
		assertEquals(3, classes.size());
		assertTrue(classes.get(1).startsWith("'=rod,2,0,0.000000,0.000000"), classes.get(1));
		final List<String> suspicious = Files.readAllLines(root.resolve("scores-suspicious.csv"));
		assertEquals(1 + 4 + 2, suspicious.size());
		assertTrue(suspicious.get(1).startsWith("0.64") && suspicious.get(1).contains("missing,a.png"), suspicious.get(1));
		assertEquals("(background),0,0,0", Files.readAllLines(root.resolve("scores-confusion.csv")).get(3));
	}

	@Test
	void nothingFoundIsAReportToo() throws IOException {
		write(DetectionSink.load(scene().truth(), Map.of()), root.resolve("none"));
		assertTrue(Files.readString(root.resolve("none/report.html")).contains("unconfirmed"));
	}
}
