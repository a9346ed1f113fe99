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
package sc.fiji.ssd.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class NativeFoldersTest {

	private static final String KEY = "sc.fiji.ssd.test.natives";

	@TempDir
	private Path folder;

	private Path home;

	@BeforeEach
	void make() throws IOException {
		home = Files.createDirectories(folder.resolve("home/cache"));
		mode(folder, "rwx------");
		mode(folder.resolve("home"), "rwx------");
	}

	@AfterEach
	void forget() {
		System.clearProperty(KEY);
	}

	private static void mode(final Path path, final String mode) throws IOException {
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
	}

	private Optional<String> protect(final Path... usual) throws IOException {
		return new NativeFolders(folder).protect(KEY, List.of(usual));
	}

	@Test
	void aFolderOfTheUserIsKept() throws IOException {
		assertEquals(Optional.empty(), protect(home));
		assertEquals(null, System.getProperty(KEY));
		final Path missing = folder.resolve("home/new/cache");
		assertEquals(Optional.empty(), protect(missing));
		assertTrue(Files.isDirectory(missing), "as JavaCPP makes it");
	}

	/** The folder itself, or one that it is in. */
	@ParameterizedTest
	@CsvSource({ "home/cache,rwxrwxrwx", "home/cache,rwx----w-", "home,rwx-wx-wx", "home,rwxrwxrwx" })
	void aFolderThatOthersCanWriteIsReplaced(final String shared, final String mode) throws IOException {
		mode(folder.resolve(shared), mode);
		for (final boolean given : new boolean[] { false, true }) {
			System.clearProperty(KEY);
			if (given) System.setProperty(KEY, home.toString());
			final String line = (given ? protect() : protect(home)).orElseThrow();
			assertTrue(line.contains(folder.toRealPath().resolve(shared).toString()), line);
			final Path own = Path.of(System.getProperty(KEY));
			assertNotEquals(home, own);
			assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
		}
	}

	@Test
	void aLinkIsFollowed() throws IOException {
		final Path open = Files.createDirectory(folder.resolve("open")), link = folder.resolve("home/link");
		mode(open, "rwxrwxrwx");
		Files.createSymbolicLink(link, open);
		assertTrue(protect(link).orElseThrow().contains("open"));
	}

	@Test
	void withoutAFolderThatCanBeUsedAPrivateOneIsTaken() throws IOException {
		final Path file = Files.createFile(folder.resolve("file"));
		assertFalse(protect(file.resolve("cache")).isPresent());
		assertTrue(Files.isDirectory(Path.of(System.getProperty(KEY))));
	}
}
