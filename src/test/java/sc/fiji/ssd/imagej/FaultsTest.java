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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Color;
import java.awt.Graphics;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import ij.ImagePlus;
import ij.io.Opener;
import sc.fiji.ssd.commands.TestModels;
import sc.fiji.ssd.data.SampleDataset;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.model.ModelFile;

/** Full disks, too little memory, signals: each ends in one line and a right exit code, and what is there can be read. */
@EnabledOnOs(OS.LINUX)
class FaultsTest {

	private static final List<String> TABLES = List.of("detections.csv", "images.csv", "failures.csv",
		"detections.json");

	@TempDir
	private Path folder;

	private Path in;

	private final Random random = new Random(4);

	@BeforeEach
	void write() throws IOException {
		in = Files.createDirectory(folder.resolve("in"));
		TestModels.write(folder.resolve("m.ssd"), "spot", "other");
	}

	/** A few pictures, under many names. */
	private void images(final int count) throws IOException {
		final Path pictures = Files.createDirectories(folder.resolve("pictures"));
		for (int i = 0; i < Math.min(10, count); i++) {
			final BufferedImage image = new BufferedImage(120, 100, BufferedImage.TYPE_BYTE_GRAY);
			final Graphics g = image.getGraphics();
			g.setColor(Color.WHITE);
			for (int k = 0; k < 3; k++)
				g.fillRect(random.nextInt(100), random.nextInt(80), 12 + random.nextInt(6), 12);
			g.dispose();
			Files.write(pictures.resolve(i + ".png"), BrokenImages.encoded(image, "png"));
		}
		for (int i = 0; i < count; i++)
			Files.createSymbolicLink(in.resolve("image " + i + ".png"), pictures.resolve(i % 10 + ".png"));
	}

	/** Detects as {@code macros/DetectFolder.groovy} does in Fiji. */
	private MacroJvm detect(final List<String> before, final List<String> java, final String more) throws IOException {
		return MacroJvm.start(folder, before, java, HeadlessSciJava.class, List.of("--headless", "--run",
			"macros/DetectFolder.groovy",
			("input=\"HERE/in\",output=\"HERE/out\",model=\"HERE/m.ssd\"," + more).replace("HERE", folder.toString())));
	}

	private MacroJvm macro(final List<String> before, final String command, final String options) throws IOException {
		final Path file = Files.createTempFile(folder, "run", ".ijm");
		Files.writeString(file, "run(\"" + command + "\", getArgument());");
		return MacroJvm.start(folder, before, List.of("-XX:-UsePerfData"), HeadlessImageJ.class,
			List.of(file.toString(), options.replace("HERE", folder.toString())));
	}

	private static List<String> bash(final String line) {
		return List.of("bash", "-c", line + "; exec \"$@\"", "limited");
	}

	private static JsonObject ended(final int exit, final String status, final MacroJvm.Ended run) {
		assertEquals(exit, run.exit(), run.output());
		final JsonObject summary = JsonParser.parseString(run.output().stripTrailing().lines().reduce("", (a, b) -> b))
			.getAsJsonObject();
		assertEquals(status, summary.get("status").getAsString(), run.output());
		assertFalse(run.output().contains("\tat "), "a stack trace:\n" + run.output());
		return summary;
	}

	private static void assertNothingHalf(final Path where) throws IOException {
		try (Stream<Path> files = Files.walk(where)) {
			assertEquals(List.of(), files.filter(f -> f.toString().matches(".*\\.(part|lock|part\\.tif)")).toList());
		}
	}

	private void assertEqualResults(final String expected, final String actual) throws IOException {
		for (final String name : TABLES)
			assertEquals(Files.readString(folder.resolve(expected).resolve(name)),
				Files.readString(folder.resolve(actual).resolve(name)), name);
	}

	/** Files may not grow beyond a size, which writes meet as they meet a full disk. */
	@Test
	void aFullDiskEndsARunInOneLineAndItGoesOnLater() throws Exception {
		images(8);
		final MacroJvm full = detect(bash("ulimit -f 4"), List.of("-XX:-UsePerfData"),
			"engine=\"fake\",overlays=\"false\"");
		final String line = ended(1, "failed", full.waitFor()).get("message").getAsString();
		assertTrue(line.matches("output: .*/out cannot be written: .*; free some space or choose another folder\\."),
			line);
		assertNothingHalf(folder.resolve("out"));
		assertFalse(JsonParser.parseString(Files.readString(folder.resolve("out/run.json"))).getAsJsonObject()
			.get("complete").getAsBoolean());
		final JsonObject done = ended(0, "done",
			detect(List.of(), List.of(), "engine=\"fake\",overlays=\"false\"").waitFor());
		assertEquals(8, done.get("images").getAsInt());
	}

