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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.log.LogLevel;
import org.scijava.log.LogService;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.io.Opener;
import sc.fiji.ssd.commands.DetectFolder;
import sc.fiji.ssd.commands.HeadlessRunner;
import sc.fiji.ssd.commands.MergeResults;
import sc.fiji.ssd.commands.SaveAnnotations;
import sc.fiji.ssd.commands.SsdCommand;
import sc.fiji.ssd.commands.TestModels;
import sc.fiji.ssd.commands.Train;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.synthetic.SampleDataset;
import sc.fiji.ssd.imagej.host.MacroJvm;
import sc.fiji.ssd.imagej.read.BrokenImages;
import sc.fiji.ssd.model.ModelFile;

/** Full disks, too little memory, signals: each ends in one line and a right exit code, and what is there can be read. */
@EnabledOnOs(OS.LINUX)
class FaultsTest {

	private static final List<String> TABLES = List.of("detections.csv", "images.csv", "failures.csv",
		"detections.json");

	/** More kills, at more moments. */
	private static final boolean FULL_SIZE = Boolean.getBoolean("ssd.fullsize");

	private static final String DETECT = "input=HERE/in output=HERE/out model=HERE/m.ssd engine=fake overlays=";

	private static Context context;

	@TempDir
	private Path folder;

	private Path in;

	private final Random random = new Random(4);

	@BeforeAll
	static void open() {
		context = new Context();
		context.service(LogService.class).setLevel(LogLevel.NONE);
	}

	@AfterAll
	static void close() {
		context.dispose();
	}

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

	private List<String> keys(final String options) {
		return Stream.of(options.split(" (?=\\w+=)")).map(option -> option.replace("HERE", folder.toString())).toList();
	}

	/** Runs a command in this JVM, where no fault is to come. @return its summary */
	private JsonObject here(final Class<? extends SsdCommand> command, final String options) {
		final PrintStream out = System.out;
		final ByteArrayOutputStream printed = new ByteArrayOutputStream();
		System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
		try {
			assertEquals(0,
				HeadlessRunner.run(context.service(CommandService.class), command, HeadlessCommand.keys(keys(options))),
				printed::toString);
		}
		finally {
			System.setOut(out);
		}
		return JsonParser.parseString(printed.toString(StandardCharsets.UTF_8).strip()).getAsJsonObject();
	}

	/** Starts a command in its own JVM. */
	private MacroJvm start(final List<String> before, final List<String> java,
		final Class<? extends SsdCommand> command, final String options) throws IOException
	{
		final List<String> arguments = new ArrayList<>(List.of(command.getName()));
		arguments.addAll(keys(options));
		return MacroJvm.start(folder, before, java, HeadlessCommand.class, arguments);
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
		final MacroJvm full = MacroJvm.start(folder, bash("ulimit -f 4"), List.of("-XX:-UsePerfData"),
			HeadlessSciJava.class,
			List.of("--headless", "--run", "macros/DetectFolder.groovy",
				"input=\"HERE/in\",output=\"HERE/out\",model=\"HERE/m.ssd\",engine=\"fake\",overlays=\"false\""
					.replace("HERE", folder.toString())));
		final String line = ended(1, "failed", full.waitFor()).get("message").getAsString();
		assertTrue(line.matches("output: .*/out cannot be written: .*; free some space or choose another folder\\."),
			line);
		assertNothingHalf(folder.resolve("out"));
		assertFalse(JsonParser.parseString(Files.readString(folder.resolve("out/run.json"))).getAsJsonObject()
			.get("complete").getAsBoolean());
		assertEquals(8, here(DetectFolder.class, DETECT + "false").get("images").getAsInt());
	}

	/** A separate file system, where one may be mounted. */
	@Test
	void aFullFileSystemAndOneThatIsReadOnly() throws Exception {
		assumeTrue(new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt").start().waitFor() == 0,
			"nothing may be mounted here");
		images(14);
		Files.createDirectory(folder.resolve("out"));
		final String out = "'" + folder + "/out'";
		final MacroJvm full = start(List.of("unshare", "-rm", "bash", "-c",
			"mount -t tmpfs -o size=100k none " + out + "; \"$@\"; code=$?; ls -A " + out + " >&2; exit $code",
			"limited"), List.of(), DetectFolder.class, DETECT + "true");
		final MacroJvm readOnly = start(
			List.of("unshare", "-rm", "bash", "-c", "mount -t tmpfs -o ro none " + out + "; exec \"$@\"", "limited"),
			List.of(), DetectFolder.class, DETECT + "false");
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
		images(60);
		final MacroJvm asked = start(List.of(), List.of(), DetectFolder.class, DETECT + "true");
		while (asked.isAlive() && !Files.exists(folder.resolve("out/overlays/image 1.png.tif")))
			Thread.sleep(2);
		Thread.sleep(random.nextInt(60));
		asked.terminate();
		final MacroJvm.Ended ended = asked.waitFor();
		assertEquals(143, ended.exit(), ended.output());
		assertNothingHalf(folder.resolve("out"));
		final JsonObject record = JsonParser.parseString(Files.readString(folder.resolve("out/run.json")))
			.getAsJsonObject();
		final int kept = record.getAsJsonObject("results").get("images").getAsInt();
		assertFalse(record.get("complete").getAsBoolean());
		assertTrue(kept > 0 && kept < 60, kept + " images");
		try (Stream<Path> overlays = Files.list(folder.resolve("out/overlays"))) {
			assertTrue(overlays.count() >= kept, "an overlay is missing");
		}
		assertEquals(60, here(DetectFolder.class, DETECT + "true").get("images").getAsInt());
	}

