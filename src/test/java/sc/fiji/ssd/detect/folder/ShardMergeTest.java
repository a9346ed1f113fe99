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
package sc.fiji.ssd.detect.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.TinyModel;
import sc.fiji.ssd.io.UserException;

class ShardMergeTest {

	private static final int SHARDS = 4;

	/** In the order in which a run writes them. */
	private static final List<String> FILES = List.of("detections.csv", "detections.json", "failures.csv", "images.csv",
		"run.json");

	@TempDir
	Path root;

	Path input;
	Path shards;
	Path whole;
	Path modelFile;

	@BeforeEach
	void images() throws IOException {
		input = root.resolve("in");
		shards = root.resolve("shards");
		whole = root.resolve("whole");
		modelFile = Files.writeString(root.resolve("model.ssd"), "any content has a digest");
		for (int i = 0; i < 16; i++)
			PngReader.write(input.resolve(i % 3 == 0 ? "sub/" + i + ", ä.png" : i + ".png"), 30 + i, 60, i % 16, 255,
				15 - i, 110);
		for (final String name : List.of("0-broken.png", "sub/broken.png"))
			Files.writeString(input.resolve(name), "no image");
	}

	private void run(final Path output, final Shard shard, final double score, final boolean overwrite) {
		try (Detector detector = new Detector(TinyModel.model(), TinyModel.engine(2),
			new DetectionSettings(score, 0.45, 200)))
		{
			new FolderDetection(detector, new PngReader(), (source, target, planes) -> {}, modelFile, null,
				(done, total, message) -> {}).run(new FolderSettings(input, output, true, false, shard, overwrite, null));
		}
	}

	private void runShards(final boolean apart) {
		for (int k = 1; k <= SHARDS; k++)
			run(apart ? shards.resolve("node" + k) : shards, new Shard(k, SHARDS), 0.5, false);
	}

	private String refusal(final Path output) {
		final String line = assertThrows(UserException.class, () -> new ShardMerge(shards, output).run()).getMessage();
		assertEquals(1, line.lines().count(), line);
		return line;
	}

	private static void assertSameResults(final Path expected, final Path actual) throws IOException {
		for (final String name : FILES)
			assertEquals(text(expected, name), text(actual, name), name);
	}

	/** Without when it began. */
	private static String text(final Path folder, final String name) throws IOException {
		final String text = Files.readString(folder.resolve(name));
		return name.equals("run.json") ? text.replaceFirst("\"started\": \"[^\"]*\"", "") : text;
	}

	@Test
	void shardsOfOneFolderMakeTheWhole() throws IOException {
		run(whole, Shard.ALL, 0.5, false);
		runShards(false);
		final FolderResult result = new ShardMerge(shards, shards).run();
		assertEquals(16, result.images());
		assertEquals(2, result.failures());
		assertSameResults(whole, shards);
		assertEquals(result, new ShardMerge(shards, shards).run(), "a second merge");
		final String started = RunRecord.read(shards.resolve("run.json")).started();
		assertEquals(RunRecord.read(shards.resolve("run-1-of-4.json")).started(), started);
	}

	@Test
	void shardsOfManyFoldersMakeTheWhole() throws IOException {
		run(whole, Shard.ALL, 0.5, false);
		runShards(true);
		new ShardMerge(shards, root.resolve("merged")).run();
		assertSameResults(whole, root.resolve("merged"));
	}

	/** Fewer images than shards leave some with nothing to do. */
	@Test
	void emptyShards() throws IOException {
		run(whole, Shard.ALL, 0.5, false);
		for (int k = 1; k <= 50; k++)
			run(shards, new Shard(k, 50), 0.5, false);
		assertTrue(Files.readString(shards.resolve("images-03-of-50.csv")).lines().count() >= 1);
		new ShardMerge(shards, shards).run();
		assertSameResults(whole, shards);
	}