	/** A file system of its own, where one may be mounted. */
	@Test
	void aFullFileSystemAndOneThatIsReadOnly() throws Exception {
		assumeTrue(new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt").start().waitFor() == 0,
			"nothing may be mounted here");
		images(14);
		Files.createDirectory(folder.resolve("out"));
		final String out = "'" + folder + "/out'";
		final MacroJvm full = detect(List.of("unshare", "-rm", "bash", "-c",
			"mount -t tmpfs -o size=100k none " + out + "; \"$@\"; code=$?; ls -A " + out + " >&2; exit $code",
			"limited"), List.of(), "engine=\"fake\",overlays=\"true\"");
		final MacroJvm readOnly = detect(
			List.of("unshare", "-rm", "bash", "-c", "mount -t tmpfs -o ro none " + out + "; exec \"$@\"", "limited"),
			List.of(), "engine=\"fake\",overlays=\"false\"");
		final MacroJvm.Ended fullEnded = full.waitFor();
		assertEquals(1, fullEnded.exit(), fullEnded.output());
		assertTrue(fullEnded.output().contains("/out cannot be written: ") &&
			fullEnded.output().contains("No space left on device"), fullEnded.output());
		assertFalse(fullEnded.output().contains(".part") || fullEnded.output().contains("run.lock"),
			fullEnded.output());
		final String line = ended(1, "failed", readOnly.waitFor()).get("message").getAsString();
		assertTrue(line.startsWith("output: ") && line.contains("Read-only file system"), line);
	}

	@Test
	void whatWasDoneWhenSigtermCameIsKept() throws Exception {
		images(100);
		final MacroJvm asked = detect(List.of(), List.of(), "engine=\"fake\",overlays=\"true\"");
		while (asked.isAlive() && !Files.exists(folder.resolve("out/overlays/image 1.png.tif")))
			Thread.sleep(2);
		Thread.sleep(random.nextInt(200));
		asked.terminate();
		final MacroJvm.Ended ended = asked.waitFor();
		assertEquals(143, ended.exit(), ended.output());
		assertNothingHalf(folder.resolve("out"));
		final JsonObject record = JsonParser.parseString(Files.readString(folder.resolve("out/run.json")))
			.getAsJsonObject();
		final int kept = record.getAsJsonObject("results").get("images").getAsInt();
		assertFalse(record.get("complete").getAsBoolean());
		assertTrue(kept > 0 && kept < 100, kept + " images");
		try (Stream<Path> overlays = Files.list(folder.resolve("out/overlays"))) {
			assertTrue(overlays.count() >= kept, "an overlay is missing");
		}
		final MacroJvm resumed = detect(List.of(), List.of(), "engine=\"fake\",overlays=\"true\"");
		assertEquals(100, ended(0, "done", resumed.waitFor()).get("images").getAsInt());
	}

	/** One image that Java's heap has no room for is that image's failure. */
	@Test
	void tooLittleMemory() throws Exception {
		images(12);
		final BufferedImage large = new BufferedImage(9000, 9000, BufferedImage.TYPE_BYTE_GRAY);
		Files.write(in.resolve("large.png"), BrokenImages.encoded(large, "png"));
		Files.write(in.resolve("large.tif"), BrokenImages.tiff(large, "Deflate"));
		final MacroJvm heap = detect(List.of(), List.of("-Xmx76m"), "engine=\"fake\",overlays=\"false\"");
		final MacroJvm limited = MacroJvm.start(folder, List.of(), List.of("-Dorg.bytedeco.javacpp.maxbytes=4m"),
			HeadlessImageJ.class,
			List.of(
				folder.resolve(
					Files.writeString(folder.resolve("r.ijm"), "run(\"SSD Detect Folder...\", getArgument());")
						.getFileName())
					.toString(),
				("input=[HERE/in] output=[HERE/few] model=[HERE/m.ssd] engine=onednn " + "precision=float32 threads=1")
					.replace("HERE", folder.toString())));
		assertEquals(2, ended(3, "some_images_failed", heap.waitFor()).get("failures").getAsInt());
		final String failures = Files.readString(folder.resolve("out/failures.csv"));
		assertTrue(failures.lines().skip(1).allMatch(l -> l.contains("give Java more with -Xmx")), failures);
		assertEquals(13, Files.readAllLines(folder.resolve("out/images.csv")).size());
		final MacroJvm.Ended refused = limited.waitFor();
		assertEquals(1, refused.exit(), refused.output());
		assertTrue(
			refused.output().contains("Out of memory (the network needs ") &&
				refused.output().contains("MiB outside of the heap, org.bytedeco.javacpp.maxbytes allows 4)"),
			refused.output());
		assertTrue(refused.output().contains("Memory: the heap may take 1.0 GiB of "), refused.output());
	}

