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
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.site.Database.Dependency;
import sc.fiji.ssd.site.Database.Item;
import sc.fiji.ssd.site.Database.Previous;

class SiteUpdateTest {

	private static final long FIRST = 20260102030405L;
	private static final long SECOND = 20260203040506L;
	private static final String PLUGIN = "plugins/p-1.0.jar.txt";

	@TempDir
	private Path folder;

	private SiteFile file(final String filename, final String content, final String... platforms) throws IOException {
		final Path source = Files.createTempFile(folder, "s", "");
		Files.writeString(source, content);
		return new SiteFile(filename, source, List.of(platforms), "a <file> & more");
	}

	private SiteWriter writer() {
		return new SiteWriter(folder.resolve("site"), "A. Uthor", "https://example.org");
	}

	private FijiJars fiji() throws IOException {
		return FijiJars
			.read(Files.writeString(folder.resolve("f.tsv"), "jars\tgson\tcom.google.code.gson\t2.10.1\t2.10.1\n"));
	}

	private List<String> problems() throws IOException {
		return FileCheck.of(writer().site(), DatabaseFile.read(writer().site()), fiji(), new Database(List.of()));
	}

	private static Item item(final Database database, final String filename) {
		return database.objects().stream().filter(item -> item.filename().equals(filename)).findFirst().orElseThrow();
	}

	@Test
	void aFirstSite() throws IOException {
		final Database written = writer().write(
			List.of(file(PLUGIN, "p"), file("jars/linux64/n.txt", "native", "linux64"), file("jars/a.txt", "a")),
			PLUGIN, List.of("jars/gson.jar"), FIRST);
		assertEquals(written, DatabaseFile.read(writer().site()));
		assertEquals(List.of(new Dependency("jars/a.txt", FIRST, false), new Dependency("jars/gson.jar", 0, false)),
			item(written, PLUGIN).version().dependencies());
		assertEquals("native", Files.readString(writer().site().resolve("jars/linux64/n.txt-" + FIRST)));
		assertEquals(List.of(), problems());
	}

	@Test
	void anUpdateKeepsWhatWas() throws IOException {
		writer().write(List.of(file(PLUGIN, "old"), file("jars/same.txt", "same"), file("jars/gone.txt", "gone")),
			PLUGIN, List.of(), FIRST);
		final Database after = writer().write(List.of(file(PLUGIN, "new"), file("jars/same.txt", "same")), PLUGIN,
			List.of(), SECOND);
		assertEquals(FIRST, item(after, "jars/same.txt").version().timestamp());
		assertEquals(List.of(), item(after, "jars/same.txt").previous());
		assertEquals(SECOND, item(after, PLUGIN).version().timestamp());
		final Previous old = item(after, PLUGIN).previous().get(0);
		assertEquals(List.of(FIRST, SECOND, PLUGIN), List.of(old.timestamp(), old.obsolete(), old.filename()));
		assertEquals("old", Files.readString(writer().site().resolve(PLUGIN + "-" + FIRST)));
		assertEquals("new", Files.readString(writer().site().resolve(PLUGIN + "-" + SECOND)));
		assertNull(item(after, "jars/gone.txt").version());
		assertEquals(1, item(after, "jars/gone.txt").previous().size());
		assertEquals(after, DatabaseFile.read(writer().site()));
		assertEquals(List.of(), problems());
	}

	@Test
	void aNewVersionOfAJarIsTheSameObject() {
		final Database before = new Database(List.of(jar("jars/x-0.1.0.jar", "1")));
		final Database after = before.updated(List.of(jar("jars/x-0.2.0.jar", "2")), SECOND);
		assertEquals(1, after.objects().size());
		assertEquals("jars/x-0.2.0.jar", after.objects().get(0).filename());
		assertEquals(List.of(new Previous("1", FIRST, SECOND, "jars/x-0.1.0.jar")), after.objects().get(0).previous());
		assertThrows(SiteException.class, () -> before.updated(List.of(jar("jars/x-0.2.0.jar", "2")), FIRST));
		final Database back = after.updated(List.of(), SECOND + 1).updated(List.of(jar("jars/x-0.1.0.jar", "1")),
			SECOND + 2);
		assertEquals(List.of(FIRST, SECOND),
			back.objects().get(0).previous().stream().map(Previous::timestamp).toList());
		assertEquals(SECOND + 2, back.objects().get(0).version().timestamp());
	}

	private static Item jar(final String filename, final String checksum) {
		return new Item(filename, false, List.of(), List.of(),
			new Database.Version(checksum, FIRST, 1, "", List.of(), List.of(), List.of()), List.of());
	}

