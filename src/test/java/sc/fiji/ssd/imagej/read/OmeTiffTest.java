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
package sc.fiji.ssd.imagej.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.file.OmeXml;

/** OME-TIFFs: channels are channels, slices and frames are planes, in whatever order the pages lie. */
class OmeTiffTest {

	private static final int C = 2, Z = 3, T = 2;

	@TempDir
	private Path folder;

	private final List<String> notes = new ArrayList<>();

	private static String xml(final String order, final String data, final String pixels) {
		return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">" +
			"<Image ID=\"Image:0\"><Pixels ID=\"Pixels:0\" DimensionOrder=\"XY" + order + "\" SizeX=\"8\" SizeY=\"6\" " + pixels +
			">" + data + "</Pixels></Image></OME>";
	}

	private static final String SIZES = "SizeC=\"2\" SizeZ=\"3\" SizeT=\"2\" Type=\"uint16\"";

	private Path write(final String xml, final int pages, final int bits) throws IOException {
		final TiffBytes tiff = new TiffBytes(8, 6);
		tiff.bits = bits;
		tiff.pages = pages;
		tiff.description = xml;
		final int[] written = { 0 };
		return Files.write(folder.resolve("a.ome.tif"), tiff.write((x, y) -> written[0]++ / 48));
	}

	private List<ImagePlane> read(final Path file) throws IOException {
		return new ImageJReader(ReadLimits.DEFAULT, (f, note) -> notes.add(note)).read(file);
	}

	/** The value of each page is its number, so that it tells where it came from. */
	private void check(final String order, final Path file) throws IOException {
		final List<ImagePlane> planes = read(file);
		assertEquals(Z * T, planes.size());
		final int[] sizes = { C, Z, T };
		for (int t = 0; t < T; t++)
			for (int z = 0; z < Z; z++) {
				final ImagePlane plane = planes.get(t * Z + z);
				assertEquals(C, plane.pixels().dimension(2));
				for (int c = 0; c < C; c++) {
					final int[] place = { c, z, t };
					int page = 0, factor = 1;
					for (final char axis : order.toCharArray()) {
						page += factor * place["CZT".indexOf(axis)];
						factor *= sizes["CZT".indexOf(axis)];
					}
					assertEquals(page, plane.pixels().getAt(3, 2, c).getRealDouble(), order + " " + c + z + t);
				}
			}
		assertEquals(List.of(), notes);
	}

	@ParameterizedTest
	@ValueSource(strings = { "CZT", "CTZ", "ZCT", "ZTC", "TCZ", "TZC" })
	void everyOrderOfDimensions(final String order) throws IOException {
		for (final int bits : new int[] { 8, 16 })
			check(order, write(xml(order, "<Channel ID=\"Channel:0\" SamplesPerPixel=\"1\"/><TiffData/>", SIZES), C * Z * T, bits));
		final StringBuilder blocks = new StringBuilder();
		for (int i = 0; i < C * Z * T; i++) {
			final int[] sizes = { C, Z, T }, place = new int[3];
			int rest = i;
			for (final char axis : order.toCharArray()) {
				place["CZT".indexOf(axis)] = rest % sizes["CZT".indexOf(axis)];
				rest /= sizes["CZT".indexOf(axis)];
			}
			blocks.append("<TiffData IFD=\"" + i + "\" FirstC=\"" + place[0] + "\" FirstZ=\"" + place[1] + "\" FirstT=\"" +
				place[2] + "\" PlaneCount=\"1\"><UUID FileName=\"a.ome.tif\">urn:uuid:1</UUID></TiffData>");
		}
		// the blocks say it all, the order is only that within a block
		check(order, write(xml("CZT", blocks.toString(), SIZES), C * Z * T, 16));
	}