	@Test
	void aTrainingOnAFullDiskKeepsItsLastCheckpoint() throws Exception {
		SampleDataset.write(folder.resolve("data"), 8, 3);
		final String keys = "dataset=[HERE/data] model=[HERE/t/m.ssd] width=0.01 batch_size=1 augmentation=none " +
			"warmup=0 validation=[] engine=fake threads=1 checkpoint_every=2 ";
		final MacroJvm.Ended first = macro(List.of(), "SSD Train...", keys + "iterations=4").waitFor();
		assertEquals(0, first.exit(), first.output());
		final byte[] model = Files.readAllBytes(folder.resolve("t/m.ssd")),
			last = Files.readAllBytes(folder.resolve("t/m.last.ssd"));
		final MacroJvm full = macro(bash("ulimit -f " + model.length / 2048), "SSD Train...",
			keys + "iterations=4 resume=true");
		final MacroJvm.Ended ended = full.waitFor();
		assertEquals(1, ended.exit(), ended.output());
		assertTrue(ended.output().contains("m.ssd cannot be written: File too large"), ended.output());
		assertNothingHalf(folder.resolve("t"));
		assertArrayEquals(model, Files.readAllBytes(folder.resolve("t/m.ssd")));
		assertArrayEquals(last, Files.readAllBytes(folder.resolve("t/m.last.ssd")));
		ModelFile.readResumable(folder.resolve("t/m.last.ssd"));
	}

	@Test
	void aKilledMergeIsDoneAgain() throws Exception {
		images(20);
		final List<MacroJvm> runs = new ArrayList<>();
		for (final String run : List.of("output=[HERE/whole]", "output=[HERE/parts] shard=1/2",
			"output=[HERE/parts] shard=2/2"))
			runs.add(macro(List.of(), "SSD Detect Folder...",
				"input=[HERE/in] model=[HERE/m.ssd] engine=fake overlays=false " + run));
		for (final MacroJvm run : runs) {
			final MacroJvm.Ended ended = run.waitFor();
			assertEquals(0, ended.exit(), ended.output());
		}
		final String options = "input=[HERE/parts] output=[HERE/merged]";
		final List<String> begun = List.of("run.json", "detections.csv");
		for (final String file : begun) {
			final MacroJvm merge = macro(List.of(), "SSD Merge Results...", options);
			while (merge.isAlive() && !Files.exists(folder.resolve("merged").resolve(file)))
				Thread.onSpinWait();
			merge.kill();
			for (final String table : TABLES)
				if (Files.exists(folder.resolve("merged").resolve(table)))
					assertEquals(Files.readString(folder.resolve("whole").resolve(table)),
						Files.readString(folder.resolve("merged").resolve(table)), "half a " + table);
		}
		final MacroJvm.Ended merge = macro(List.of(), "SSD Merge Results...", options).waitFor();
		assertEquals(0, merge.exit(), merge.output());
		assertEqualResults("whole", "merged");
		assertFalse(Files.exists(folder.resolve("merged/run.lock")));
	}

	@Test
	void killedWhileAnnotationsAreSaved() throws Exception {
		final Path macro = Files.writeString(folder.resolve("annotate.ijm"),
			"""
			newImage("spots", "8-bit black", 60, 60, 30);
			for (i = 1; i <= 30; i++) {
				setSlice(i);
				makeRectangle(i, 5, 20, 20);
				Roi.setName("spot");
				Overlay.addSelection;
				Overlay.setPosition(i);
			}
			run("SSD Save Annotations...", "dataset=[" + getArgument() + "]");
			""");
		final Path data = folder.resolve("data");
		for (int kill = 0; kill < 2; kill++) {
			final int files = 3 + random.nextInt(20);
			final MacroJvm saving = MacroJvm.start(folder, HeadlessImageJ.class,
				List.of(macro.toString(), data.toString()));
			while (saving.isAlive() && count(data.resolve("Annotations")) < files)
				Thread.onSpinWait();
			saving.kill();
			if (Files.exists(data.resolve("ImageSets/Main/train.txt"))) open(data);
		}
		final MacroJvm.Ended saved = MacroJvm
			.start(folder, HeadlessImageJ.class, List.of(macro.toString(), data.toString())).waitFor();
		assertEquals(0, saved.exit(), saved.output());
		assertEquals(30, open(data).images().size());
		open(data).images().forEach(image -> assertEquals(1, image.objects().size(), image.name()));
		final List<String> images = new ArrayList<>();
		try (Stream<Path> all = Files.list(data.resolve("JPEGImages"))) {
			all.filter(f -> !f.getFileName().toString().startsWith(".")).forEach(f -> {
				final ImagePlus image = new Opener().openImage(f.toString());
				assertEquals(60, image.getWidth());
				images.add(f.toString());
			});
		}
		assertEquals(30, images.size(), "images are there twice");
	}

	private static Dataset open(final Path data) {
		return Datasets.open(data.toString(), "train", List.of());
	}

	private static long count(final Path where) throws IOException {
		if (!Files.isDirectory(where)) return 0;
		try (Stream<Path> files = Files.list(where)) {
			return files.count();
		}
	}
}
