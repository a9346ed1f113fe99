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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The licences of all that a site brings, as one text. */
final class Licences {

	/** Texts of licences and notices in jars. */
	private static final Pattern TEXT = Pattern
		.compile("(META-INF/)?(licenses/)?[^/]*(LICENSE|LICENCE|NOTICE|COPYING)[^/]*", Pattern.CASE_INSENSITIVE);

	private Licences() {}

	/**
	 * @param own the project's own licence
	 * @param content the libraries
	 * @param declared the licences that the libraries' poms declare, by {@code group:artifact}
	 */
	static String text(final String own, final SiteContent content, final Map<String, String> declared)
		throws IOException
	{
		final StringBuilder text = new StringBuilder("SSD for Fiji\n\n").append(own.strip())
			.append("\n\n\nLibraries\n\n");
		final Map<String, TreeSet<String>> texts = new LinkedHashMap<>();
		for (final SiteFile file : content.files().values()) {
			final Artifact artifact = content.artifacts().get(file.filename());
			final String licence = declared.get(artifact.group() + ":" + artifact.name());
			if (licence == null)
				throw new SiteException(file.filename() + ": no licence is known for " + artifact.group() + ":" +
					artifact.name() + "; add it to update-site/licences.tsv");
			text.append(file.filename()).append("\n  ").append(licence).append('\n');
			for (final String found : of(artifact.file()))
				texts.computeIfAbsent(found, key -> new TreeSet<>()).add(file.filename());
		}
		texts.forEach((found, files) -> text.append("\n\n").append("-".repeat(78)).append('\n')
			.append(String.join("\n", files)).append("\n\n").append(found).append('\n'));
		return text.toString();
	}

	private static List<String> of(final Path jar) throws IOException {
		final List<String> texts = new ArrayList<>();
		try (ZipFile zip = new ZipFile(jar.toFile())) {
			for (final ZipEntry entry : Collections.list(zip.entries())) {
				if (entry.isDirectory() || entry.getName().endsWith(".class") ||
					!TEXT.matcher(entry.getName()).matches()) continue;
				try (InputStream in = zip.getInputStream(entry)) {
					texts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n").strip());
				}
			}
		}
		return texts;
	}
}
