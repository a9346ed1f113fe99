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

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.TinyModel;
import sc.fiji.ssd.imagej.planes.ZProjection;
import sc.fiji.ssd.imagej.results.FolderExport;
import sc.fiji.ssd.io.FuzzRun;
import sc.fiji.ssd.io.FuzzedFile;

/**
 * Damages the files of folder runs that are read again: when a run is resumed, shards are merged, or results exported. Each is read, or refused
 * (see {@link FuzzRun}); an image whose results do not agree is processed again.
 */
class RecordFuzzTest {

	private static final int SMOKE_CASES = 40;

	@TempDir
	private Path root;

	private Path input, output, model;

	@BeforeEach
	void images() throws IOException {
		input = root.resolve("in");
		output = root.resolve("out");
		model = Files.writeString(root.resolve("model.ssd"), "any content has a digest");
		for (int i = 0; i < 4; i++)
			PngReader.write(input.resolve(i + ", \u00e4.png"), 30 + i, 60, i, 255, 15 - i, 110);
		Files.writeString(input.resolve("broken.png"), "no image");
	}

	private void run(final Detector detector, final Shard shard) {
		new FolderDetection(detector, new PngReader(), (source, target, planes) -> {}, model, null, (done, total, message) -> {})
			.run(new FolderSettings(input, output, false, false, shard, false, null));
	}

	private static Detector detector() {
		return new Detector(TinyModel.model(), TinyModel.engine(2), new DetectionSettings(0.5, 0.45, 200));
	}

	private Map<String, byte[]> results() throws IOException {
		final Map<String, byte[]> results = new TreeMap<>();
		try (Stream<Path> files = Files.list(output)) {
			for (final Path file : files.toList())
				if (!file.getFileName().toString().startsWith("detections") || file.toString().endsWith(".csv"))
					results.put(file.getFileName().toString(), Files.readAllBytes(file));
		}
		return results;
	}

	private void fuzz(final String group, final Map<String, byte[]> sound, final FuzzRun.Reading reading) throws IOException {
		assertNull(new FuzzRun().check(group + " undamaged", reading));
		final List<String> names = List.copyOf(sound.keySet());
		final FuzzRun run = new FuzzRun();
		run.all(group, SMOKE_CASES, random -> {
			for (final Map.Entry<String, byte[]> file : sound.entrySet())
				Files.write(output.resolve(file.getKey()), file.getValue());
			final String name = names.get(random.nextInt(names.size()));
			Files.write(output.resolve(name), FuzzedFile.damage(sound.get(name), random, true));
			return name;
		}, reading);
		assertTrue(run.read() > 0 && run.refused() > 0, run.read() + " read, " + run.refused() + " refused");
	}

	@Test
	void resumedRuns() throws IOException {
		try (Detector detector = detector()) {
			run(detector, Shard.ALL);
			fuzz("resumed runs", results(), () -> run(detector, Shard.ALL));
		}
	}

	@Test
	void mergedShards() throws IOException {
		try (Detector detector = detector()) {
			for (int k = 1; k <= 2; k++)
				run(detector, new Shard(k, 2));
		}
		final Map<String, byte[]> sound = results();
		final Path merged = root.resolve("merged");
		fuzz("merged shards", sound, () -> {
			Files.deleteIfExists(merged.resolve("run.json"));
			for (final String name : List.of("detections.csv", "images.csv"))
				Files.deleteIfExists(merged.resolve(name));
			new ShardMerge(output, merged).run();
		});
	}

	/** A name in the tables that leads elsewhere, or is as long as a table, is refused, or written under a shorter name. */
	@ParameterizedTest
	@ValueSource(strings = { "../../1.png", "/etc/1.png", "a//1.png", "./1.png", "a\0.png" })
	void namesThatLeadElsewhereAreRefused(final String name) throws IOException {
		try (Detector detector = detector()) {
			run(detector, Shard.ALL);
		}
		for (final String table : List.of("images.csv", "detections.csv"))
			Files.writeString(output.resolve(table), Files.readString(output.resolve(table)).replaceAll("\"1, [^\"]*\"", "\"" + name + "\""));
		final FuzzRun run = new FuzzRun();
		assertTrue(run.check(name, this::export).contains("not a path inside the folder"));
		for (final String table : List.of("images.csv", "detections.csv"))
			Files.writeString(output.resolve(table), Files.readString(output.resolve(table)).replace(name, "x".repeat(300_000) + ".png"));
		assertNull(run.check("a long name", this::export));
		assertTrue(run.largest() < 64 << 20, (run.largest() >> 20) + " MiB");
	}

	private void export() {
		new FolderExport(input, output, "", TinyModel.CLASSES, ZProjection.NONE, line -> {})
			.write(List.of(FolderExport.GEOJSON, FolderExport.ROIS, FolderExport.YOLO, FolderExport.CROPS, FolderExport.VOLUMES),
				() -> false);
	}

	@Test
	void exportedResults() throws IOException {
		try (Detector detector = detector()) {
			run(detector, Shard.ALL);
		}
		final Map<String, byte[]> sound = results();
		sound.keySet().retainAll(List.of("detections.csv", "images.csv"));
		fuzz("exported results", sound, this::export);
	}
}
