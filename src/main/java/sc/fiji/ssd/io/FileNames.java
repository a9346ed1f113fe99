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

import java.net.URI;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Names of files as text, whatever their bytes. On Linux a name is bytes, which Java decodes by the locale: under LC_ALL=C, or where
 * names are in Latin-1, different files can look alike, and their text opens none of them.
 */
public final class FileNames {

	/** Longest name on most file systems, in bytes. */
	private static final int LONGEST = 255;

	private static final char UNDECODABLE = '\ufffd';

	private FileNames() {}

	/** @param file any @return whether its text leads to it, so that {@link java.io.File} and ImageJ can open it */
	public static boolean isText(final Path file) {
		final String text = file.toString();
		if (text.indexOf(UNDECODABLE) < 0 && text.indexOf('?') < 0) return true;
		try {
			return Path.of(text).equals(file);
		}
		catch (final InvalidPathException e) {
			return false;
		}
	}

	/**
	 * @param folder above the file
	 * @param file within
	 * @return the path from the folder to the file, {@code /} between names: its text, that of its bytes in UTF-8 where Java cannot
	 *         decode them, and {@code %XX} for bytes that are not UTF-8 either
	 */
	public static String relative(final Path folder, final Path file) {
		final List<String> names = new ArrayList<>();
		for (Path part = file; part != null && !part.equals(folder); part = part.getParent())
			names.add(0, name(part));
		return String.join("/", names);
	}

	private static String name(final Path file) {
		final Path name = file.getFileName();
		if (isText(name)) return name.toString();
		final String uri = file.toUri().getRawPath();
		final String last = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
		return decode(bytes(last.substring(last.lastIndexOf('/') + 1)));
	}

	/** @return the bytes of a part of a URI */
	private static byte[] bytes(final String raw) {
		return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
	}

	private static String decode(final byte[] bytes) {
		final StringBuilder text = new StringBuilder();
		for (int i = 0; i < bytes.length;) {
			int length = Math.min(4, bytes.length - i);
			String decoded = null;
			for (; length > 0 && decoded == null; length -= decoded == null ? 1 : 0)
				decoded = strictly(bytes, i, length);
			text.append(decoded == null ? String.format("%%%02X", bytes[i]) : decoded);
			i += Math.max(1, length);
		}
		return text.toString();
	}

	private static String strictly(final byte[] bytes, final int from, final int length) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length)).toString();
		}
		catch (final CharacterCodingException e) {
			return null;
		}
	}

	/**
	 * @param folder is there
	 * @param name of a file in it, {@code /} between names; one that is longer than file systems allow is cut, with its hash at the end
	 * @param ending after the name
	 * @return the file, also where Java cannot encode the name: it is then in UTF-8
	 */
	public static Path resolve(final Path folder, final String name, final String ending) {
		final int slash = name.lastIndexOf('/') + 1;
		final String fitting = name.substring(0, slash) + fit(name.substring(slash), ending) + ending;
		try {
			return folder.resolve(fitting);
		}
		catch (final InvalidPathException e) {
			final StringBuilder uri = new StringBuilder(folder.toUri().toString());
			if (uri.charAt(uri.length() - 1) != '/') uri.append('/');
			for (final byte b : fitting.getBytes(StandardCharsets.UTF_8))
				if (b == '/') uri.append('/');
				else uri.append(String.format("%%%02X", b));
			return Path.of(URI.create(uri.toString()));
		}
	}

	/** @param name of a file, {@code /} between folders @return its last part without its ending */
	public static String stem(final String name) {
		final String file = name.substring(name.lastIndexOf('/') + 1);
		final int dot = file.lastIndexOf('.');
		return dot > 0 ? file.substring(0, dot) : file;
	}

	private static String fit(final String name, final String ending) {
		if (length(name) + length(ending) <= LONGEST) return name;
		final String hash = String.format("~%08x", name.hashCode());
		int end = Math.min(name.length(), LONGEST); // no character takes less than a byte
		if (end < name.length() && Character.isLowSurrogate(name.charAt(end))) end--;
		while (length(name.substring(0, end)) + hash.length() + length(ending) > LONGEST)
			end = name.offsetByCodePoints(end, -1);
		return name.substring(0, end) + hash;
	}

	private static int length(final String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}
}
