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
package sc.fiji.ssd.data.layout;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import sc.fiji.ssd.io.FileTree;
import sc.fiji.ssd.io.UserException;

/**
 * Datasets in a zip, unpacked into a temporary folder that is deleted when Java ends. The zip is not trusted: its names
 * must stay inside the folder, and it may not unpack to more than a multiple of its size.
 */
public final class ZippedFolder {

	private static final int MOST_ENTRIES = 2_000_000;

	/** Size in bytes that every zip may unpack to, and the largest multiple of its own size. */
	private static final long SMALL = 1L << 30, RATIO = 100;

	private static final Map<List<Object>, Path> UNPACKED = new HashMap<>();

	private ZippedFolder() {}

	/** @return whether a file is called like a zip */
	public static boolean isZip(final Path file) {
		return Files.isRegularFile(file) && file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zip");
	}

	/**
	 * @param zip a file
	 * @return the folder with its content; if that is one folder, that one
	 * @throws UserException if it is damaged, leads out of the folder, or is too large
	 */
	public static synchronized Path unpack(final Path zip) {
		try {
			final List<Object> key = List.of(zip.toRealPath(), Files.size(zip), Files.getLastModifiedTime(zip));
			final Path known = UNPACKED.get(key);
			if (known != null && Files.isDirectory(known)) return known;
			final Path folder = Files.createTempDirectory("ssd-dataset-");
			Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
			unpack(zip, folder);
			final Path top = top(folder);
			UNPACKED.put(key, top);
			return top;
		}
		catch (final IOException | IllegalArgumentException e) {
			throw new UserException("dataset: " + zip + " cannot be unpacked (" + Quoted.of(e.getMessage()) +
				"); unpack it yourself and give the folder", e);
		}
	}

	private static void unpack(final Path zip, final Path folder) throws IOException {
		final long most = Math.max(SMALL, RATIO * Files.size(zip));
		long bytes = 0;
		try (ZipFile file = new ZipFile(zip.toFile(), StandardCharsets.UTF_8)) {
			if (file.size() > MOST_ENTRIES) throw new IOException("it has more than " + MOST_ENTRIES + " files");
			final byte[] buffer = new byte[1 << 16];
			for (final Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements();) {
				final ZipEntry entry = entries.nextElement();
				if (entry.isDirectory() || entry.getName().startsWith("__MACOSX/")) continue;
				final Path target = ImageNames.inside(folder, entry.getName())
					.orElseThrow(() -> new IOException("a path in it leads out of the folder: " + entry.getName()));
				Files.createDirectories(target.getParent());
				try (InputStream in = file.getInputStream(entry); OutputStream out = Files.newOutputStream(target)) {
					for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
						bytes += n;
						if (bytes > most) throw new IOException("it unpacks to more than " + (most >> 20) + " MiB");
						out.write(buffer, 0, n);
					}
				}
			}
		}
	}

	private static Path top(final Path folder) throws IOException {
		try (Stream<Path> content = Files.list(folder)) {
			final List<Path> all = content.limit(2).toList();
			return all.size() == 1 && Files.isDirectory(all.get(0)) && !SplitNames.usual().contains(
				all.get(0).getFileName().toString()) ? all.get(0) : folder;
		}
	}

	private static void delete(final Path folder) {
		try {
			FileTree.delete(folder);
		}
		catch (final IOException e) {
			// the system empties its temporary folder
		}
	}
}
