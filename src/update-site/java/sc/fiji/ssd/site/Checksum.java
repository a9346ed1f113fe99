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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The checksum by which the ImageJ Updater knows a file: SHA-1 in hexadecimal.
 * <ul>
 * <li>Of a file that is not a jar: over the ASCII bytes of its path in Fiji's folder, then its content.</li>
 * <li>Of a jar: over its entries in the order of their names, for each the ASCII
 * bytes of the name, then the content. META-INF/MANIFEST.MF counts as empty; in
 * {@code .properties} each comment line counts as its newline alone. A line
 * starts with {@code #} to be one, and does not follow an empty line that could
 * have been one itself, see {@link #withoutComments(byte[])}.</li>
 * </ul>
 * So two builds of the same sources have the same checksum.
 */
final class Checksum {

	private static final String MANIFEST = "META-INF/MANIFEST.MF";

	private Checksum() {}

	/**
	 * @param filename the file's path in Fiji's folder, {@code /} between folders
	 * @param file the file
	 * @return 40 hexadecimal digits, lower case
	 */
	static String of(final String filename, final Path file) throws IOException {
		final MessageDigest digest = sha1();
		if (filename.endsWith(".jar")) {
			addJar(digest, file);
		}
		else {
			digest.update(filename.getBytes(StandardCharsets.US_ASCII));
			try (InputStream in = Files.newInputStream(file)) {
				add(digest, in);
			}
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	private static void addJar(final MessageDigest digest, final Path file) throws IOException {
		try (ZipFile jar = new ZipFile(file.toFile())) {
			final List<? extends ZipEntry> entries = jar.stream().sorted(Comparator.comparing(ZipEntry::getName))
				.toList();
			for (final ZipEntry entry : entries) {
				digest.update(entry.getName().getBytes(StandardCharsets.US_ASCII));
				if (entry.getName().equals(MANIFEST)) continue;
				try (InputStream in = jar.getInputStream(entry)) {
					if (entry.getName().endsWith(".properties")) digest.update(withoutComments(in.readAllBytes()));
					else add(digest, in);
				}
			}
		}
	}

	private static void add(final MessageDigest digest, final InputStream in) throws IOException {
		final byte[] buffer = new byte[1 << 16];
		for (int n = in.read(buffer); n >= 0; n = in.read(buffer))
			digest.update(buffer, 0, n);
	}

	/**
	 * Leaves out the comments as the Updater does, to the byte. It takes the first
	 * character of a line for no start of a comment if the line before was empty
	 * (or of {@code #} alone) and was itself looked at for a comment.
	 */
	static byte[] withoutComments(final byte[] text) {
		final byte[] kept = new byte[text.length];
		int n = 0;
		boolean looks = true; // whether # would begin a comment in this line
		for (int at = 0; at < text.length;) {
			int end = at;
			while (end < text.length && text[end] != '\n')
				end++;
			int start = at;
			while (looks && start < end && text[start] == '#')
				start++;
			if (start == at) {
				System.arraycopy(text, at, kept, n, end - at);
				n += end - at;
			}
			if (end < text.length) kept[n++] = '\n';
			looks = !looks || start < end;
			at = end + 1;
		}
		return Arrays.copyOf(kept, n);
	}

	static MessageDigest sha1() {
		try {
			return MessageDigest.getInstance("SHA-1");
		}
		catch (final NoSuchAlgorithmException e) {
			throw new IllegalStateException("Every Java has SHA-1", e);
		}
	}
}
