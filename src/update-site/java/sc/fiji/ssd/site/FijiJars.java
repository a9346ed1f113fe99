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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The jars that Fiji itself brings: {@code update-site/fiji-jars.tsv}, whose
 * head says where the list is from.
 */
final class FijiJars {

	/** What stands for a group or version that is not known. */
	private static final String UNKNOWN = "-";

	/**
	 * @param folder where it lies in Fiji, such as {@code jars}
	 * @param name the name of the file without version and ending
	 * @param group the Maven groupId, {@code -} if not known
	 * @param stable the version of Fiji-Stable
	 * @param latest the version of Fiji-Latest, {@code -} if not known
	 */
	record Jar(String folder, String name, String group, String stable, String latest) {

		/** The name that the Updater knows it by, whatever its version. */
		String filename() {
			return folder + "/" + name + ".jar";
		}
	}

	private final Map<String, Jar> byFilename = new LinkedHashMap<>();
	private final Map<String, Jar> byName = new LinkedHashMap<>();

	private FijiJars() {}

	/** @param table lines of folder, name, group, stable and latest version between tabs; lines with # are remarks */
	static FijiJars read(final Path table) throws IOException {
		final FijiJars jars = new FijiJars();
		for (final String line : Files.readAllLines(table)) {
			if (line.isBlank() || line.startsWith("#")) continue;
			final String[] cells = line.split("\t", -1);
			if (cells.length != 5)
				throw new IOException(table + ": '" + line + "' has " + cells.length + " cells, not 5");
			final Jar jar = new Jar(cells[0], cells[1], cells[2], cells[3], cells[4]);
			jars.byFilename.put(jar.filename(), jar);
			jars.byName.put(jar.name(), jar);
		}
		return jars;
	}

	/** @return whether Fiji has this very library, in whatever version */
	boolean has(final Artifact artifact) {
		final Jar jar = byName.get(artifact.name());
		return artifact.classifier().isEmpty() && jar != null &&
			(jar.group().equals(artifact.group()) || jar.group().equals(UNKNOWN));
	}

	/** @return the jar of Fiji by its name in Fiji's folder without the version, null if it has none such */
	Jar byFilename(final String withoutVersion) {
		return byFilename.get(withoutVersion);
	}

	/** @return Fiji's jar of that name, null if it has none */
	Jar byName(final String name) {
		return byName.get(name);
	}

	List<Jar> all() {
		return List.copyOf(byFilename.values());
	}
}
