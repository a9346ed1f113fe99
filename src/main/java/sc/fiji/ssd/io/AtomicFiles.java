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
package sc.fiji.ssd.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes files next to their name and renames them when they are complete and on
 * the disk, so that a reader never sees half a file and a failed write leaves
 * the old one.
 */
public final class AtomicFiles {

	/** Writes the content of a file. */
	@FunctionalInterface
	public interface Writer {

		/**
		 * @param out where to; buffered, closed by the caller
		 * @throws IOException if it cannot be written
		 */
		void write(OutputStream out) throws IOException;
	}

	private static final int MOST_OF_THE_NAME = 100;

	private AtomicFiles() {}

	/**
	 * @param target the file; missing folders are made
	 * @param writer writes its content
	 * @throws IOException if it cannot be written; the old file is then untouched
	 */
	public static void write(final Path target, final Writer writer) throws IOException {
		final Path absolute = target.toAbsolutePath();
		Files.createDirectories(absolute.getParent());
		final Path aside = absolute.resolveSibling(asideOf(absolute.getFileName().toString()));
		try {
			try (
				FileChannel channel = FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
			{
				final OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
				writer.write(out);
				out.flush();
				channel.force(true);
			}
			move(aside, absolute);
		}
		finally {
			Files.deleteIfExists(aside);
		}
	}

	/**
	 * Makes the temporary name from the start of the name in plain characters: a long name would leave no room for
	 * more, and Java may not be able to encode other characters.
	 */
	private static String asideOf(final String name) {
		final String start = name.substring(0, Math.min(MOST_OF_THE_NAME, name.length())).replaceAll("[^A-Za-z0-9._ -]", "_");
		return "." + start + "." + UUID.randomUUID() + ".part";
	}

	/**
	 * @param target the file
	 * @param text its content, written as UTF-8
	 * @throws IOException if it cannot be written
	 */
	public static void writeString(final Path target, final String text) throws IOException {
		write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static void move(final Path from, final Path to) throws IOException {
		try {
			Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (final AtomicMoveNotSupportedException e) {
			Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
		}
		force(to.getParent());
	}

	/** A name is only on the disk once its folder is synced. */
	private static void force(final Path folder) {
		try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
			channel.force(true);
		}
		catch (final IOException e) {
			// not every system lets programs do that (Windows does not); the file is complete anyway
		}
	}
}