	/** One image that Java's heap has no room for is that image's failure. */
	@Test
	void tooLittleMemory() throws Exception {
		images(12);
		final BufferedImage large = new BufferedImage(9000, 9000, BufferedImage.TYPE_BYTE_GRAY);
		Files.write(in.resolve("large.png"), BrokenImages.encoded(large, "png"));
		Files.write(in.resolve("large.tif"), BrokenImages.tiff(large, "Deflate"));
		final MacroJvm heap = start(List.of(), List.of("-Xmx76m"), DetectFolder.class, DETECT + "false");
		final MacroJvm limited = start(List.of(), List.of("-Dorg.bytedeco.javacpp.maxbytes=4m"), DetectFolder.class,
			"input=HERE/in output=HERE/few model=HERE/m.ssd engine=onednn precision=float32 threads=1");
		assertEquals(2, ended(3, "some_images_failed", heap.waitFor()).get("failures").getAsInt());
		final String failures = Files.readString(folder.resolve("out/failures.csv"));
		assertTrue(failures.lines().skip(1).allMatch(l -> l.contains("give Java more with -Xmx")), failures);
		assertEquals(13, Files.readAllLines(folder.resolve("out/images.csv")).size());
		final MacroJvm.Ended refused = limited.waitFor();
		ended(1, "failed", refused);
		assertTrue(
			refused.output().contains("Out of memory (the network needs ") &&
				refused.output().contains("MiB outside the heap, org.bytedeco.javacpp.maxbytes allows 4)"),
			refused.output());
		assertTrue(refused.output().contains("Memory: the heap may take 1.0 GiB of "), refused.output());
	}

	@Test
	void aTrainingOnAFullDiskKeepsItsLastCheckpoint() throws Exception {
		SampleDataset.write(folder.resolve("data"), 8, 3);
		final String keys = "dataset=HERE/data model=HERE/t/m.ssd width=0.01 batch_size=1 augmentation=none " +
			"warmup=0 validation= engine=fake threads=1 checkpoint_every=2 iterations=4";
		here(Train.class, keys);
		final byte[] model = Files.readAllBytes(folder.resolve("t/m.ssd")),
			last = Files.readAllBytes(folder.resolve("t/m.last.ssd"));
		final MacroJvm full = start(bash("ulimit -f " + model.length / 2048), List.of("-XX:-UsePerfData"), Train.class,
			keys + " resume=true");
		final String line = ended(1, "failed", full.waitFor()).get("message").getAsString();
		assertTrue(line.contains("m.ssd cannot be written: File too large"), line);
		assertNothingHalf(folder.resolve("t"));
		assertArrayEquals(model, Files.readAllBytes(folder.resolve("t/m.ssd")));
		assertArrayEquals(last, Files.readAllBytes(folder.resolve("t/m.last.ssd")));
		ModelFile.readResumable(folder.resolve("t/m.last.ssd"));
	}

	@Test
	void aKilledMergeIsDoneAgain() throws Exception {
		images(20);
		for (final String run : List.of("output=HERE/whole", "output=HERE/parts shard=1/2",
			"output=HERE/parts shard=2/2"))
			here(DetectFolder.class, "input=HERE/in model=HERE/m.ssd engine=fake overlays=false " + run);
		final String options = "input=HERE/parts output=HERE/merged";
		final List<String> begun = FULL_SIZE
			? List.of("run.json", "images.csv", "detections.csv")
			: List.of("detections.csv");
		for (final String file : begun) {
			final MacroJvm merge = start(List.of(), List.of(), MergeResults.class, options);
			while (merge.isAlive() && !Files.exists(folder.resolve("merged").resolve(file)))
				Thread.onSpinWait();
			merge.kill();
			for (final String table : TABLES)
				if (Files.exists(folder.resolve("merged").resolve(table)))
					assertEquals(Files.readString(folder.resolve("whole").resolve(table)),
						Files.readString(folder.resolve("merged").resolve(table)), "half a " + table);
		}
		here(MergeResults.class, options);
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
		for (int kill = 0; kill < (FULL_SIZE ? 10 : 1); kill++) {
			final int files = 3 + random.nextInt(20);
			final MacroJvm saving = MacroJvm.start(folder, HeadlessImageJ.class,
				List.of(macro.toString(), data.toString()));
			while (saving.isAlive() && count(data.resolve("Annotations")) < files)
				Thread.onSpinWait();
			saving.kill();
			if (Files.exists(data.resolve("ImageSets/Main/train.txt"))) open(data);
		}
		final ImagePlus stack = IJ.createImage("spots", "8-bit black", 60, 60, 30);
		stack.setOverlay(new Overlay());
		for (int slice = 1; slice <= 30; slice++) {
			final Roi roi = new Roi(slice, 5, 20, 20);
			roi.setName("spot");
			roi.setPosition(slice);
			stack.getOverlay().add(roi);
		}
		assertFalse(context.service(CommandService.class)
			.run(SaveAnnotations.class, true, "image", stack, "dataset", data.toFile()).get().isCanceled());
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