	@Test
	void aSiteThatAddsToAnother() throws IOException {
		final Database base = new Database(List.of(jar("jars/x-0.1.0.jar", "1"), jar("plugins/p-1.0.jar", "2")));
		writer().write(List.of(file("jars/added.txt", "a")), "jars/added.txt", List.of("plugins/p.jar"), FIRST);
		final Database database = DatabaseFile.read(writer().site());
		assertEquals(List.of(), FileCheck.of(writer().site(), database, fiji(), base));
		assertEquals(List.of("jars/added.txt needs plugins/p.jar, which neither the site nor Fiji has"), problems());
		final Path jar = folder.resolve("x.jar");
		try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
			out.putNextEntry(new ZipEntry("a/B.class"));
		}
		writer().write(List.of(new SiteFile("jars/x-0.2.0.jar", jar, List.of(), "")), "", List.of(), SECOND);
		assertEquals(List.of("jars/x-0.2.0.jar would replace jars/x-0.1.0.jar of the site that this one adds to"),
			FileCheck.of(writer().site(), DatabaseFile.read(writer().site()), fiji(), base));
	}

	@Test
	void aDamagedSiteIsFound() throws IOException {
		writer().write(List.of(file(PLUGIN, "p"), file("jars/a.txt", "a"), file("jars/b.txt", "b"),
			file("jars/win64/n.txt", "n"), file("elsewhere/c.txt", "c")), PLUGIN, List.of("jars/none.jar"), FIRST);
		Files.writeString(writer().site().resolve("jars/a.txt-" + FIRST), "A");
		Files.delete(writer().site().resolve("jars/b.txt-" + FIRST));
		final String found = String.join("\n", problems());
		for (final String part : List.of("jars/a.txt has the checksum ", "jars/b.txt does not exist",
			"jars/win64/n.txt is for the platforms [], not [win64]", "elsewhere/c.txt is in no folder",
			"needs jars/none.jar, which neither the site nor Fiji has"))
			assertTrue(found.contains(part), part + " is not in\n" + found);
		assertEquals(5, problems().size(), found);
	}

	@Test
	void jarsOfFijiAreFound() throws IOException {
		final Path jar = folder.resolve("gson.jar");
		try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
			out.putNextEntry(new ZipEntry("a/B.class"));
		}
		writer().write(List.of(new SiteFile("jars/gson-2.9.jar", jar, List.of(), "")), PLUGIN, List.of(), FIRST);
		assertEquals(List.of("jars/gson-2.9.jar would replace Fiji's gson 2.10.1"), problems());
		assertEquals(List.of("gson.jar has classes of other.jar: 1, such as a/B.class"),
			ClassCheck.shadowed(List.of(jar), List.of(Files.copy(jar, folder.resolve("other.jar")))));
	}

	@Test
	void twoNativesOfOneModuleAreFound() throws IOException {
		final Path natives = Files.createDirectories(folder.resolve("jars/linux64"));
		for (final String name : List.of("nd4j-native-1.0.0-M2.1-linux-x86_64.jar",
			"nd4j-native-1.0.0-M2.1-linux-x86_64-avx512.jar"))
		{
			assertEquals(List.of(), ClassCheck.modules(folder.resolve("jars")));
			try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(natives.resolve(name)))) {
				out.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
				out.write(
					"Manifest-Version: 1.0\nAutomatic-Module-Name: nd4j.cpu.binary\n".getBytes(StandardCharsets.UTF_8));
			}
		}
		assertTrue(
			ClassCheck.modules(folder.resolve("jars")).get(0).startsWith("jars/linux64 keeps Fiji from starting: "));
	}

	@Test
	void theUpdatersOwnFilesAreRead() throws Exception {
		final String xml = "<?xml version=\"1.0\"?><!DOCTYPE pluginRecords [<!ELEMENT pluginRecords ANY>" +
			"<!ENTITY x SYSTEM \"file:///etc/hostname\">]>\n<pluginRecords>\n <plugin filename=\"fiji\" executable=\"true\">" +
			"<platform>linux64</platform><category>c</category><version checksum=\"0a\" timestamp=\"20260102030405\" " +
			"filesize=\"7\"><description>d</description><dependency filename=\"jars/a.jar\" overrides=\"true\"/>" +
			"<link>l</link><author>me</author></version><previous-version timestamp=\"20250102030405\" checksum=\"0b\"/>" +
			"</plugin></pluginRecords>";
		assertEquals(
			List.of(new Item("fiji", true, List.of("linux64"), List.of("c"),
				new Database.Version("0a", FIRST, 7, "d", List.of(new Dependency("jars/a.jar", 0, true)), List.of("l"),
					List.of("me")),
				List.of(new Previous("0b", 20250102030405L, 0, null)))),
			DatabaseFile.parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8))).objects());
	}

	@Test
	void served() throws Exception {
		writer().write(List.of(file(PLUGIN, "p")), PLUGIN, List.of(), FIRST);
		Files.writeString(folder.resolve("secret"), "s");
		try (SiteServer server = new SiteServer(writer().site(), 0)) {
			final HttpClient client = HttpClient.newHttpClient();
			final HttpResponse<String> plugin = client.send(
				HttpRequest.newBuilder(URI.create(server.url() + PLUGIN + "-" + FIRST)).build(),
				HttpResponse.BodyHandlers.ofString());
			assertEquals("p", plugin.body());
			assertTrue(plugin.headers().firstValue("Last-Modified").orElse("").endsWith(" GMT"));
			for (final String outside : List.of("../secret", "%2e%2e/secret", "none", ""))
				assertEquals(404, client.send(HttpRequest.newBuilder(URI.create(server.url() + outside)).build(),
					HttpResponse.BodyHandlers.ofString()).statusCode(), outside);
			final HttpRequest head = HttpRequest.newBuilder(URI.create(server.url() + "db.xml.gz"))
				.method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
			assertEquals(200, client.send(head, HttpResponse.BodyHandlers.discarding()).statusCode());
		}
	}
}