	@Test
	void pixelSizeAndOneChannelOfSeveralFiles() throws IOException {
		final String data = "<TiffData IFD=\"0\" FirstC=\"1\" PlaneCount=\"3\"><UUID FileName=\"a.ome.tif\">u</UUID></TiffData>" +
			"<TiffData IFD=\"0\" FirstC=\"0\" PlaneCount=\"3\"><UUID FileName=\"b.ome.tif\">v</UUID></TiffData>";
		final Path file = write(xml("ZCT", data,
			"SizeC=\"2\" SizeZ=\"3\" SizeT=\"1\" PhysicalSizeX=\"250\" PhysicalSizeY=\"250\" PhysicalSizeXUnit=\"nm\" PhysicalSizeYUnit=\"nm\""),
			3, 16);
		final List<ImagePlane> planes = read(file);
		assertEquals(3, planes.size());
		assertEquals(2, planes.get(0).pixels().numDimensions());
		assertEquals(0.25, planes.get(0).pixelSize().value(), 1e-9);
		assertEquals(0.25, new ImageJReader().pixelSize(file).value(), 1e-9);
		assertEquals(List.of(), notes);
	}

	@Test
	void coloursAreNotSeveralChannels() throws IOException {
		final TiffBytes tiff = new TiffBytes(8, 6);
		tiff.samples = 3;
		tiff.photometric = 2;
		tiff.pages = 2;
		tiff.description = xml("CZT", "<Channel SamplesPerPixel=\"3\"/><TiffData/>", "SizeC=\"3\" SizeZ=\"2\" SizeT=\"1\"");
		final Path file = Files.write(folder.resolve("a.ome.tif"), tiff.write((x, y) -> x % 3 * 50));
		final List<ImagePlane> planes = read(file);
		assertEquals(2, planes.size());
		assertEquals(100, planes.get(1).pixels().getAt(4, 4, 2).getRealDouble());
		assertEquals(List.of(), notes);
	}

	@Test
	void onlyTheFirstOfSeveralImages() throws IOException {
		final String one = xml("CZT", "<TiffData IFD=\"1\" PlaneCount=\"2\"/>", "SizeC=\"2\" SizeZ=\"1\" SizeT=\"1\"");
		final Path file = write(one.replace("</OME>", "<Image ID=\"Image:1\"><Pixels DimensionOrder=\"XYCZT\" SizeC=\"1\" " +
			"SizeZ=\"1\" SizeT=\"1\"><TiffData IFD=\"0\"/></Pixels></Image></OME>"), 3, 8);
		final List<ImagePlane> planes = read(file);
		assertEquals(1, planes.size());
		assertEquals(2, planes.get(0).pixels().getAt(0, 0, 1).getRealDouble());
		assertEquals(List.of("only the first of the 2 images that it holds is used"), notes);
	}

	/** Text that does not fit the pages makes slices of them, and says so. */
	@ParameterizedTest
	@ValueSource(strings = { "SizeC=\"2\" SizeZ=\"30\" SizeT=\"2\"|<TiffData IFD=\"0\" PlaneCount=\"99\"/>",
		"SizeC=\"0\"|<TiffData/>", "SizeC=\"2000000000\" SizeZ=\"2000000000\"|<TiffData PlaneCount=\"2000000000\"/>",
		"SizeC=\"2\"|", "SizeC=\"many\"|<TiffData/>", "SizeC=\"2\" SizeZ=\"3\" SizeT=\"2\"|<TiffData FirstT=\"-1\"/>",
		"SizeC=\"2\" SizeZ=\"3\" SizeT=\"2\"|<TiffData FirstC=\"-99999\" IFD=\"-3\"/>",
		"SizeC=\"2\" SizeZ=\"3\" SizeT=\"2\"|<TiffData IFD=\"0\"/><TiffData IFD=\"1\"/>", "SizeC=\"2\"|<TiffData>" })
	void contradictionsAreSlices(final String told) throws IOException {
		final String[] parts = told.split("\\|", 2);
		final List<ImagePlane> planes = read(write(xml("CZT", parts[1], parts[0]), 12, 8));
		assertEquals(12, planes.size());
		assertEquals(List.of("its OME-XML does not say what its 12 pages are; they are taken as slices"), notes);
	}

	@Test
	void entitiesAreNotResolved() {
		assertNull(OmeXml.parse("<!DOCTYPE OME [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><OME>&a;</OME>", "a"));
		assertTrue(OmeXml.is("<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"/>"));
	}
}
