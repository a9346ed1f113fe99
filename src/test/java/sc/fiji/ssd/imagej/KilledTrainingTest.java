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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.data.synthetic.SampleDataset;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.imagej.host.MacroJvm;
import sc.fiji.ssd.model.ModelFile;

/** Kills a training of the real network, continues with it, and compares it with one that was left alone. */
class KilledTrainingTest {

	private static final int ITERATIONS = 14;

	@TempDir
	Path folder;

	@Test
	void goesOnAsIfNothingHadHappened() throws Exception {
		SampleDataset.write(folder.resolve("data"), 16, 5);
		final MacroJvm.Ended unbroken = train("unbroken", false).waitFor();
		assertEquals(0, unbroken.exit(), unbroken.output());

		final MacroJvm killed = train("killed", false);
		while (rows("killed").size() < 6 && killed.isAlive())
			Thread.sleep(5);
		killed.kill();
		final int reached = rows("killed").size();
		assertTrue(reached >= 6 && reached < ITERATIONS, "killed after " + reached + " rows:\n" + killed.output());

		final MacroJvm.Ended resumed = train("killed", true).waitFor();
		assertEquals(0, resumed.exit(), resumed.output());
		assertEquals(rows("unbroken"), rows("killed"));
		final NamedWeights expected = weights("unbroken"), actual = weights("killed");
		expected.arrays().forEach((name, array) -> assertArrayEquals(array.values(), actual.get(name).values(), name));
	}

	private MacroJvm train(final String name, final boolean resume) throws IOException {
		final Path macro = Files.writeString(folder.resolve("train.ijm"), "run(\"SSD Train...\", getArgument());");
		return MacroJvm.start(folder, HeadlessImageJ.class, List.of(macro.toString(), ("dataset=[%1$s/data] " +
			"model=[%1$s/%2$s/m.ssd] validation=[] width=0.01 iterations=%3$d batch_size=2 checkpoint_every=4 engine=dl4j " +
			"threads=2 resume=%4$s").formatted(folder.toString().replace('\\', '/'), name, ITERATIONS, resume)));
	}

	private NamedWeights weights(final String name) {
		return ModelFile.read(folder.resolve(name).resolve("m.last.ssd")).weights();
	}

	/** The rows of training.csv without the throughput, which is the last column. */
	private List<String> rows(final String name) throws IOException {
		final Path log = folder.resolve(name).resolve("training.csv");
		return Files.exists(log)
			? Files.readAllLines(log).stream().skip(1).map(row -> row.substring(0, row.lastIndexOf(',')))
				.filter(row -> !row.isEmpty()).toList()
			: List.of();
	}
}
