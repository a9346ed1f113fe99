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
package sc.fiji.ssd.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationReportTest {

	@TempDir
	Path folder;

	private static Evaluation golden(final String scene, final String metric) {
		final TestDataset.Scene data = TestDataset.golden(scene);
		return Evaluator.evaluate(data.truth(), data.detections(), metric);
	}

	private static Set<String> files(final Path folder) throws IOException {
		try (Stream<Path> all = Files.list(folder)) {
			return all.map(f -> f.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
		}
	}

	@Test
	void aFolderGetsThreeFiles() throws IOException {
		final Path output = folder.resolve("new/results");
		final Evaluation evaluation = golden("voc", Evaluator.VOC2012);
		EvaluationReport.write(output, evaluation);
		assertEquals(Set.of("evaluation.json", "pr.csv", "pr.png"), files(output));
		final JsonObject json = JsonParser.parseString(Files.readString(output.resolve("evaluation.json")))
			.getAsJsonObject();
		assertEquals("voc2012", json.get("metric").getAsString());
		assertEquals(evaluation.map(), json.get("map").getAsDouble());
		final JsonObject perClass = json.getAsJsonObject("per_class");
		assertTrue(perClass.getAsJsonObject("absent").get("ap").isJsonNull());
		assertEquals(29, perClass.getAsJsonObject("cell").get("positives").getAsInt());
		assertEquals(40, json.get("images").getAsInt());
		final List<String> lines = Files.readAllLines(output.resolve("pr.csv"));
		assertEquals("class,recall,precision,score", lines.get(0));
		assertEquals(
			1 + evaluation.perClass().values().stream().mapToInt(r -> r.positives() > 0 ? r.scores().length : 0).sum(),
			lines.size());
		assertTrue(lines.size() > 200 && lines.size() < 1 + 95 + 2 + 94 + 101);
		assertTrue(lines.stream().skip(1).allMatch(l -> l.matches("(cell|missed|rod|ring)(,[01]\\.\\d{6}){3}")));
	}

	@Test
	void cocoHasItsNumbersAndNoNaN() throws IOException {
		EvaluationReport.write(folder, golden("coco", Evaluator.COCO));
		final String text = Files.readString(folder.resolve("evaluation.json"));
		final JsonObject json = JsonParser.parseString(text).getAsJsonObject();
		assertEquals(json.get("map"), json.get("AP"));
		assertEquals(0.43900471543380115, json.get("AP50").getAsDouble(), 1e-12);
		assertTrue(!text.contains("NaN"));
	}

	@Test
	void aFileGetsItsPlotsBesideIt() throws IOException {
		EvaluationReport.write(folder.resolve("demo.json"), golden("voc", Evaluator.VOC2007));
		EvaluationReport.write(folder.resolve("evaluation.json"), golden("voc", Evaluator.VOC2007));
		assertEquals(Set.of("demo.json", "demo-pr.csv", "demo-pr.png", "evaluation.json", "pr.csv", "pr.png"),
			files(folder));
	}

	@Test
	void thePlotShowsALineForEveryClass() throws IOException {
		EvaluationReport.write(folder, golden("voc", Evaluator.VOC2012));
		final BufferedImage image = ImageIO.read(folder.resolve("pr.png").toFile());
		assertEquals(900, image.getWidth());
		for (final int color : new int[] { 0x4477AA, 0xEE6677, 0x228833, 0xCCBB44 })
			assertTrue(count(image, color) >= 10, Integer.toHexString(color));
		assertEquals(0, count(image, 0x66CCEE));
	}

	/** A score of 0.9 stands high in its own panel, however large the losses are. */
	@Test
	void panelsHaveTheirOwnAxes() throws IOException {
		final Map<String, double[][]> losses = Map.of("loss",
			new double[][] { { 1, 2, 3, 4 }, { 9, Double.NaN, 4, 2 } });
		final Path png = folder.resolve("loss.png");
		Charts.write(png, Charts.panels("Loss", "Iteration", List.of(new Charts.Panel("Loss", Double.NaN, 3, losses))));
		assertTrue(count(ImageIO.read(png.toFile()), 0x4477AA) > 60);
		final Map<String, double[][]> scores = Map.of("mAP", new double[][] { { 2, 4 }, { 0.1, 0.9 } });
		Charts.write(png, Charts.panels("Loss", "Iteration", List.of(new Charts.Panel("Loss", Double.NaN, 3, losses),
			new Charts.Panel("mAP", 1, 2, scores))));
		final int[] loss = rows(ImageIO.read(png.toFile()), 0x4477AA), score = rows(ImageIO.read(png.toFile()), 0xEE6677);
		assertTrue(loss[1] < score[0], "the panels are above each other");
		assertTrue(score[1] - score[0] > 100, "the scores use their panel");
		Charts.write(png, Charts.panels("One", "x", List.of(new Charts.Panel("y", 1, 1, Map.of("mAP", new double[][] { { 7 }, { 0.5 } })))));
		assertTrue(count(ImageIO.read(png.toFile()), 0x4477AA) > 8, "a single point is seen");
		Charts.write(png, Charts.panels("Nothing", "x", List.of(new Charts.Panel("y", Double.NaN, 1, Map.of()))));
		assertEquals(0, count(ImageIO.read(png.toFile()), 0x4477AA));
	}

	/** @return the first and the last row that have the colour, left of the legend */
	private static int[] rows(final BufferedImage image, final int color) {
		final int[] rows = { Integer.MAX_VALUE, -1 };
		for (int y = 0; y < image.getHeight(); y++)
			for (int x = 0; x < image.getWidth() * 3 / 4; x++)
				if ((image.getRGB(x, y) & 0xFFFFFF) == color) {
					rows[0] = Math.min(rows[0], y);
					rows[1] = y;
				}
		return rows;
	}

	private static int count(final BufferedImage image, final int color) {
		int n = 0;
		for (int y = 0; y < image.getHeight(); y++)
			for (int x = 0; x < image.getWidth(); x++)
				if ((image.getRGB(x, y) & 0xFFFFFF) == color) n++;
		return n;
	}
}
