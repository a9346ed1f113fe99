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
package sc.fiji.ssd.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.detect.folder.DetectionsCsv;
import sc.fiji.ssd.detect.folder.FolderResults;
import sc.fiji.ssd.detect.folder.ResultFiles;

class FormulaGuardTest {

	private static final List<String> NAMES = List.of("=HYPERLINK(\"http:x\"&A1)", "+1", "-1 well.tif", "@SUM(A1)",
		"\t=1", "\r=1", "'=1", "''-x", "'plain", "plain", "a=b", "=1,2\n\"3\"");

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "'=1", "''@" })
	void noFormulaIsWrittenAndEveryNameComesBack(final String name) {
		assertEquals("'" + name, FormulaGuard.write(name));
		assertEquals(name, FormulaGuard.read(FormulaGuard.write(name)));
		assertEquals("''" + name, FormulaGuard.write(FormulaGuard.write(name)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a", "a=1", "'", "'a", "1-2", " =1", "plate/-1.tif" })
	void allElseStaysAsItIs(final String name) {
		assertEquals(name, FormulaGuard.write(name));
		assertEquals(name, FormulaGuard.read(name));
	}

	@Test
	void detectionsComeBackAndTheSameBytesAgain() throws IOException {
		final List<DetectionsCsv.Row> rows = new ArrayList<>();
		for (final String name : NAMES)
			for (final String className : NAMES)
				rows.add(new DetectionsCsv.Row(name, 1, className, 0.5, new Box(-1.5, -2, 3, 4)));
		final Path first = folder.resolve("a.csv"), second = folder.resolve("b.csv");
		DetectionsCsv.write(first, rows);
		final List<DetectionsCsv.Row> read = DetectionsCsv.read(first);
		rows.sort(DetectionsCsv.ORDER);
		assertEquals(rows, read);
		DetectionsCsv.write(second, read);
		assertEquals(-1, Files.mismatch(first, second));
		try (CSVParser parser = CSVParser.parse(Files.readString(first), CSVFormat.RFC4180)) {
			for (final CSVRecord record : parser)
				for (final int text : new int[] { 0, 2 })
					assertFalse("=+-@\t\r\n".contains(record.get(text).substring(0, 1)), record.toString());
		}
		assertTrue(Files.readString(first).contains(",-1.500,-2.000,3.000,4.000\r\n"), "numbers stay numbers");
	}

	@Test
	void aRunWithSuchNamesIsTakenUp() throws IOException {
		final ResultFiles files = new ResultFiles(folder, "");
		final FolderResults results = new FolderResults(List.of("=1+1", "plain"));
		final Map<String, Integer> places = new java.util.TreeMap<>(Comparator.comparing(n -> n, CodePoints.ORDER));
		for (final String name : NAMES) {
			places.put(name, places.size() + 1);
			results.add(name,
				List.of(new PlaneDetections(1, 9, 9, List.of(new Detection(new Box(1, 2, 3, 4), 1, "=1+1", 0.75)))));
		}
		results.fail("@broken.png", "-1 is no size");
		results.writeTables(files, places);
		final byte[] before = Files.readAllBytes(files.images());
		assertTrue(new String(before).startsWith("image,slice,width,height,'=1+1,plain\r\n"), new String(before));
		final FolderResults again = FolderResults.readAll(files, List.of("=1+1", "plain"));
		assertEquals(results.totals(), again.totals());
		assertEquals(results.names(), again.names());
		assertEquals("image,error\r\n'@broken.png,'-1 is no size\r\n", Files.readString(files.failures()));
		again.writeTables(files, places);
		assertEquals(new String(before), Files.readString(files.images()));
	}
}
