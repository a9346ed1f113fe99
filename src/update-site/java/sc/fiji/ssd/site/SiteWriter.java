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

import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.site.Database.Dependency;
import sc.fiji.ssd.site.Database.Item;
import sc.fiji.ssd.site.Database.Version;

/**
 * Writes a site into a folder, or the next version of it: files of versions before stay, and so do their records. The
 * list of files comes last, so a reader never sees a file in it that does not exist.
 *
 * @param site the folder
 * @param author who the files are by, for the Updater's window
 * @param link the web page
 */
record SiteWriter(Path site, String author, String link) {

	/**
	 * @param files all files of the site
	 * @param plugin the path in Fiji of the one that needs all the others
	 * @param fromFiji what it needs of Fiji
	 * @param now the timestamp of what is new, yyyyMMddHHmmss
	 * @return what the site now says
	 */
	Database write(final List<SiteFile> files, final String plugin, final List<String> fromFiji, final long now)
		throws IOException
	{
		final Database before = DatabaseFile.read(site);
		final List<Item> items = new ArrayList<>();
		for (final SiteFile file : files) {
			final List<Dependency> dependencies = new ArrayList<>();
			if (file.filename().equals(plugin)) {
				// the Updater's command line fetches dependencies for all platforms; natives come without being one
				for (final SiteFile other : files)
					if (other != file && other.platforms().isEmpty())
						dependencies.add(new Dependency(other.filename(), 0, false));
				for (final String name : fromFiji)
					dependencies.add(new Dependency(name, 0, false));
			}
			items.add(new Item(file.filename(), false, file.platforms(), List.of(),
				new Version(Checksum.of(file.filename(), file.source()), now, Files.size(file.source()),
					file.description(), dependencies, file.filename().equals(plugin) ? List.of(link) : List.of(),
					List.of(author)),
				List.of()));
		}
		final Database after = before.updated(items, now);
		for (final SiteFile file : files) {
			final Version version = after.objects().stream().filter(item -> item.filename().equals(file.filename()))
				.findFirst().orElseThrow().version();
			final Path target = path(site, file.filename(), version.timestamp());
			if (!Files.exists(target)) AtomicFiles.write(target, out -> Files.copy(file.source(), out));
		}
		if (!after.equals(before)) DatabaseFile.write(site, after);
		return after;
	}

	/** @return where a site has a version of a file */
	static Path path(final Path site, final String filename, final long timestamp) {
		return site.resolve(filename + "-" + timestamp);
	}
}
