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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.io.FixedDecimals;
import sc.fiji.ssd.io.UserException;

class DetectionsCsvTest {

	private static final String HEADER = "image,slice,class,score,x_min,y_min,x_max,y_max\r\n";

	@TempDir
	Path folder;

	@Test
	void writesWhatTheInterfaceSays() throws IOException {
		final Locale before = Locale.getDefault();
		Locale.setDefault(Locale.GERMANY);
		try {
			final Path file = folder.resolve("detections.csv");
			DetectionsCsv.write(file,
				List.of(new DetectionsCsv.Row("b, \"2\".png", 1, "ring", 0.5, new Box(0, 1.23456, 1000.5, 7)),
					new DetectionsCsv.Row("a/ü.png", 12, "rod", 1 / 3.0, new Box(0.0004, 0.0005, 1, 2))));
			assertEquals(HEADER + "a/ü.png,12,rod,0.333333,0.000,0.001,1.000,2.000\r\n" +
				"\"b, \"\"2\"\".png\",1,ring,0.500000,0.000,1.235,1000.500,7.000\r\n", Files.readString(file));
			assertEquals(List.of(file), Files.list(folder).toList());
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@Test
	void sortsByImageSliceScoreClassBox() throws IOException {
		final List<DetectionsCsv.Row> sorted = List.of(row("B", 1, "x", 0.9, 1), row("a", 1, "x", 0.9, 1),
			row("a", 2, "x", 0.9, 1), row("a", 2, "x", 0.8, 1), row("a", 2, "y", 0.8, 0), row("a", 2, "y", 0.8, 5),
			row("a", 10, "x", 0.99, 1), row("a/b", 1, "x", 0.9, 1), row("\uFF5E", 1, "x", 0.9, 1),
			row("\uD83D\uDE00", 1, "x", 0.9, 1));
		final List<DetectionsCsv.Row> mixed = new ArrayList<>(sorted);
		Collections.shuffle(mixed, new Random(5));
		final Path file = folder.resolve("d.csv");
		DetectionsCsv.write(file, mixed);
		assertEquals(sorted, DetectionsCsv.read(file));
	}

	@Test
	void scoresThatDifferOnlyBeyondWhatIsWrittenAreEqual() throws IOException {
		final Path first = folder.resolve("1.csv"), second = folder.resolve("2.csv");
		DetectionsCsv.write(first, List.of(row("a", 1, "b", 0.50000002, 1), row("a", 1, "a", 0.50000001, 1)));
		DetectionsCsv.write(second, DetectionsCsv.read(first));
		assertEquals(Files.readString(first), Files.readString(second));
		assertEquals("a", DetectionsCsv.read(first).get(0).className());
	}

	@Test
	void readingWhatWasWrittenGivesTheSameBytesAgain() throws IOException {
		final Random random = new Random(11);
		final List<DetectionsCsv.Row> rows = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			final double x = random.nextDouble() * 5000, y = random.nextDouble() * 5000;
			rows.add(new DetectionsCsv.Row("i" + random.nextInt(20), 1 + random.nextInt(3), "c" + random.nextInt(3),
				random.nextDouble(), new Box(x, y, x + random.nextDouble(), y + random.nextDouble())));
		}
		final Path first = folder.resolve("1.csv"), second = folder.resolve("2.csv");
		DetectionsCsv.write(first, rows);
		DetectionsCsv.write(second, DetectionsCsv.read(first));
		assertEquals(Files.readString(first), Files.readString(second));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "a.png,1,rod,0.5,1,2,3|7 values instead of 8",
		"a.png,1,rod,half,1,2,3,4|score is 'half'", "a.png,1,rod,1.5,1,2,3,4|score is '1.5'",
		"a.png,1,rod,NaN,1,2,3,4|score is 'NaN'", "a.png,0,rod,0.5,1,2,3,4|slice is '0'",
		"a.png,1.0,rod,0.5,1,2,3,4|slice is '1.0'", "a.png,1,rod,0.5,1,2,0,4|ends before it begins",
		"a.png,1,,0.5,1,2,3,4|class is empty", "a.png,1,rod,0.5,1,Infinity,3,4|y_min is 'Infinity'",
		"'\"a.png,1,rod,0.5,1,2,3,4'|cannot be read as CSV" })
	void errorsNameFileAndLine(final String bad, final String says) throws IOException {
		final Path file = folder.resolve("d.csv");
		Files.writeString(file, HEADER + "a.png,1,rod,0.5,1,2,3,4\r\n" + bad + "\r\n");
		final String message = assertThrows(UserException.class, () -> DetectionsCsv.read(file)).getMessage();
		assertTrue(message.startsWith(file + ", line 3: "), message);
		assertTrue(message.contains(says), message);
		assertEquals(1, message.lines().count());
	}

	@Test
	void otherFilesAreRefused() throws IOException {
		final Path file = folder.resolve("d.csv");
		assertTrue(
			assertThrows(UserException.class, () -> DetectionsCsv.read(file)).getMessage().contains("no such file"));
		Files.writeString(file, "a,b\r\n1,2\r\n");
		assertTrue(assertThrows(UserException.class, () -> DetectionsCsv.read(file)).getMessage()
			.contains("line 1: the header is not image,slice"));
		Files.writeString(file, "");
		assertThrows(UserException.class, () -> DetectionsCsv.read(file));
		Files.write(file, (HEADER + "\u00E4,1,a,0.5,1,2,3,4\r\n").getBytes(StandardCharsets.ISO_8859_1));
		assertTrue(assertThrows(UserException.class, () -> DetectionsCsv.read(file)).getMessage().contains("UTF-8"));
	}

	@Test
	void whatASpreadsheetSavesIsRead() throws IOException {
		final Path file = folder.resolve("d.csv");
		Files.writeString(file, "\uFEFF" + HEADER.strip() + "\na.png,1,rod,0.5,1,2,3,4\n\n");
		assertEquals(List.of(new DetectionsCsv.Row("a.png", 1, "rod", 0.5, new Box(1, 2, 3, 4))),
			DetectionsCsv.read(file));
	}

	@Test
	void decimals() {
		assertEquals("0.100", FixedDecimals.format(0.1, 3));
		assertEquals("-0.050", FixedDecimals.format(-0.05, 3));
		assertEquals("0.000", FixedDecimals.format(-0.0001, 3));
		assertEquals("1.000000", FixedDecimals.format(0.9999999, 6));
		assertEquals("12345678.125", FixedDecimals.format(12345678.125, 3));
	}

	private static DetectionsCsv.Row row(final String image, final int slice, final String name, final double score,
		final double x)
	{
		return new DetectionsCsv.Row(image, slice, name, score, new Box(x, 0, x + 1, 1));
	}
}
