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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Decoding;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.model.TransferredWeights;
import sc.fiji.ssd.train.setup.InitialWeights;

/** Tests {@link InitialWeights}. */
class InitialWeightsTest {

	private static final SsdArchitecture NARROW = Presets.load("ssd300-voc").withWidth(TestModels.WIDTH);

	@TempDir
	private Path folder;

	@Test
	void saysWhatIsKeptAndWhatIsNew() {
		final InitialWeights initial = InitialWeights
			.read(TestModels.write(folder.resolve("two.ssd"), "spot", "aeroplane"));
		final List<String> lines = initial.report(initial.fit(NARROW, List.of("rod", "airplane", "spot"), 1));
		assertEquals(2, lines.size(), lines.toString());
		assertTrue(lines.get(0).startsWith("From " + folder.resolve("two.ssd") + ": conv1_1, "), lines.get(0));
		assertEquals("Scores kept for background, airplane (aeroplane), spot; initialised at random for rod", lines.get(1));
		// other default boxes on the first map
		final SsdArchitecture coco = Presets.load("ssd512-voc").withWidth(TestModels.WIDTH);
		final TransferredWeights other = initial.fit(coco, List.of("spot", "aeroplane"), 1);
		assertTrue(initial.report(other).get(1).startsWith("Missing or of another shape, so initialised at random: "),
			initial.report(other).toString());
	}

	@Test
	void refusesAModelThatHasNothingToGive() {
		final Path file = TestModels.write(folder.resolve("two.ssd"), "a", "b");
		final SsdArchitecture wide = Presets.load("ssd300-voc").withWidth(0.75);
		final String message = assertThrows(UserException.class,
			() -> InitialWeights.read(file).fit(wide, List.of("a"), 1)).getMessage();
		assertTrue(message.startsWith("initial_weights: "), message);
	}

	/** As Caffe's models that were trained on COCO and fine-tuned on VOC. */
	@Test
	void aDetectorKeepsItsDefaultBoxes() {
		final SsdArchitecture coco = Presets.load("ssd300-coco").withWidth(TestModels.WIDTH)
			.with(true, DefaultBoxes.Clipping.CORNERS, Decoding.LUFFICC);
		final SsdArchitecture kept = initial(coco, Map.of()).withBoxes(NARROW);
		assertArrayEquals(coco.priors().corners(), kept.priors().corners());
		assertEquals(NARROW.decoding(), kept.decoding());
		assertEquals(NARROW.name(), kept.name());
		assertEquals(NARROW, initial(NARROW, Map.of()).withBoxes(NARROW));
	}

	@Test
	void headsThatWereNeverTrainedHaveNoBoxesToKeep() {
		final SsdArchitecture coco = Presets.load("ssd300-coco").withWidth(TestModels.WIDTH);
		final Map<String, Object> start = Map.of(TransferredWeights.DRAWN_LAYERS, List.of("conv4_3_norm_mbox_loc"));
		assertEquals(NARROW, initial(coco, start).withBoxes(NARROW));
		assertEquals(NARROW, initial(Presets.load("ssd300-coco").withWidth(0.75), Map.of()).withBoxes(NARROW));
		final SsdArchitecture larger = Presets.load("ssd512-voc").withWidth(TestModels.WIDTH);
		assertEquals(larger, initial(coco, Map.of()).withBoxes(larger));
	}

	private static InitialWeights initial(final SsdArchitecture architecture, final Map<String, Object> provenance) {
		return new InitialWeights(Path.of("before.ssd"), new SsdModel(architecture, List.of("a"), Preprocessing.CAFFE,
			provenance, Initialization.heXavier(architecture.network(2), 1)));
	}
}
