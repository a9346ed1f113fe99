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
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import com.google.gson.JsonElement;
import com.google.gson.JsonStreamParser;

import sc.fiji.ssd.io.AtomicFiles;

/**
 * What a profile of {@code pom.xml} adds to the plugin's own classes, as a jar
 * that stands beside the plugin's: the files that only the profile's jar has, and
 * of SciJava's list of plugins the lines that only it has.
 */
final class AddedJar {

	/** Where SciJava looks for plugins: JSON objects, one after the other. */
	private static final String PLUGINS = "META-INF/json/org.scijava.plugin.Plugin";
	private static final String CLASS = ".class";

	private AddedJar() {}

	/**
	 * @param plain the plugin's jar
	 * @param profile the plugin's jar as the profile makes it
	 * @param target the jar to write
	 * @throws SiteException if the two are not of the same sources, or the profile adds nothing
	 */
	static void write(final Path plain, final Path profile, final Path target) throws IOException {
		try (ZipFile before = new ZipFile(plain.toFile()); ZipFile after = new ZipFile(profile.toFile())) {
			final Map<String, byte[]> added = new LinkedHashMap<>();
			for (final ZipEntry entry : Collections.list(after.entries())) {
				final String name = entry.getName();
				if (entry.isDirectory()) continue;
				final ZipEntry same = before.getEntry(name);
				if (same == null) added.put(name, read(after, entry));
				else
					if (name.endsWith(CLASS) && !Arrays.equals(read(before, same), read(after, entry)))
						throw new SiteException(
							name + " differs in " + plain + " and " + profile + "; build both anew");
			}
			if (added.keySet().stream().noneMatch(name -> name.endsWith(CLASS)))
				throw new SiteException(profile + " has no class that " + plain + " has not");
			added.put(PLUGINS, newPlugins(before, after));
			AtomicFiles.write(target, out -> {
				final ZipOutputStream zip = new ZipOutputStream(out);
				for (final Map.Entry<String, byte[]> file : added.entrySet()) {
					final ZipEntry entry = new ZipEntry(file.getKey());
					entry.setTime(after.getEntry(file.getKey()).getTime());
					zip.putNextEntry(entry);
					zip.write(file.getValue());
				}
				zip.finish();
			});
		}
	}

	private static byte[] newPlugins(final ZipFile before, final ZipFile after) throws IOException {
		final Set<JsonElement> old = plugins(before);
		final StringBuilder added = new StringBuilder();
		for (final JsonElement plugin : plugins(after))
			if (!old.contains(plugin)) added.append(plugin);
		return added.toString().getBytes(StandardCharsets.UTF_8);
	}

	private static Set<JsonElement> plugins(final ZipFile jar) throws IOException {
		final ZipEntry entry = jar.getEntry(PLUGINS);
		if (entry == null) throw new SiteException(jar.getName() + " has no " + PLUGINS);
		try (Reader in = new InputStreamReader(jar.getInputStream(entry), StandardCharsets.UTF_8)) {
			final Set<JsonElement> plugins = new LinkedHashSet<>();
			new JsonStreamParser(in).forEachRemaining(plugins::add);
			return plugins;
		}
	}

	private static byte[] read(final ZipFile jar, final ZipEntry entry) throws IOException {
		try (InputStream in = jar.getInputStream(entry)) {
			return in.readAllBytes();
		}
	}
}
