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
package sc.fiji.ssd.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import sc.fiji.ssd.io.FileTree;

/**
 * Keeps the folders from which natives are loaded out of the reach of other users. JavaCPP and JNA unpack natives into the user's home,
 * and without a usable home into a folder of the temporary folder whose name others can guess, and create first.
 */
final class NativeFolders {

	static final String JAVACPP = "org.bytedeco.javacpp.cachedir", JNA = "jna.tmpdir";

	/** Bits of a file's mode: others or the group may write; only the owner may delete what is in it. */
	private static final int GROUP_WRITES = 020, OTHERS_WRITE = 02, STICKY = 01000;

	private static final int ROOT = 0;

	private final Path temporary;
	private Path own;

	/** @param temporary in which a private folder can be made */
	NativeFolders(final Path temporary) {
		this.temporary = temporary;
	}

	/**
	 * Chooses a private folder where the libraries would take one that another user can write. To be called before they are loaded. Systems
	 * without the modes of POSIX keep their folders.
	 *
	 * @return a line for the log if a folder was replaced
	 * @throws IOException if no private folder can be made
	 */
	static Optional<String> protect() throws IOException {
		if (File.separatorChar == '\\') return Optional.empty();
		final String home = System.getProperty("user.home"), user = System.getProperty("user.name");
		final Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
		final NativeFolders folders = new NativeFolders(temporary);
		final Optional<String> first = folders.protect(JAVACPP,
			List.of(Path.of(home, ".javacpp", "cache"), temporary.resolve(".javacpp-" + user).resolve("cache")));
		final Optional<String> second = folders.protect(JNA, List.of(Path.of(home)));
		return first.or(() -> second);
	}

	/**
	 * @param key a property that names the folder
	 * @param usual the folders that are tried without it, in this order
	 * @return a line if the first folder that can be used was replaced
	 */
	Optional<String> protect(final String key, final List<Path> usual) throws IOException {
		final String given = System.getProperty(key);
		for (final Path folder : given == null ? usual : List.of(Path.of(given))) {
			if (!isUsable(folder)) continue;
			final Path unsafe = firstUnsafe(folder.toRealPath());
			if (unsafe == null) return Optional.empty();
			System.setProperty(key, own().toString());
			return Optional.of("Natives are unpacked into a private folder, because other users can write " + unsafe + ".");
		}
		System.setProperty(key, own().toString());
		return Optional.empty();
	}

	private static boolean isUsable(final Path folder) {
		final File file = folder.toFile();
		return (file.exists() || file.mkdirs()) && file.canRead() && file.canWrite() && file.canExecute();
	}

	/** @return the first folder on the way up, beginning with this one, that another user can change; null if only the owner can */
	private Path firstUnsafe(final Path folder) throws IOException {
		final int me = (int) Files.getAttribute(own(), "unix:uid");
		for (Path each = folder; each != null; each = each.getParent()) {
			final Map<String, Object> is = Files.readAttributes(each, "unix:mode,uid,owner,group");
			final int mode = (int) is.get("mode"), owner = (int) is.get("uid");
			final boolean shared = (mode & OTHERS_WRITE) != 0 ||
				(mode & GROUP_WRITES) != 0 && !String.valueOf(is.get("group")).equals(String.valueOf(is.get("owner"))); // else the user's own group
			final boolean kept = !each.equals(folder) && (mode & STICKY) != 0;
			if (owner != me && owner != ROOT || shared && !kept) return each;
		}
		return null;
	}

	/** @return a new folder that only this user can read, deleted when Java ends */
	private Path own() throws IOException {
		if (own == null) {
			final Path made = Files.createTempDirectory(temporary, "ssd-natives-");
			Runtime.getRuntime().addShutdownHook(new Thread(() -> {
				try {
					FileTree.delete(made);
				}
				catch (final IOException e) {
					// the system empties its temporary folder
				}
			}));
			own = made;
		}
		return own;
	}
}
