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

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Resolves names found in a dataset's files, which may come from anyone. */
public final class SafePath {

	private SafePath() {}

	/**
	 * @param folder the name must stay in
	 * @param name a relative path
	 * @param source its location, for the message
	 * @return the file, which need not exist, spelled as it is on the disk ({@link NameForms})
	 * @throws UserException if the name leads out of the folder or is not a path
	 */
	public static Path resolve(final Path folder, final String name, final String source) {
		try {
			final Path root = folder.normalize();
			final Path file = folder.resolve(name.replace('\\', '/')).normalize();
			if (!Path.of(name).isAbsolute() && file.startsWith(root) && !file.equals(root))
				return NameForms.existing(file);
		}
		catch (final InvalidPathException e) {
			throw new UserException(source + " is not a file name: " + printable(name) + "; correct it", e);
		}
		throw new UserException(
			source + " leads out of " + folder + ": " + printable(name) + "; use a name inside the dataset");
	}

	private static String printable(final String name) {
		return name.codePoints().map(c -> Character.isISOControl(c) ? '?' : c)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
	}
}
