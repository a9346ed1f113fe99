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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * {@link Checksum} once more, read from the rules and sharing no code with it:
 * it reads the zip's directory itself. What the one writes into a site, the
 * other must find.
 */
final class SecondChecksum {

	private static final int END = 0x06054b50;
	private static final int END_SIZE = 22;
	private static final int DIRECTORY_ENTRY = 0x02014b50;
	private static final int DIRECTORY_ENTRY_SIZE = 46;
	private static final int LOCAL_HEADER_SIZE = 30;

	private record Entry(long offset, long compressed, int method) {}

	private SecondChecksum() {}

	static String of(final String filename, final Path file) throws IOException {
		final MessageDigest sha1 = Checksum.sha1();
		if (!filename.endsWith(".jar")) {
			final ByteArrayOutputStream all = new ByteArrayOutputStream();
			all.write(filename.getBytes(StandardCharsets.US_ASCII));
			all.write(Files.readAllBytes(file));
			return HexFormat.of().formatHex(sha1.digest(all.toByteArray()));
		}
		try (RandomAccessFile jar = new RandomAccessFile(file.toFile(), "r")) {
			for (final var entry : directory(jar).entrySet()) {
				final String name = entry.getKey();
				sha1.update(name.getBytes(StandardCharsets.US_ASCII));
				if ("META-INF/MANIFEST.MF".equals(name)) continue;
				if (name.endsWith(".properties")) {
					final ByteArrayOutputStream text = new ByteArrayOutputStream();
					inflate(jar, entry.getValue(), (bytes, n) -> text.write(bytes, 0, n));
					addProperties(sha1, text.toByteArray());
				}
				else inflate(jar, entry.getValue(), (bytes, n) -> sha1.update(bytes, 0, n));
			}
		}
		return HexFormat.of().formatHex(sha1.digest());
	}

	/** Where a character stands: its line may be a comment, is only # so far, is a comment, or is not one. */
	private enum Place {
		LOOKING, HASHES, COMMENT, TEXT
	}

	private static void addProperties(final MessageDigest sha1, final byte[] text) {
		Place place = Place.LOOKING;
		for (final byte c : text) {
			final boolean newline = c == '\n';
			final boolean hash = c == '#';
			final Place before = place;
			place = switch (before) {
				case LOOKING -> hash ? Place.HASHES : Place.TEXT;
				case HASHES -> hash ? Place.HASHES : newline ? Place.TEXT : Place.COMMENT;
				case COMMENT, TEXT -> newline ? Place.LOOKING : before;
			};
			if (newline || before == Place.TEXT || before == Place.LOOKING && !hash) sha1.update(c);
		}
	}

	private interface Sink {

		void accept(byte[] bytes, int n);
	}

	private static SortedMap<String, Entry> directory(final RandomAccessFile jar) throws IOException {
		final byte[] tail = new byte[(int) Math.min(jar.length(), END_SIZE + 0xffff)];
		jar.seek(jar.length() - tail.length);
		jar.readFully(tail);
		final ByteBuffer end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
		int at = tail.length - END_SIZE;
		while (at >= 0 && end.getInt(at) != END)
			at--;
		if (at < 0) throw new IOException("no zip");
		final byte[] bytes = new byte[end.getInt(at + 12)];
		jar.seek(Integer.toUnsignedLong(end.getInt(at + 16)));
		jar.readFully(bytes);
		final ByteBuffer directory = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		final SortedMap<String, Entry> entries = new TreeMap<>();
		for (int p = 0; p + DIRECTORY_ENTRY_SIZE <= bytes.length && directory.getInt(p) == DIRECTORY_ENTRY;) {
			final int name = Short.toUnsignedInt(directory.getShort(p + 28));
			final int rest = Short.toUnsignedInt(directory.getShort(p + 30)) +
				Short.toUnsignedInt(directory.getShort(p + 32));
			entries.put(new String(bytes, p + DIRECTORY_ENTRY_SIZE, name, StandardCharsets.UTF_8),
				new Entry(Integer.toUnsignedLong(directory.getInt(p + 42)),
					Integer.toUnsignedLong(directory.getInt(p + 20)), directory.getShort(p + 10)));
			p += DIRECTORY_ENTRY_SIZE + name + rest;
		}
		return entries;
	}

	private static void inflate(final RandomAccessFile jar, final Entry entry, final Sink sink) throws IOException {
		final byte[] header = new byte[LOCAL_HEADER_SIZE];
		jar.seek(entry.offset());
		jar.readFully(header);
		final ByteBuffer local = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
		jar.seek(entry.offset() + LOCAL_HEADER_SIZE + Short.toUnsignedInt(local.getShort(26)) +
			Short.toUnsignedInt(local.getShort(28)));
		final byte[] in = new byte[1 << 16];
		final byte[] out = new byte[1 << 16];
		final Inflater inflater = new Inflater(true);
		try {
			for (long left = entry.compressed(); left > 0;) {
				final int n = jar.read(in, 0, (int) Math.min(in.length, left));
				if (n < 0) throw new IOException("cut short");
				left -= n;
				if (entry.method() == 0) {
					sink.accept(in, n);
					continue;
				}
				inflater.setInput(in, 0, n);
				for (int m = inflater.inflate(out); m > 0; m = inflater.inflate(out))
					sink.accept(out, m);
			}
		}
		catch (final DataFormatException e) {
			throw new IOException(e);
		}
		finally {
			inflater.end();
		}
	}
}
