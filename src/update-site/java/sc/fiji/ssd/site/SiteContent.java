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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipFile;

/**
 * The libraries that a site brings, and those that Fiji has.
 *
 * @param files what the site brings, by its path in Fiji
 * @param fromFiji the jars of Fiji that are needed, by their name without version
 * @param artifacts where the files are from, by their path in Fiji
 */
record SiteContent(Map<String, SiteFile> files, List<String> fromFiji, Map<String, Artifact> artifacts) {

	/**
	 * @param libraries what the plugin needs on each platform
	 * @param fiji what Fiji has
	 * @throws SiteException if two libraries would have one name, or a native is not of the platform that it is for
	 */
	static SiteContent of(final Map<Platform, List<Artifact>> libraries, final FijiJars fiji) throws IOException {
		final Map<String, SiteFile> files = new TreeMap<>();
		final Map<String, Artifact> artifacts = new LinkedHashMap<>();
		final TreeSet<String> fromFiji = new TreeSet<>();
		final Map<String, String> keys = new LinkedHashMap<>();
		for (final Map.Entry<Platform, List<Artifact>> entry : libraries.entrySet())
			for (final Artifact artifact : entry.getValue()) {
				if (fiji.has(artifact)) {
					fromFiji.add(fiji.byName(artifact.name()).filename());
					continue;
				}
				final Platform platform = SiteLayout.platform(artifact, Platform.ALL);
				if (platform != null && platform != entry.getKey())
					throw new SiteException(artifact + " is not a library for " + entry.getKey().fiji());
				if (platform != null && isEmpty(artifact)) continue;
				final String filename = SiteLayout.filename(artifact, platform);
				final String other = keys.putIfAbsent(SiteFile.key(filename), filename);
				if (other != null && !other.equals(filename))
					throw new SiteException(filename + " and " + other + " are versions of one file to the Updater");
				artifacts.put(filename, artifact);
				files.put(filename, new SiteFile(filename, artifact.file(),
					platform == null ? List.of() : List.of(platform.fiji()), describe(artifact)));
			}
		return new SiteContent(files, List.copyOf(fromFiji), artifacts);
	}

	/** @return whether a jar holds nothing but what Maven put there */
	private static boolean isEmpty(final Artifact artifact) throws IOException {
		try (ZipFile jar = new ZipFile(artifact.file().toFile())) {
			return jar.stream().allMatch(entry -> entry.isDirectory() || entry.getName().startsWith("META-INF/"));
		}
	}

	private static String describe(final Artifact artifact) {
		return artifact.group() + ":" + artifact.name() + ":" + artifact.version() +
			(artifact.classifier().isEmpty() ? "" : ":" + artifact.classifier()) + ", for SSD";
	}

	/** @return this without what another site brings */
	SiteContent without(final SiteContent other) {
		final Map<String, SiteFile> rest = new TreeMap<>(files);
		rest.keySet().removeAll(other.files.keySet());
		return new SiteContent(rest, fromFiji, artifacts);
	}
}
