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
package sc.fiji.ssd.benchmark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a folder as a zip in pieces that are joined by {@code cat ssd.zip.* > ssd.zip}. */
public final class Pieces {

	private static final String NAME = "ssd.zip";

	private Pieces() {}

	/** @param args the folder, the folder of the pieces, MiB of a piece (0: write none) */
	public static void main(final String[] args) throws IOException {
		final long size = Long.parseLong(args[2]) << 20;
		if (size == 0) return;
		final Path folder = Path.of(args[0]), target = Path.of(args[1]);
		Files.createDirectories(target);
		try (Stream<Path> earlier = Files.list(target)) {
			for (final Path piece : earlier.filter(p -> p.getFileName().toString().startsWith(NAME)).toList())
				Files.delete(piece);
		}
		final List<Path> files;
		try (Stream<Path> all = Files.walk(folder)) {
			files = all.filter(Files::isRegularFile).sorted().toList();
		}
		try (ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(new Split(target, size), 1 << 16))) {
			for (final Path file : files) {
				zip.putNextEntry(
					new ZipEntry(folder.getFileName() + "/" + folder.relativize(file).toString().replace('\\', '/')));
				Files.copy(file, zip);
			}
		}
	}

	/** Begins another file whenever one is full. */
	private static final class Split extends OutputStream {

		private final Path target;
		private final long size;
		private OutputStream out;
		private long room;
		private int count;

		Split(final Path target, final long size) {
			this.target = target;
			this.size = size;
		}

		@Override
		public void write(final int b) throws IOException {
			write(new byte[] { (byte) b }, 0, 1);
		}

		@Override
		public void write(final byte[] bytes, final int offset, final int length) throws IOException {
			for (int done = 0; done < length;) {
				if (room == 0) next();
				final int n = (int) Math.min(room, length - done);
				out.write(bytes, offset + done, n);
				done += n;
				room -= n;
			}
		}

		private void next() throws IOException {
			close();
			out = Files.newOutputStream(target.resolve(String.format(Locale.ROOT, "%s.%03d", NAME, count++)));
			room = size;
		}

		@Override
		public void close() throws IOException {
			if (out != null) out.close();
		}
	}
}
