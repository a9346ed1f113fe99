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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an update site says of its files: {@code db.xml.gz}.
 *
 * @param objects the files, one for all versions of a file
 */
record Database(List<Item> objects) {

	/**
	 * All versions of a file.
	 *
	 * @param filename its path in Fiji's folder, in the current version
	 * @param executable whether it is to be made executable
	 * @param platforms the platforms of Fiji that get it, empty for all
	 * @param categories what the Updater groups it by
	 * @param version the current version; null if the file is no more
	 * @param previous the versions that were
	 */
	record Item(String filename, boolean executable, List<String> platforms, List<String> categories, Version version,
		List<Previous> previous)
	{

		private Item at(final long timestamp) {
			return with(Database.at(version, timestamp, version.dependencies()), previous);
		}

		private Item with(final Version current, final List<Previous> versions) {
			return new Item(filename, executable, platforms, categories, current, versions);
		}

		private Item replacedBy(final Item file, final long now) {
			final boolean same = version != null && version.checksum().equals(file.version().checksum()) &&
				filename.equals(file.filename());
			if (same)
				return file.with(Database.at(file.version(), version.timestamp(), file.version().dependencies()),
					previous);
			if (version != null && version.timestamp() >= now)
				throw new SiteException(
					filename + " of the site is of " + version.timestamp() + ", which is not before " + now);
			return file.with(Database.at(file.version(), now, file.version().dependencies()), history(now));
		}

		/** @return the versions before, with the current one as the last of them */
		private List<Previous> history(final long now) {
			if (version == null) return previous;
			final List<Previous> versions = new ArrayList<>(previous);
			versions.add(new Previous(version.checksum(), version.timestamp(), now, filename));
			return versions;
		}

		private Item withTimestamps(final Map<String, Long> timestamps) {
			if (version == null) return this;
			return with(Database.at(version, version.timestamp(),
				version.dependencies().stream()
					.map(d -> new Dependency(d.filename(), timestamps.getOrDefault(d.filename(), 0L), d.overrides()))
					.toList()),
				previous);
		}
	}

	/**
	 * The version that the site has now.
	 *
	 * @param checksum see {@link Checksum}
	 * @param timestamp yyyyMMddHHmmss; the site has the file as {@code FILENAME-TIMESTAMP}
	 * @param size in bytes
	 * @param description one line, empty for none
	 * @param dependencies what must be there as well
	 * @param links web pages
	 * @param authors who wrote it
	 */
	record Version(String checksum, long timestamp, long size, String description, List<Dependency> dependencies,
		List<String> links, List<String> authors)
	{}

	/**
	 * @param filename path in Fiji's folder
	 * @param timestamp of the version at hand, 0 if it is another site's
	 * @param overrides whether the file must not be there
	 */
	record Dependency(String filename, long timestamp, boolean overrides) {}

	/**
	 * A version that was.
	 *
	 * @param checksum see {@link Checksum}
	 * @param timestamp when it came
	 * @param obsolete when it went, 0 if not known
	 * @param filename the path that it had
	 */
	record Previous(String checksum, long timestamp, long obsolete, String filename) {}

	/**
	 * The site with other files. What is the same keeps its timestamp, what differs
	 * gets a new one and leaves a record of the version before, and so does what is
	 * no more.
	 *
	 * @param files the files there should be; the timestamps of their versions are ignored
	 * @param now the timestamp of what is new
	 * @throws SiteException if a file of the site is newer than now
	 */
	Database updated(final List<Item> files, final long now) {
		final Map<String, Item> before = new LinkedHashMap<>();
		for (final Item item : objects)
			before.put(SiteFile.key(item.filename()), item);
		final List<Item> after = new ArrayList<>();
		for (final Item file : files) {
			final Item old = before.remove(SiteFile.key(file.filename()));
			after.add(old == null ? file.at(now) : old.replacedBy(file, now));
		}
		for (final Item gone : before.values())
			after.add(gone.version() == null
				? gone
				: new Item(gone.filename(), gone.executable(), gone.platforms(), gone.categories(), null,
					gone.history(now)));
		final Map<String, Long> timestamps = new LinkedHashMap<>();
		for (final Item item : after)
			if (item.version() != null) timestamps.put(item.filename(), item.version().timestamp());
		return new Database(after.stream().map(item -> item.withTimestamps(timestamps)).toList());
	}

	private static Version at(final Version version, final long timestamp, final List<Dependency> dependencies) {
		return new Version(version.checksum(), timestamp, version.size(), version.description(), dependencies,
			version.links(), version.authors());
	}
}
