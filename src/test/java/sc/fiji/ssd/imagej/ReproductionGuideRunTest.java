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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import sc.fiji.ssd.GuideCommand;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GuideData;
import sc.fiji.ssd.imagej.host.MacroJvm;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;

/**
 * Runs the commands that the guide gives to check the set-up: the macro with the argument as written there, but for the
 * place of {@code data} and {@code models}, in the JVM that {@code mvn -Prun} starts.
 */
class ReproductionGuideRunTest {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource({ "Pascal VOC,check-voc", "COCO,check-coco" })
	void trainsOnTheLayoutOfTheGuide(final String title, final String name) throws Exception {
		final GuideCommand command = GuideCommand.all().stream().filter(c -> c.title().equals(title)).findFirst()
			.orElseThrow();
		assertEquals("50", command.keys().get("iterations"));
		GuideData.voc(folder.resolve("data/VOCdevkit/VOC2007"), 24, 7, "trainval");
		GuideData.coco(folder.resolve("data/coco"), "train2017", 24, 8);
		final MacroJvm.Ended run = MacroJvm
			.start(folder, HeadlessImageJ.class, List.of(command.macro().toString(), command.in(folder))).waitFor();
		assertEquals(0, run.exit(), run.output());
		final SsdModel model = ModelFile.read(folder.resolve("models/" + name + ".ssd"));
		assertEquals(command.keys().get("preset"), model.architecture().name());
		assertEquals(List.of("nucleus", "ring", "rod"), model.classNames());
		final List<String> log = Files.readAllLines(folder.resolve("models/training.csv"));
		assertEquals(51, log.size());
		int learned = 0;
		for (int i = 1; i <= 50; i++) {
			final String[] row = log.get(i).split(",");
			assertEquals(i, Integer.parseInt(row[0]));
			final double loss = Double.parseDouble(row[1]);
			assertTrue(loss >= 0 && loss < 100, log.get(i));
			if (loss > 0) learned++;
		}
		// a patch of the augmentation may have no object in it, and a batch of the guide's command is one image
		assertTrue(learned > 35, learned + " of 50 iterations had an object");
		assertEquals(Double.parseDouble(command.keys().get("learning_rate")) / 100,
			Double.parseDouble(log.get(50).split(",")[4]), 1e-9, "the rate has fallen twice");
		assertEquals(50.0, ((Number) model.provenance().get("iterations_done")).doubleValue());
		assertEquals(24 - emptyImages(command), ((Number) model.provenance().get("training_images")).intValue());
	}

	private int emptyImages(final GuideCommand command) {
		return (int) Datasets.open(command.keys().get("dataset").replace("data/", folder + "/data/"),
			command.keys().get("split"), List.of()).images().stream().filter(image -> image.objects().isEmpty())
			.count();
	}
}
