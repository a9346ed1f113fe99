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
package sc.fiji.ssd.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;

/** Suspicious labels as a user asks for them: from detections, from a model, and by cross-validation. */
class CheckLabelsTest extends CommandTest {

	@TempDir
	private Path folder;

	private Path data;

	@BeforeEach
	void start() throws Exception {
		data = folder.resolve("data");
		assertFalse(run(MakeSampleDataset.class, "dataset", data, "images", 6).isCanceled());
	}

	private CommandModule run(final Class<? extends SsdCommand> command, final Object... inputs) throws Exception {
		return context.service(CommandService.class).run(command, true, inputs).get();
	}

	private static List<String[]> rows(final Path output) throws Exception {
		final List<String> lines = Files.readAllLines(output.resolve("suspicious.csv"));
		assertTrue(lines.get(0).startsWith("suspicion,kind,image,class,"), lines.get(0));
		return lines.stream().skip(1).map(line -> line.split(",", -1)).toList();
	}

	/** The truth as detections, but without the first object and with one that nobody annotated. */
	private Path detections(final Dataset truth) throws Exception {
		final StringBuilder csv = new StringBuilder("image,slice,class,score,x_min,y_min,x_max,y_max\n");
		boolean first = true;
		for (final AnnotatedImage image : truth.images()) {
			for (final GroundTruth o : image.objects()) {
				if (!first) csv.append(String.join(",", image.name(), "1", o.className(), "0.900000", "" + o.box().xMin(),
					"" + o.box().yMin(), "" + o.box().xMax(), "" + o.box().yMax())).append('\n');
				first = false;
			}
		}
		final AnnotatedImage image = truth.images().get(1);
		csv.append(String.join(",", image.name(), "1", image.objects().get(0).className(), "0.990000", "1", "1", "9", "9"))
			.append('\n');
		return Files.writeString(folder.resolve("detections.csv"), csv);
	}

	@Test
	void detectionsOfOtherSoftwareTellWhatIsSuspicious() throws Exception {
		final Dataset truth = Datasets.open(data.toString(), "train", List.of());
		final CommandModule module = run(CheckLabels.class, "dataset", data.toString(), "detections",
			detections(truth).toFile(), "output", folder.resolve("out").toFile());
		assertFalse(module.isCanceled(), module.getCancelReason());
		final List<String[]> rows = rows(folder.resolve("out"));
		final long objects = truth.images().stream().mapToLong(image -> image.objects().size()).sum();
		assertEquals(objects + 1, rows.size());
		assertEquals("missing", rows.get(0)[1]);
		assertEquals(truth.images().get(1).name(), rows.get(0)[2]);
		assertEquals("unconfirmed", rows.get(1)[1]);
		assertEquals(truth.images().get(0).name(), rows.get(1)[2]);
		assertTrue(Double.parseDouble(rows.get(2)[0]) < Double.parseDouble(rows.get(1)[0]));
	}

	@Test
	void crossValidationChecksTheTrainingData() throws Exception {
		final Dataset truth = Datasets.open(data.toString(), "train", List.of());
		final CommandModule module = run(CheckLabels.class, "dataset", data.toString(), "folds", "2", "iterations", "2",
			"batch_size", "2", "width", TestModels.WIDTH, "engine", "fake", "tiling", "off", "output",
			folder.resolve("out").toFile());
		assertFalse(module.isCanceled(), module.getCancelReason());
		final List<String[]> rows = rows(folder.resolve("out"));
		for (final AnnotatedImage image : truth.images())
			assertEquals(image.objects().size(),
				rows.stream().filter(row -> row[2].equals(image.name()) && !row[1].equals("missing")).count(), image.name());
		for (int i = 1; i < rows.size(); i++)
			assertTrue(Double.parseDouble(rows.get(i)[0]) <= Double.parseDouble(rows.get(i - 1)[0]));
		assertTrue(Files.exists(folder.resolve("out/csv/detections.csv")));
		assertEquals(0, Files.list(folder.resolve("out")).filter(f -> f.toString().endsWith(".ssd")).count());
	}

	@Test
	void refusesInOneLine() throws Exception {
		assertTrue(refusal("folds", "99").startsWith("folds: 99 is more than the "));
		assertTrue(refusal("folds", "1").startsWith("folds: "));
		assertTrue(refusal("minutes", "-1").startsWith("minutes: "));
		assertTrue(refusal("model", "demo-fluorescence", "detections", data.toFile()).startsWith("model, detections: "));
		assertTrue(refusal("iterations", "0").startsWith("iterations: "));
	}

	private String refusal(final Object... more) throws Exception {
		final Object[] inputs = new Object[more.length + 4];
		inputs[0] = "dataset";
		inputs[1] = data.toString();
		inputs[2] = "engine";
		inputs[3] = "fake";
		System.arraycopy(more, 0, inputs, 4, more.length);
		final CommandModule module = run(CheckLabels.class, inputs);
		assertTrue(module.isCanceled(), "ran on");
		assertEquals(1, module.getCancelReason().lines().count(), module.getCancelReason());
		return module.getCancelReason();
	}
}
