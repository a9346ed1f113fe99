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
package sc.fiji.ssd.site;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumTest {

	@TempDir
	private Path folder;

	private static String sha1(final String text) {
		return HexFormat.of().formatHex(Checksum.sha1().digest(text.getBytes(StandardCharsets.UTF_8)));
	}

	/** @param entries name, content, name, content, ... in the order in which they are to be stored */
	private Path jar(final String... entries) throws IOException {
		final Path jar = Files.createTempFile(folder, "a", ".jar");
		try (OutputStream out = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(out)) {
			for (int i = 0; i < entries.length; i += 2) {
				zip.putNextEntry(new ZipEntry(entries[i]));
				zip.write(entries[i + 1].getBytes(StandardCharsets.UTF_8));
			}
		}
		return jar;
	}

	private static void assertChecksum(final String expected, final String filename, final Path file)
		throws IOException
	{
		assertEquals(expected, Checksum.of(filename, file));
		assertEquals(expected, SecondChecksum.of(filename, file));
	}

	@Test
	void pathAndContent() throws IOException {
		final Path file = Files.writeString(folder.resolve("x"), "c");
		// printf 'abc' | sha1sum
		assertChecksum("a9993e364706816aba3e25717850c26c9cd0d89d", "ab", file);
	}

	@Test
	void entriesOfAJarByName() throws IOException {
		// printf 'A.classoneb/b/x.txttwo' | sha1sum
		assertChecksum("667645971b8aff5b1cbf0c7995c42224af9092aa", "jars/any.jar",
			jar("b/", "", "b/x.txt", "two", "A.class", "one"));
		assertEquals("667645971b8aff5b1cbf0c7995c42224af9092aa", sha1("A.classoneb/b/x.txttwo"));
	}

	@Test
	void manifestIsEmpty() throws IOException {
		final String expected = sha1("META-INF/META-INF/MANIFEST.MFa");
		assertChecksum(expected, "a.jar", jar("META-INF/", "", "META-INF/MANIFEST.MF", "Main-Class: A\n", "a", ""));
		assertChecksum(expected, "b.jar", jar("META-INF/", "", "META-INF/MANIFEST.MF", "Built-By: me\n", "a", ""));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "#Mon Jan 1;v=1;|;v=1;", "v=1;# two;w=2|v=1;;w=2", "v=#1;|v=#1;",
		"#;v=1;|;v=1;",
		// what follows an empty line is not looked at, and then the next is
		";#kept;#left;|;#kept;;", "##;#kept;|;#kept;", "a;;#kept;#left;b|a;;#kept;;b", "#one;#two;#three|;;",
		"' #kept;'|' #kept;'" })
	void commentsOfProperties(final String text, final String kept) throws IOException {
		final String properties = text.replace(';', '\n');
		final String left = kept.replace(';', '\n');
		assertEquals(left,
			new String(Checksum.withoutComments(properties.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8));
		assertChecksum(sha1("p.properties" + left), "a.jar", jar("p.properties", properties));
		assertChecksum(sha1("p.txt" + properties), "a.jar", jar("p.txt", properties));
	}

	@Test
	void bothReadingsAgreeOnAnyText() throws IOException {
		final Random random = new Random(5);
		for (int i = 0; i < 300; i++) {
			final StringBuilder text = new StringBuilder();
			for (int n = random.nextInt(30); n > 0; n--)
				text.append("##\n\n=a\r".charAt(random.nextInt(7)));
			final Path jar = jar("x.properties", text.toString());
			assertEquals(Checksum.of("x.jar", jar), SecondChecksum.of("x.jar", jar), text.toString());
		}
	}
}
