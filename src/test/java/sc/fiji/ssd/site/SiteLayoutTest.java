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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteLayoutTest {

	private static final Platform LINUX = Platform.ALL.get(0);

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource({ "org.nd4j:guava:jar:1.0.0-M2.1:compile, jars/nd4j-guava-1.0.0-M2.1.jar, jars/nd4j-guava.jar",
		"org.nd4j:nd4j-api:jar:1.0.0-M2.1:compile, jars/nd4j-api-1.0.0-M2.1.jar, jars/nd4j-api.jar",
		"org.deeplearning4j:resources:jar:1.0.0-M2.1:compile, jars/deeplearning4j-resources-1.0.0-M2.1.jar, jars/deeplearning4j-resources.jar",
		"io.jhdf:jhdf:jar:0.13.0:compile, jars/jhdf-0.13.0.jar, jars/jhdf.jar",
		"org.bytedeco:dnnl:jar:3.11-1.5.13:compile, jars/dnnl-3.11-1.5.13.jar, jars/dnnl.jar",
		"org.bytedeco:dnnl:jar:linux-x86_64:3.11-1.5.13:runtime, jars/linux64/dnnl-3.11-1.5.13-linux-x86_64.jar, jars/linux64/dnnl-linux-x86_64.jar",
		"org.nd4j:nd4j-native:jar:linux-x86_64-onednn-avx2:1.0.0-M2.1:runtime, jars/linux64/nd4j-native-1.0.0-M2.1-linux-x86_64.jar, jars/linux64/nd4j-native-linux-x86_64.jar",
		"org.nd4j:nd4j-native:jar:macosx-arm64:1.0.0-M2.1:runtime, jars/macos-arm64/nd4j-native-1.0.0-M2.1-macosx-arm64.jar, jars/macos-arm64/nd4j-native-macosx-arm64.jar",
		"org.bytedeco:cuda:jar:windows-x86_64-redist-cudnn:13.1-9.19-1.5.13:runtime, jars/win64/cuda-redist-cudnn-13.1-9.19-1.5.13-windows-x86_64.jar, jars/win64/cuda-redist-cudnn-windows-x86_64.jar" })
	void names(final String coordinates, final String filename, final String key) {
		final Artifact artifact = Artifact.parse(coordinates + ":/m2/a.jar");
		assertEquals(filename, SiteLayout.filename(artifact, SiteLayout.platform(artifact, Platform.ALL)));
		assertEquals(key, SiteFile.key(filename), "the Updater's name for all versions");
		assertTrue(SiteFile.hasKey(filename));
	}

	@Test
	void aNameWhoseVersionTheUpdaterDoesNotSee() {
		assertFalse(SiteFile.hasKey("jars/linux64/nd4j-native-1.0.0-M2.1-linux-x86_64-onednn-avx2.jar"));
	}

	@Test
	void linesOfMavensList() {
		final Artifact artifact = Artifact.parse(
			"org.x:y:jar:linux-x86_64:1.2:runtime:/home/a b/y-1.2.jar\u001b[36m -- module org.y\u001b[0;1m (auto)");
		assertEquals(new Artifact("org.x", "y", "1.2", "linux-x86_64", Path.of("/home/a b/y-1.2.jar")), artifact);
		assertNull(Artifact.parse("The following files have been resolved:"));
		assertNull(Artifact.parse("none"));
		assertNull(Artifact.parse("org.x:y:pom:1.2:compile:/y.pom"));
	}

	private Artifact jar(final String coordinates, final String entry) throws IOException {
		final Path jar = Files.createTempFile(folder, "j", ".jar");
		try (OutputStream out = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(out)) {
			zip.putNextEntry(new ZipEntry(entry));
		}
		return Artifact.parse(coordinates + ":" + jar);
	}

	private FijiJars fiji() throws IOException {
		return FijiJars
			.read(Files.writeString(folder.resolve("fiji.tsv"), "# made up\njars\tguava\tcom.google.guava\t33\t33\n" +
				"jars\tgson\tcom.google.code.gson\t2.10.1\t2.10.1\njars\tgroupless\t-\t1\t-\n"));
	}

	@Test
	void whatFijiHasIsNotBrought() throws IOException {
		final SiteContent content = SiteContent.of(
			Map.of(LINUX,
				List.of(jar("com.google.code.gson:gson:jar:2.10.1:compile", "a"),
					jar("org.nd4j:guava:jar:1.0.0-M2.1:compile", "b"), jar("org.any:groupless:jar:2.0:compile", "c"),
					jar("org.nd4j:nd4j-native-preset:jar:linux-x86_64:1.0.0-M2.1:runtime", "META-INF/MANIFEST.MF"))),
			fiji());
		assertEquals(Set.of("jars/nd4j-guava-1.0.0-M2.1.jar"), content.files().keySet());
		assertEquals(List.of("jars/groupless.jar", "jars/gson.jar"), content.fromFiji());
	}

	@Test
	void classesOfOthersAreTakenOut() throws Exception {
		final Path jar = folder.resolve("nd4j.jar");
		try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
			for (final String name : List.of("org/nd4j/A.class", "org/tensorflow/framework/B.class",
				"javax/annotation/C.class", "com/google/thirdparty/D.class", "org/nd4j/e.txt"))
			{
				zip.putNextEntry(new ZipEntry(name));
				zip.write("\1Lorg/tensorflow/framework/B;\2org.tensorflow.F org/tensorflo".getBytes());
			}
		}
		final Artifact artifact = Artifact.parse("org.nd4j:nd4j-api:jar:1.0:compile:" + jar);
		final Path changed = Relocation.of(artifact, folder.resolve("changed")).file();
		try (ZipFile zip = new ZipFile(changed.toFile())) {
			assertEquals(List.of("org/nd4j/A.class", "org/nd4jtensor/framework/B.class", "org/nd4j/e.txt",
				"META-INF/CHANGES-SSD.txt"), zip.stream().map(ZipEntry::getName).toList());
			assertEquals("\1Lorg/nd4jtensor/framework/B;\2org.nd4jtensor.F org/tensorflo",
				new String(zip.getInputStream(zip.getEntry("org/nd4j/A.class")).readAllBytes()));
			assertEquals("\1Lorg/tensorflow/framework/B;\2org.tensorflow.F org/tensorflo",
				new String(zip.getInputStream(zip.getEntry("org/nd4j/e.txt")).readAllBytes()));
		}
		final Artifact other = Artifact.parse("org.other:nd4j-api:jar:1.0:compile:" + jar);
		assertEquals(other, Relocation.of(other, folder.resolve("changed")));
		final Artifact clean = jar("org.nd4j:nd4j-common:jar:1.0:compile", "org/nd4j/A.class");
		assertEquals(clean, Relocation.of(clean, folder.resolve("changed")));
	}

	/** To the Updater they are versions of one file, of which it keeps one. */
	@Test
	void theTwoWaysToAGpuExcludeEachOther() {
		for (final String classifier : List.of("linux-x86_64", "windows-x86_64"))
			assertEquals(1,
				Stream.of("11.6-8.3-1.5.7", "13.1-9.19-1.5.13")
					.map(version -> Artifact
						.parse("org.bytedeco:cuda:jar:" + classifier + ":" + version + ":runtime:/a.jar"))
					.map(cuda -> SiteFile.key(SiteLayout.filename(cuda, SiteLayout.platform(cuda, Platform.ALL))))
					.distinct().count());
	}

	@Test
	void whatExcludesEachOther() throws IOException {
		final Map<Platform, List<Artifact>> two = Map.of(LINUX,
			List.of(jar("org.a:x:jar:1.0:compile", "a"), jar("org.b:x:jar:2.0:compile", "b")));
		assertTrue(assertThrows(SiteException.class, () -> SiteContent.of(two, fiji())).getMessage()
			.contains("jars/x-2.0.jar and jars/x-1.0.jar are versions of one file"));
		final Map<Platform, List<Artifact>> foreign = Map.of(LINUX,
			List.of(jar("org.a:x:jar:windows-x86_64:1.0:runtime", "a")));
		assertTrue(assertThrows(SiteException.class, () -> SiteContent.of(foreign, fiji())).getMessage()
			.contains("is not a library for linux64"));
	}
}
