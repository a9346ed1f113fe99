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

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.text.Normalizer;

/**
 * Names that differ only in Unicode's normal form. An accented letter can be one character (NFC, as people type it on Linux and
 * Windows) or a letter and an accent (NFD, as older file systems of macOS store it). Lists and files can have come from different
 * systems, so names in both forms mean the same file.
 */
public final class NameForms {

	private static final int ASCII = 0x80;

	private NameForms() {}

	/**
	 * @param name any
	 * @return the name in one form for all, to compare it with others
	 */
	public static String composed(final String name) {
		return isAscii(name) ? name : Normalizer.normalize(name, Normalizer.Form.NFC);
	}

	/**
	 * @param file that may exist
	 * @return the file; if it does not exist, the one whose path is the same in another form; if that does not exist either, the file as
	 *         given
	 */
	public static Path existing(final Path file) {
		if (isAscii(file.toString()) || Files.exists(file, LinkOption.NOFOLLOW_LINKS) || file.getFileName() == null)
			return file;
		final Path parent = file.getParent() == null ? null : existing(file.getParent());
		final String name = file.getFileName().toString();
		for (final Normalizer.Form form : new Normalizer.Form[] { Normalizer.Form.NFC, Normalizer.Form.NFD }) {
			final String spelled = Normalizer.normalize(name, form);
			final Path candidate = parent == null ? file.resolveSibling(spelled) : parent.resolve(spelled);
			if (Files.exists(candidate, LinkOption.NOFOLLOW_LINKS)) return candidate;
		}
		return file;
	}

	private static boolean isAscii(final String name) {
		return name.chars().allMatch(c -> c < ASCII);
	}
}
