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
package sc.fiji.ssd.engine.cudnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;

import sc.fiji.ssd.Ssd;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.folder.FolderResult;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.train.TinyFields;

/** Folders of images on one and on several cards, also if a card fails on the way. Runs on the imitated GPU. */
@EnabledIf(value = FakeCard.HERE, disabledReason = "FakeCardTest runs it in a JVM of its own")
class CardFolderTest {

	private static final int IMAGES = 60, SIZE = 40;

	@TempDir
	Path folder;

	private final Context context = new Context(EngineService.class);
	private static final DetectionSettings SETTINGS = DetectionSettings.DEFAULT.withScore(0.35);

	private final List<String> warnings = new ArrayList<>();

	@BeforeEach
	void write() throws IOException {
		ModelFile.write(folder.resolve("tiny.ssd"), TinyFields.model());
		final Path images = Files.createDirectory(folder.resolve("images"));
		final Random random = new Random(5);
		for (int i = 0; i < IMAGES; i++) {
			final BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
			for (int p = 0; p < SIZE * SIZE; p++)
				image.getRaster().setSample(p % SIZE, p / SIZE, 0, random.nextInt(256));
			ImageIO.write(image, "png", images.resolve("image" + i + ".png").toFile());
		}
	}

	@AfterEach
	void close() {
		FakeCard.set("fail_at", -1);
		context.dispose();
		assertEquals(List.of(), FakeCard.breaches());
	}

	/** Whatever call fails, two of three cards still work; the failed one is left out, or another kernel is used. */
	@Test
	void severalCardsWriteTheTablesOfOneAlsoIfOneFails() {
		final List<String> one = detect("cuda:0", "one");
		final long all = calls(() -> assertEquals(one, detect("cuda", "several"))),
			opening = calls(() -> detect("cuda", "several")), detection = all - opening;
		assertEquals(List.of(), warnings);
		for (final long call : new long[] { all / 5, all / 2, opening - detection / 4, opening, opening + detection / 4 }) {
			FakeCard.set("fail_at", FakeCard.get("calls") + call);
			assertEquals(one, detect("cuda", "failing" + call), "call " + call + " of " + all);
		}
		assertTrue(warnings.stream().anyMatch(line -> line.contains(" is left out, the others continue: device: cuda:")),
			warnings.toString());
	}

	/** The averages over flips are the same on one card and on several, and agree with those of a processor. */
	@Test
	void averagesOverFlipsAgreeWithThoseOfAProcessor() {
		final DetectionSettings flips = SETTINGS.withScore(0.25).withAverageFlips(true);
		final List<String> one = detect(card("cuda:0"), flips, "one");
		assertEquals(one, detect(card("cuda"), flips, "several"));
		final List<String[]> rows = rows(one), expected = rows(detect(new EngineSettings("onednn", "auto", "float32", 1), flips, "processor"));
		assertEquals(expected.size(), rows.size());
		for (int i = 0; i < rows.size(); i++) {
			assertEquals(expected.get(i)[2], rows.get(i)[2], "class of row " + i);
			for (int column = 3; column < 8; column++)
				assertEquals(Double.parseDouble(expected.get(i)[column]), Double.parseDouble(rows.get(i)[column]), 0.005, "row " + i);
		}
	}

	/** @return the lines of detections.csv without the header */
	private static List<String[]> rows(final List<String> tables) {
		return tables.get(0).lines().skip(1).map(line -> line.split(",")).toList();
	}

	private static EngineSettings card(final String device) {
		return new EngineSettings("cudnn", device, "float32", 1, true);
	}

	private static long calls(final Runnable work) {
		final long before = FakeCard.get("calls");
		work.run();
		return FakeCard.get("calls") - before;
	}

	/** @return the tables; what is there is not detected again */
	private List<String> detect(final String device, final String name) {
		return detect(card(device), SETTINGS, name);
	}

	private List<String> detect(final EngineSettings engine, final DetectionSettings settings, final String name) {
		final Path results = folder.resolve(name);
		try (Ssd ssd = new Ssd(context)) {
			final FolderResult result = ssd.folder(folder.resolve("images"), folder.resolve("tiny.ssd"))
				.settings(settings).engine(engine)
				.overlays(false).lines(warnings::add, warnings::add).to(results);
			assertEquals(IMAGES, result.images());
			assertEquals(0, result.failures());
			assertTrue(result.detections() > IMAGES, result.detections() + " objects");
		}
		try {
			return List.of(Files.readString(results.resolve("detections.csv")), Files.readString(results.resolve("images.csv")));
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}
}
