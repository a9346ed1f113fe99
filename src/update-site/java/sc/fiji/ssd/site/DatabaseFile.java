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

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.site.Database.Dependency;
import sc.fiji.ssd.site.Database.Item;
import sc.fiji.ssd.site.Database.Previous;
import sc.fiji.ssd.site.Database.Version;

/** Reads and writes {@code db.xml.gz} as the ImageJ Updater does. */
final class DatabaseFile {

	/** Its name at the top of a site. */
	static final String NAME = "db.xml.gz";

	private DatabaseFile() {}

	/** @return what the site in a folder says; empty if there is no site yet */
	static Database read(final Path site) throws IOException {
		final Path file = site.resolve(NAME);
		if (!Files.exists(file)) return new Database(List.of());
		try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
			return parse(in);
		}
		catch (final XMLStreamException | IllegalArgumentException e) {
			throw new IOException(file + " is not a site's: " + e.getMessage(), e);
		}
	}

	/** @param in the XML; a DTD in it is not looked at */
	static Database parse(final InputStream in) throws XMLStreamException {
		final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
		factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
		factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
		final XMLStreamReader xml = factory.createXMLStreamReader(in);
		final List<Item> items = new ArrayList<>();
		while (xml.hasNext())
			if (xml.next() == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("plugin"))
				items.add(item(xml));
		return new Database(items);
	}

	private static Item item(final XMLStreamReader xml) throws XMLStreamException {
		final String filename = attribute(xml, "filename");
		final boolean executable = "true".equals(attribute(xml, "executable"));
		final List<String> platforms = new ArrayList<>();
		final List<String> categories = new ArrayList<>();
		final List<Previous> previous = new ArrayList<>();
		Version version = null;
		while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
			switch (xml.getLocalName()) {
				case "platform" -> platforms.add(xml.getElementText());
				case "category" -> categories.add(xml.getElementText());
				case "version" -> version = version(xml);
				case "previous-version" -> {
					previous.add(new Previous(attribute(xml, "checksum"), number(xml, "timestamp"),
						number(xml, "timestamp-obsolete"), attribute(xml, "filename")));
					xml.getElementText();
				}
				default -> throw new XMLStreamException("unknown element " + xml.getLocalName(), xml.getLocation());
			}
		}
		return new Item(filename, executable, platforms, categories, version, previous);
	}

	private static Version version(final XMLStreamReader xml) throws XMLStreamException {
		final String checksum = attribute(xml, "checksum");
		final long timestamp = number(xml, "timestamp");
		final long size = number(xml, "filesize");
		String description = "";
		final List<Dependency> dependencies = new ArrayList<>();
		final List<String> links = new ArrayList<>();
		final List<String> authors = new ArrayList<>();
		while (xml.nextTag() == XMLStreamConstants.START_ELEMENT) {
			switch (xml.getLocalName()) {
				case "description" -> description = xml.getElementText();
				case "link" -> links.add(xml.getElementText());
				case "author" -> authors.add(xml.getElementText());
				case "dependency" -> {
					dependencies.add(new Dependency(attribute(xml, "filename"), number(xml, "timestamp"),
						"true".equals(attribute(xml, "overrides"))));
					xml.getElementText();
				}
				default -> throw new XMLStreamException("unknown element " + xml.getLocalName(), xml.getLocation());
			}
		}
		return new Version(checksum, timestamp, size, description, dependencies, links, authors);
	}

	private static String attribute(final XMLStreamReader xml, final String name) {
		return xml.getAttributeValue(null, name);
	}

	private static long number(final XMLStreamReader xml, final String name) {
		final String value = attribute(xml, name);
		return value == null || value.isEmpty() ? 0 : Long.parseLong(value);
	}

	/** Writes what the site in a folder says, next to its name, then renamed. */
	static void write(final Path site, final Database database) throws IOException {
		AtomicFiles.write(site.resolve(NAME), out -> {
			final GZIPOutputStream compressed = new GZIPOutputStream(out);
			try {
				write(compressed, database);
			}
			catch (final XMLStreamException e) {
				throw new IOException(e);
			}
			compressed.finish();
		});
	}

	private static void write(final OutputStream out, final Database database) throws XMLStreamException {
		final XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out,
			StandardCharsets.UTF_8.name());
		xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
		xml.writeCharacters("\n");
		xml.writeStartElement("pluginRecords");
		for (final Item item : database.objects()) {
			xml.writeCharacters("\n\t");
			write(xml, item);
		}
		xml.writeCharacters("\n");
		xml.writeEndElement();
		xml.writeEndDocument();
		xml.flush();
	}

	private static void write(final XMLStreamWriter xml, final Item item) throws XMLStreamException {
		xml.writeStartElement("plugin");
		xml.writeAttribute("filename", item.filename());
		if (item.executable()) xml.writeAttribute("executable", "true");
		texts(xml, "platform", item.platforms());
		texts(xml, "category", item.categories());
		if (item.version() != null) write(xml, item.version());
		for (final Previous previous : item.previous()) {
			xml.writeCharacters("\n\t\t");
			xml.writeEmptyElement("previous-version");
			xml.writeAttribute("timestamp", Long.toString(previous.timestamp()));
			xml.writeAttribute("timestamp-obsolete", Long.toString(previous.obsolete()));
			xml.writeAttribute("checksum", previous.checksum());
			if (previous.filename() != null) xml.writeAttribute("filename", previous.filename());
		}
		xml.writeCharacters("\n\t");
		xml.writeEndElement();
	}

	private static void write(final XMLStreamWriter xml, final Version version) throws XMLStreamException {
		xml.writeCharacters("\n\t\t");
		xml.writeStartElement("version");
		xml.writeAttribute("checksum", version.checksum());
		xml.writeAttribute("timestamp", Long.toString(version.timestamp()));
		xml.writeAttribute("filesize", Long.toString(version.size()));
		if (!version.description().isEmpty()) texts(xml, "description", List.of(version.description()));
		for (final Dependency dependency : version.dependencies()) {
			xml.writeCharacters("\n\t\t\t");
			xml.writeEmptyElement("dependency");
			xml.writeAttribute("filename", dependency.filename());
			if (dependency.timestamp() > 0) xml.writeAttribute("timestamp", Long.toString(dependency.timestamp()));
			if (dependency.overrides()) xml.writeAttribute("overrides", "true");
		}
		texts(xml, "link", version.links());
		texts(xml, "author", version.authors());
		xml.writeCharacters("\n\t\t");
		xml.writeEndElement();
	}

	private static void texts(final XMLStreamWriter xml, final String name, final List<String> values)
		throws XMLStreamException
	{
		for (final String value : values) {
			xml.writeCharacters("\n\t\t");
			xml.writeStartElement(name);
			xml.writeCharacters(value);
			xml.writeEndElement();
		}
	}
}