	@Test
	void whatDoesNotBelongTogetherIsRefused() throws IOException {
		assertTrue(refusal(shards).contains("is not a folder"));
		Files.createDirectories(shards);
		assertTrue(refusal(shards).contains("contains no results of shards"));
		runShards(false);
		final Path run2 = shards.resolve("run-2-of-4.json");
		final String good = Files.readString(run2);

		Files.delete(run2);
		assertTrue(refusal(shards).contains("lacks shard 2/4; run SSD Detect Folder... with shard=2/4"));
		for (final String[] change : new String[][] {
			{ "\"complete\": true", "\"complete\": false", "shard 2/4 in SHARDS is not complete; run" },
			{ "\"score\": 0.5", "\"score\": 0.3",
				"shard 2/4 in SHARDS differs from shard 1/4: its score is 0.3, not 0.5; run it again" },
			{ "\"instruction_set\": \"none\"", "\"instruction_set\": \"avx2\"",
				"its instruction set is avx2, not none" },
			{ "\"precision\": \"float32\"", "\"precision\": \"bfloat16\"", "its precision is bfloat16, not float32" },
			{ "\"device\": \"cpu\"", "\"device\": \"cuda:0\"", "its device is cuda, not cpu" },
			{ "\"digest\": \"", "\"digest\": \"0", "its digest of the model is 0" },
			{ "\"recursive\": true", "\"recursive\": false", "its recursive is false, not true" },
			{ "\"shard\": \"2/4\"", "\"shard\": \"3/4\"", "it belongs to shard 3/4 despite its name" },
			{ "\"failures\": ", "\"failures\": 1", "is damaged: its files contain" } })
		{
			final String changed = good.replace(change[0], change[1]);
			assertFalse(changed.equals(good), change[0] + " is not in\n" + good);
			Files.writeString(run2, changed);
			final String line = refusal(shards);
			assertTrue(line.contains(change[2].replace("SHARDS", shards.toString())), line);
		}
		Files.writeString(run2, good);

		Files.copy(run2, Files.createDirectories(shards.resolve("copy")).resolve("run-2-of-4.json"));
		assertTrue(refusal(shards).contains("shard 2/4 in "));
		Files.delete(shards.resolve("copy/run-2-of-4.json"));
		run(shards, new Shard(1, 7), 0.5, false);
		assertTrue(refusal(shards).contains("shards of several runs, of 4 and of 7 parts"));
		Files.delete(shards.resolve("run-1-of-7.json"));

		final Path images = shards.resolve("images-2-of-4.csv");
		final String rows = Files.readString(images);
		Files.writeString(images, rows.substring(0, rows.stripTrailing().lastIndexOf('\n') + 1));
		assertTrue(refusal(shards).contains("is damaged"));
		Files.writeString(images, rows);
		assertFalse(Files.exists(shards.resolve("detections.csv")));

		run(whole, Shard.ALL, 0.3, false);
		final String before = text(whole, "detections.csv");
		assertTrue(refusal(whole).contains("contains results of another run (score was 0.3 and is 0.5)"));
		assertEquals(before, text(whole, "detections.csv"));
		new ShardMerge(shards, shards).run();
	}

	/** Whatever files a killed run had written, old or new, the next one ends with the same. */
	@Test
	void aRunMayBeKilledBetweenAnyTwoFiles() throws IOException {
		run(whole, Shard.ALL, 0.5, false);
		final Path half = root.resolve("half");
		final Path later = input.resolve("9 later.png");
		run(half, Shard.ALL, 0.5, false);
		PngReader.write(later, 33, 60, 3, 255);
		final Path full = root.resolve("full");
		run(full, Shard.ALL, 0.5, false);
		for (int written = 0; written <= FILES.size(); written++)
			for (final boolean first : new boolean[] { true, false }) {
				final Path killed = Files.createDirectories(root.resolve("killed" + written + first));
				final String record = Files.readString((first ? full : half).resolve("run.json"))
					.replace("\"complete\": true", "\"complete\": false");
				for (int i = 0; i < FILES.size(); i++) {
					final Path from = (i < written ? full : half).resolve(FILES.get(i));
					if (i < written || !first)
						Files.copy(from, killed.resolve(FILES.get(i)), StandardCopyOption.REPLACE_EXISTING);
				}
				if (written < FILES.size()) Files.writeString(killed.resolve("run.json"), record); // as it is begun
				run(killed, Shard.ALL, 0.5, false);
				assertSameResults(full, killed);
			}
	}

	@Test
	void aRunThatOverwritesMayBeKilledToo() throws IOException {
		run(whole, Shard.ALL, 0.5, false);
		run(shards, Shard.ALL, 0.3, false);
		assertThrows(IllegalStateException.class, () -> {
			try (Detector detector = new Detector(TinyModel.model(), TinyModel.engine(2), DetectionSettings.DEFAULT)) {
				new FolderDetection(detector, new PngReader(), (source, target, planes) -> {}, modelFile, null,
					(done, total, message) -> {
						throw new IllegalStateException("killed");
					}).run(new FolderSettings(input, shards, true, false, Shard.ALL, true, null));
			}
		});
		assertFalse(RunRecord.read(shards.resolve("run.json")).complete());
		run(shards, Shard.ALL, 0.5, false);
		assertSameResults(whole, shards);
	}
}
