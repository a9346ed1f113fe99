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

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import sc.fiji.ssd.io.AtomicFiles;

/**
 * Takes classes of other projects out of ND4J's and Deeplearning4j's jars, where
 * they would shadow those that Fiji, or another update site, has: annotations and
 * a part of Guava are left out, TensorFlow's messages, which ND4J refers to, get
 * another name. The new name is as long as the old, so that it can be put into a
 * class file as it stands.
 */
final class Relocation {

	private static final List<String> GROUPS = List.of("org.nd4j", "org.deeplearning4j");

	/** Fiji has them, in jsr305 and Guava. */
	private static final List<String> LEFT_OUT = List.of("javax/annotation/", "com/google/thirdparty/");

	/** Other update sites of Fiji bring TensorFlow. */
	private static final Map<String, String> RENAMED = Map.of("org/tensorflow/", "org/nd4jtensor/", "org.tensorflow.",
		"org.nd4jtensor.");

	/** The licence asks for a note in what was changed. */
	private static final String NOTE = "META-INF/CHANGES-SSD.txt";
	private static final String NOTE_TEXT = "Changed for SSD for Fiji: javax.annotation and com.google.thirdparty were " +
		"left out,\norg.tensorflow was renamed to org.nd4jtensor.\n";

	private Relocation() {}

	/**
	 * @param artifact a library
	 * @param folder for what is changed
	 * @return the library as the site is to bring it; the same if nothing is to be changed
	 */
	static Artifact of(final Artifact artifact, final Path folder) throws IOException {
		if (!GROUPS.contains(artifact.group()) || !artifact.classifier().isEmpty()) return artifact;
		try (ZipFile jar = new ZipFile(artifact.file().toFile())) {
			if (!isTouched(jar)) return artifact;
			final Path changed = folder.resolve(artifact.file().getFileName());
			AtomicFiles.write(changed, out -> {
				final ZipOutputStream zip = new ZipOutputStream(out);
				for (final ZipEntry entry : Collections.list(jar.entries()))
					if (!isLeftOut(entry.getName())) copy(jar, entry, zip);
				zip.putNextEntry(new ZipEntry(NOTE));
				zip.write(NOTE_TEXT.getBytes(StandardCharsets.UTF_8));
				zip.finish();
			});
			return new Artifact(artifact.group(), artifact.name(), artifact.version(), artifact.classifier(), changed);
		}
	}

	private static boolean isTouched(final ZipFile jar) throws IOException {
		for (final ZipEntry entry : Collections.list(jar.entries())) {
			if (isLeftOut(entry.getName())) return true;
			if (!entry.getName().endsWith(".class")) continue;
			final byte[] bytes = read(jar, entry);
			if (RENAMED.keySet().stream().anyMatch(name -> find(bytes, ascii(name), 0) >= 0)) return true;
		}
		return false;
	}

	private static boolean isLeftOut(final String name) {
		return LEFT_OUT.stream().anyMatch(name::startsWith);
	}

	private static void copy(final ZipFile jar, final ZipEntry entry, final ZipOutputStream zip) throws IOException {
		final boolean code = entry.getName().endsWith(".class");
		final byte[] bytes = read(jar, entry);
		String name = entry.getName();
		for (final Map.Entry<String, String> rename : RENAMED.entrySet()) {
			name = name.replace(rename.getKey(), rename.getValue());
			if (code) replace(bytes, ascii(rename.getKey()), ascii(rename.getValue()));
		}
		final ZipEntry copied = new ZipEntry(name);
		copied.setTime(entry.getTime());
		zip.putNextEntry(copied);
		zip.write(bytes);
	}

	private static byte[] read(final ZipFile jar, final ZipEntry entry) throws IOException {
		try (InputStream in = jar.getInputStream(entry)) {
			return in.readAllBytes();
		}
	}

	private static byte[] ascii(final String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private static void replace(final byte[] bytes, final byte[] old, final byte[] with) {
		for (int at = find(bytes, old, 0); at >= 0; at = find(bytes, old, at + old.length))
			System.arraycopy(with, 0, bytes, at, with.length);
	}

	private static int find(final byte[] bytes, final byte[] part, final int from) {
		next : for (int at = from; at <= bytes.length - part.length; at++) {
			for (int i = 0; i < part.length; i++)
				if (bytes[at + i] != part[i]) continue next;
			return at;
		}
		return -1;
	}
}
