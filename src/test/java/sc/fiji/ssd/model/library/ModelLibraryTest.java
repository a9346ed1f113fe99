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
package sc.fiji.ssd.model.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;

class ModelLibraryTest {

	private static final Path DEMO = Path.of("sample-images/demo-model.ssd");

	@TempDir
	private Path folder;

	@BeforeEach
	void own() {
		System.setProperty(ModelLibrary.FOLDER, folder.toString());
	}

	@AfterEach
	void usual() {
		System.clearProperty(ModelLibrary.FOLDER);
	}

	@Test
	void everyShippedModelIsWhatItsEntrySays() {
		assertFalse(ModelLibrary.shipped().isEmpty());
		for (final LibraryModel model : ModelLibrary.shipped()) {
			final ModelFile.Summary summary = ModelFile.summary(ModelLibrary.find("model", model.name()));
			assertEquals(summary.classNames(), model.classes(), model.name());
			assertNotNull(summary.sampling(), model.name() + " does not know its sampling");
			if (!model.pixelSize().isEmpty())
				assertEquals(summary.sampling().pixelSize().toString(), model.pixelSize(), model.name());
			assertFalse(model.licence().isEmpty(), model.name());
			assertTrue(ModelLibrary.isShipped(model.name()));
			assertTrue(ModelFile.read(ModelLibrary.find("model", model.name())).weights() != null);
		}
	}

	@Test
	void theDemoModelOfTheSampleImagesIsTheShippedOne() throws IOException {
		assertArrayEquals(Files.readAllBytes(DEMO), Files.readAllBytes(ModelLibrary.find("model", "demo-fluorescence")));
	}

	@Test
	void modelsOfTheFolderAreFoundByName() throws IOException {
		Files.copy(DEMO, folder.resolve("my cells.ssd"));
		Files.copy(DEMO, folder.resolve("my cells.last.ssd"));
		Files.copy(DEMO, folder.resolve("demo-fluorescence.ssd"));
		Files.writeString(folder.resolve("damaged.ssd"), "no model");
		Files.writeString(folder.resolve("notes.txt"), "no model");
		assertEquals(folder.resolve("my cells.ssd"), ModelLibrary.find("model", " my cells "));
		assertEquals(1, ModelLibrary.all().stream().filter(model -> model.name().equals("my cells")).count());
		assertTrue(ModelLibrary.all().stream().noneMatch(model -> model.name().contains(".last")));
		assertTrue(ModelLibrary.all().stream().noneMatch(model -> model.name().equals("damaged")));
		// the shipped name means the shipped model everywhere
		assertFalse(ModelLibrary.find("model", "demo-fluorescence").startsWith(folder));
	}

	@Test
	void pathsComeFirstAndWhatIsMissingIsNamed() {
		assertEquals(DEMO, ModelLibrary.find("model", DEMO.toString()));
		for (final String missing : new String[] { "nothing", "no/such.ssd", "such.ssd", "", folder.toString() }) {
			final String line = assertThrows(UserException.class, () -> ModelLibrary.find("initial_weights", missing))
				.getMessage();
			assertTrue(line.startsWith("initial_weights: ") && line.length() < 500, line);
		}
		final String line = assertThrows(UserException.class, () -> ModelLibrary.find("model", "nothing")).getMessage();
		assertTrue(line.contains("demo-fluorescence"), line);
	}
}
