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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import sc.fiji.ssd.site.Database.Dependency;
import sc.fiji.ssd.site.Database.Item;
import sc.fiji.ssd.site.Database.Previous;
import sc.fiji.ssd.site.Database.Version;

/** Compares what a site says of its files with the files, and with what Fiji has. */
final class FileCheck {

	/** The folders of Fiji that its Updater looks after and that this project uses. */
	private static final List<String> FOLDERS = List.of("plugins", "jars", "licenses");

	private final Path site;
	private final FijiJars fiji;
	private final Map<String, Item> base;
	private final List<String> problems = new ArrayList<>();

	private FileCheck(final Path site, final FijiJars fiji, final Database base) {
		this.site = site;
		this.fiji = fiji;
		this.base = new TreeMap<>();
		for (final Item item : base.objects())
			if (item.version() != null) this.base.put(SiteFile.key(item.filename()), item);
	}

	/**
	 * @param site the site's folder
	 * @param database what it says of its files
	 * @param fiji what Fiji has
	 * @param base the site that this one adds to; empty if it stands alone
	 * @return what is wrong, a line each
	 */
	static List<String> of(final Path site, final Database database, final FijiJars fiji, final Database base)
		throws IOException
	{
		final FileCheck check = new FileCheck(site, fiji, base);
		if (database.objects().isEmpty()) check.problems.add(site + " has no files");
		final Map<String, Item> current = new TreeMap<>();
		for (final Item item : database.objects()) {
			final Item other = current.put(SiteFile.key(item.filename()), item);
			if (other != null)
				check.problems.add(item.filename() + " and " + other.filename() + " are one file to the Updater");
		}
		for (final Item item : database.objects()) {
			if (item.version() != null) check.current(item, current);
			for (final Previous previous : item.previous())
				check.previous(item, previous);
		}
		return check.problems;
	}

	private void current(final Item item, final Map<String, Item> all) throws IOException {
		final Version version = item.version();
		final String filename = item.filename();
		timestamp(filename, version.timestamp());
		final Path file = SiteWriter.path(site, filename, version.timestamp());
		if (!Files.isRegularFile(file)) problems.add(filename + " does not exist as " + file);
		else {
			if (Files.size(file) != version.size())
				problems.add(filename + " has " + Files.size(file) + " bytes, not " + version.size());
			final String checksum = SecondChecksum.of(filename, file);
			if (!checksum.equals(version.checksum()))
				problems.add(filename + " has the checksum " + checksum + ", not " + version.checksum());
		}
		if (!FOLDERS.contains(filename.substring(0, Math.max(0, filename.indexOf('/')))))
			problems.add(filename + " is in no folder of " + FOLDERS);
		if (!SiteFile.hasKey(filename))
			problems.add(filename + ": the Updater does not recognise the version in the name");
		final FijiJars.Jar same = fiji.byFilename(SiteFile.key(filename));
		if (same != null) problems.add(filename + " would replace Fiji's " + same.name() + " " + same.latest());
		final Item replaced = base.get(SiteFile.key(filename));
		if (replaced != null)
			problems.add(filename + " would replace " + replaced.filename() + " of the site that this one adds to");
		final String[] folders = filename.split("/");
		final List<String> platforms = folders.length > 2 && folders[0].equals("jars")
			? List.of(folders[1])
			: List.of();
		if (!platforms.equals(item.platforms()))
			problems.add(filename + " is for the platforms " + item.platforms() + ", not " + platforms);
		if (!platforms.isEmpty() && Platform.ALL.stream().noneMatch(p -> p.fiji().equals(platforms.get(0))))
			problems.add(filename + " is for no platform of Fiji");
		for (final Dependency dependency : version.dependencies()) {
			final String key = SiteFile.key(dependency.filename());
			final Item needed = all.get(key);
			final boolean ours = needed != null && needed.version() != null &&
				needed.version().timestamp() == dependency.timestamp();
			if (!ours && fiji.byFilename(key) == null && !base.containsKey(key))
				problems.add(filename + " needs " + dependency.filename() + ", which neither the site nor Fiji has");
		}
	}

	private void previous(final Item item, final Previous previous) {
		timestamp(item.filename(), previous.timestamp());
		if (!previous.checksum().matches("[0-9a-f]{40}"))
			problems.add(item.filename() + ": a previous version has the checksum " + previous.checksum());
		final String filename = previous.filename() == null ? item.filename() : previous.filename();
		if (item.version() != null && previous.timestamp() >= item.version().timestamp())
			problems.add(filename + " of " + previous.timestamp() + " is not before the current version");
		if (!Files.isRegularFile(SiteWriter.path(site, filename, previous.timestamp())))
			problems.add(filename + " of " + previous.timestamp() + " no longer exists");
	}

	private void timestamp(final String filename, final long timestamp) {
		if (!Long.toString(timestamp)
			.matches("20\\d\\d(0[1-9]|1[0-2])([0-2]\\d|3[01])([01]\\d|2[0-3])[0-5]\\d[0-5]\\d"))
			problems.add(filename + ": " + timestamp + " is not a time yyyyMMddHHmmss");
	}
}
