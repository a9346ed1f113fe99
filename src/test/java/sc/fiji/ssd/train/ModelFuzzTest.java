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
package sc.fiji.ssd.train;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.io.FuzzRun;
import sc.fiji.ssd.io.FuzzedFile;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.progress.TrainingLog;

/**
 * Damages models, checkpoints, presets and the log of a training: each is read, or refused (see {@link FuzzRun}).
 */
class ModelFuzzTest {

	private static final int SMOKE_CASES = 60;

	private static final SsdArchitecture TINY = new SsdArchitecture("tiny", 32, 1,
		List.of(new SsdArchitecture.LayerRecipe("conv1", "convolution", 2, 3, 1, 1, 1),
			new SsdArchitecture.LayerRecipe("pool1", "pooling", 0, 8, 8, 0, 1)),
		List.of(new SsdArchitecture.SourceMap("pool1", 0, 8, 8, 0, List.of(), List.of())), List.of(0.1, 0.2), false,
		DefaultBoxes.Clipping.NONE, null, null, 0);

	private static final String PRESET = "{\"extends\": \"ssd300-voc\", \"name\": \"mine\", \"inputSize\": 300,\n\"variances\": [0.1, 0.2]," +
		"\n\"preprocessing\": {\"order\": \"RGB\", \"mean\": [1, 2, 3], \"scale\": 1.0}}\n";

	private static final String LOG = "iteration,loss,localization_loss,confidence_loss,learning_rate,validation_map,images_per_second\n" +
		"1,12.5,3.5,9,0.001,,4.5\n2,11.5,3.25,8.25,0.001,0.25,4.5\n3,10.5,3,7.5,0.001,,4.5\n";

	@TempDir
	private Path folder;

	private byte[] checkpoint() throws IOException {
		final SsdModel model = new SsdModel(TINY, List.of("a", "b"), Preprocessing.CAFFE, Map.of("seed", "1"),
			Initialization.heXavier(TINY.network(3), 1));
		final TrainerState state = new TrainerState(7, 0.5, 5, false, "dl4j", Map.of("batch_size", "8", "steps", "3,5",
			"gradient_clip", "10.0", "dataset", "0123"));
		final Path file = folder.resolve("sound.ssd");
		ModelFile.write(file, model, new ModelFile.TrainingState(
			new OptimizerState(Initialization.heXavier(TINY.network(3), 2)), state.toMap(),
			Map.of(ModelFile.TrainingState.TRAINED, Initialization.heXavier(TINY.network(3), 3))));
		return Files.readAllBytes(file);
	}

	private void read(final Path model) {
		ModelFile.summary(model);
		ModelFile.read(model);
		if (Files.exists(TrainingFiles.of(model).last())) {
			ModelFile.readResumable(TrainingFiles.of(model).last());
			ResumePoint.of(model).ifPresent(point -> {
				point.whole("batch_size");
				point.steps();
				point.gradientClip();
			});
		}
	}

	private void fuzz(final String group, final FuzzRun.Damage damage, final FuzzRun.Reading reading) throws IOException {
		final FuzzRun run = new FuzzRun();
		run.all(group, SMOKE_CASES, damage, reading);
		assertTrue(run.refused() > 0, run.read() + " read, " + run.refused() + " refused");
	}

	/** Bytes of the file. */
	@Test
	void models() throws IOException {
		final byte[] sound = checkpoint();
		final Path model = Files.write(folder.resolve("m.ssd"), sound), last = Files.write(TrainingFiles.of(model).last(), sound);
		assertNull(new FuzzRun().check("undamaged", () -> read(model)));
		fuzz("models", random -> {
			final byte[] damaged = FuzzedFile.damage(sound, random, false);
			Files.write(model, damaged);
			Files.write(last, damaged);
			return "m.ssd";
		}, () -> read(model));
	}

	/** Bytes of a part, with the right checksum. */
	@Test
	void modelParts() throws IOException {
		final Map<String, byte[]> parts = parts(checkpoint());
		final Path model = folder.resolve("m.ssd"), last = TrainingFiles.of(model).last();
		fuzz("model-parts", random -> {
			final String part = List.copyOf(parts.keySet()).get(random.nextInt(parts.size()));
			final byte[] damaged = damaged(parts, part, random);
			final boolean trainer = random.nextBoolean();
			Files.write(model, trainer ? zip(parts) : damaged);
			Files.write(last, damaged);
			return part;
		}, () -> read(model));
	}

	private static byte[] damaged(final Map<String, byte[]> parts, final String part, final Random random) throws IOException {
		final Map<String, byte[]> changed = new LinkedHashMap<>(parts);
		if (random.nextInt(10) == 0) changed.remove(part);
		else changed.put(part, FuzzedFile.damage(parts.get(part), random, part.endsWith(".json")));
		return zip(changed);
	}

	private static Map<String, byte[]> parts(final byte[] model) throws IOException {
		final Map<String, byte[]> parts = new LinkedHashMap<>();
		final Path file = Files.write(Files.createTempFile("parts", ".zip"), model);
		try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry())
				parts.put(entry.getName(), zip.readAllBytes());
		}
		Files.delete(file);
		return parts;
	}

	private static byte[] zip(final Map<String, byte[]> parts) throws IOException {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(out)) {
			for (final Map.Entry<String, byte[]> part : parts.entrySet()) {
				final CRC32 sum = new CRC32();
				sum.update(part.getValue());
				final ZipEntry entry = new ZipEntry(part.getKey());
				entry.setMethod(ZipEntry.STORED);
				entry.setSize(part.getValue().length);
				entry.setCrc(sum.getValue());
				zip.putNextEntry(entry);
				zip.write(part.getValue());
			}
		}
		return out.toByteArray();
	}

	/** Files of the key {@code preset}. */
	@Test
	void presets() throws IOException {
		final Path preset = Files.writeString(folder.resolve("mine.json"), PRESET);
		assertNull(new FuzzRun().check("undamaged", () -> Presets.read(preset.toString())));
		fuzz("presets", random -> {
			Files.write(preset, FuzzedFile.damage(PRESET.getBytes(StandardCharsets.UTF_8), random, true));
			return "mine.json";
		}, () -> Presets.read(preset.toString()));
	}

	/** The rows that a resumed training keeps. */
	@Test
	void trainingLogs() throws IOException {
		final Path log = Files.writeString(folder.resolve("training.csv"), LOG);
		assertNull(new FuzzRun().check("undamaged", () -> new TrainingLog(log, 3).close()));
		fuzz("training.csv", random -> {
			Files.write(log, FuzzedFile.damage(LOG.getBytes(StandardCharsets.UTF_8), random, true));
			return "training.csv";
		}, () -> new TrainingLog(log, 3).close());
	}
}
