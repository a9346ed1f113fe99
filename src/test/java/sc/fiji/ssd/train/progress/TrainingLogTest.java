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
package sc.fiji.ssd.train.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.io.UserException;

/** Tests {@link TrainingLog}. */
class TrainingLogTest {

	@TempDir
	Path folder;

	private Path file;

	@BeforeEach
	void setUp() {
		file = folder.resolve("training.csv");
	}

	@Test
	void rowsAreOnTheDiskAtOnce() throws IOException {
		try (TrainingLog log = new TrainingLog(file, 0)) {
			log.add(row(1, Double.NaN));
			assertEquals(List.of(TrainingLog.HEADER, "1,3,1,2,0.000001,,12.346"), Files.readAllLines(file));
			log.add(row(2, 0.25));
			assertEquals("2,3,1,2,0.000001,0.25,12.346", Files.readAllLines(file).get(2));
		}
	}

	@Test
	void resumingTakesOffWhatCameAfterTheCheckpoint() throws IOException {
		try (TrainingLog log = new TrainingLog(file, 0)) {
			for (int i = 1; i <= 20; i++)
				log.add(row(i, Double.NaN));
		}
		Files.writeString(file, Files.readString(file) + "2");
		try (TrainingLog log = new TrainingLog(file, 15)) {
			assertEquals(15, log.rows().size());
			log.setLastMap(14, 0.5);
			log.setLastMap(15, 0.75);
			log.add(row(16, Double.NaN));
		}
		final List<String> lines = Files.readAllLines(file);
		assertEquals(17, lines.size());
		assertEquals("14,3,1,2,0.000001,,12.346", lines.get(14));
		assertEquals("15,3,1,2,0.000001,0.75,12.346", lines.get(15));
		try (TrainingLog log = new TrainingLog(file, 0)) {
			assertEquals(List.of(TrainingLog.HEADER), Files.readAllLines(file));
		}
	}

	@Test
	void anotherFileIsNotTakenForALog() throws IOException {
		Files.writeString(file, TrainingLog.HEADER + "\none,2,3,4,5,6,7\n");
		final UserException e = assertThrows(UserException.class, () -> new TrainingLog(file, 5));
		assertTrue(e.getMessage().contains("training.csv"), e.getMessage());
	}

	private static TrainingLog.Row row(final int iteration, final double map) {
		return new TrainingLog.Row(iteration, 3, 1, 2, 1e-6, map, 12.3456);
	}
}
