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
package sc.fiji.ssd.image.file;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The OME-XML in the first directory of an OME-TIFF, for its first image. The meaning of the elements is that of the
 * schema of the Open Microscopy Environment, version 2016-06.
 *
 * @param images number of images that the file describes
 * @param order in which channels, slices and frames run, the fastest first: the letters C, Z and T
 * @param channels number of channels
 * @param slices number of z positions
 * @param frames number of time points
 * @param samples values of a pixel of one channel, 3 for RGB
 * @param blocks which pages of this file are which planes; empty if all planes are in other files
 * @param pixelWidth in the unit; 0 if it is not known
 * @param pixelHeight in the unit; 0 if it is not known
 * @param unit of the pixel size
 */
public record OmeXml(int images, String order, int channels, int slices, int frames, int samples, List<Block> blocks,
	double pixelWidth, double pixelHeight, String unit)
{

	/**
	 * Consecutive pages that are consecutive planes.
	 *
	 * @param page place of the first page among the file's main directories, 0-based
	 * @param channel of the first page, 0-based
	 * @param slice of the first page, 0-based
	 * @param frame of the first page, 0-based
	 * @param count number of pages; 0: all pages of the file
	 */
	public record Block(int page, int channel, int slice, int frame, int count) {}

	private static final String MICROMETRE = "\u00b5m";

	/**
	 * @param description the text in the TIFF's first directory
	 * @return whether it is OME-XML
	 */
	public static boolean is(final String description) {
		final String start = description.length() > 4096 ? description.substring(0, 4096) : description;
		return start.contains("<OME") && start.contains("openmicroscopy.org") || start.contains("<OME>");
	}

	/**
	 * @param description OME-XML
	 * @param name of the file, to tell its own planes from those in other files
	 * @return null if it cannot be understood
	 */
	public static OmeXml parse(final String description, final String name) {
		try {
			return new Parser(name).parse(description.strip());
		}
		catch (final XMLStreamException | RuntimeException e) {
			return null;
		}
	}

	/**
	 * @param pages number of main directories of the file
	 * @return which of them are which planes of the first image; null if that does not agree with the number of pages
	 */
	public TiffPlaneOrder order(final int pages) {
		final long planes = (long) channels * slices * frames;
		final List<int[]> found = new ArrayList<>();
		for (final Block block : blocks) {
			final int count = block.count > 0 ? block.count : pages;
			if (block.page < 0 || count > pages - block.page || found.size() + (long) count > pages) return null;
			for (int i = 0; i < count; i++) {
				final int[] plane = plane(block, i);
				if (plane == null) return null;
				found.add(new int[] { block.page + i, plane[0], plane[1], plane[2] });
			}
		}
		return found.isEmpty() || found.size() > planes ? null : grid(found);
	}

	/** @return channel, slice and frame of a page of the block; null if there is no such plane */
	private int[] plane(final Block block, final int index) {
		final int[] sizes = { channels, slices, frames }, first = { block.channel, block.slice, block.frame };
		long linear = index, factor = 1;
		for (int i = 0; i < order.length(); i++) {
			final int axis = "CZT".indexOf(order.charAt(i));
			linear += factor * first[axis];
			factor *= sizes[axis];
		}
		if (linear >= factor) return null;
		final int[] plane = new int[3];
		for (int i = 0; i < order.length(); i++) {
			final int axis = "CZT".indexOf(order.charAt(i));
			plane[axis] = (int) (linear % sizes[axis]);
			linear /= sizes[axis];
		}
		return plane;
	}

	/** The planes of this file; those in other files leave no gaps if whole channels, slices or frames are there. */
	private static TiffPlaneOrder grid(final List<int[]> found) {
		final int[][] axes = new int[3][];
		for (int axis = 0; axis < 3; axis++) {
			final int at = axis + 1;
			axes[axis] = found.stream().mapToInt(p -> p[at]).distinct().sorted().toArray();
		}
		final int channels = axes[0].length, slices = axes[1].length, frames = axes[2].length;
		if ((long) channels * slices * frames != found.size()) return null;
		final Integer[] pages = new Integer[found.size()];
		for (final int[] plane : found) {
			final int c = Arrays.binarySearch(axes[0], plane[1]), z = Arrays.binarySearch(axes[1], plane[2]),
					t = Arrays.binarySearch(axes[2], plane[3]);
			final int at = c + channels * (z + slices * t);
			if (pages[at] != null) return null;
			pages[at] = plane[0];
		}
		return new TiffPlaneOrder(List.of(pages), channels, slices, frames);
	}

	/** Reads the elements that matter, one after the other. */
	private static final class Parser {

		private final String name;
		private final List<Block> blocks = new ArrayList<>();
		private int images;
		private String order;
		private int channels;
		private int slices;
		private int frames;
		private int samples = 1;
		private boolean channelSeen;
		private double pixelWidth;
		private double pixelHeight;
		private String unit = MICROMETRE;
		/** The block that is being read; it may say that its planes are in another file. */
		private Block block;

		Parser(final String name) {
			this.name = name;
		}

		OmeXml parse(final String text) throws XMLStreamException {
			final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
			factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
			factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
			final XMLStreamReader in = factory.createXMLStreamReader(new StringReader(text));
			while (in.hasNext()) {
				final int event = in.next();
				if (event == XMLStreamConstants.START_ELEMENT) start(in);
				else if (event == XMLStreamConstants.END_ELEMENT && in.getLocalName().equals("TiffData") && block != null) {
					blocks.add(block);
					block = null;
				}
			}
			if (order == null || channels < 1 || slices < 1 || frames < 1) return null;
			final boolean colours = samples > 1 && channels % samples == 0;
			return new OmeXml(images, order, colours ? channels / samples : channels, slices, frames, samples,
				colours ? blocks.stream().map(this::withoutSamples).toList() : List.copyOf(blocks), pixelWidth, pixelHeight,
				unit);
		}

		private Block withoutSamples(final Block b) {
			return new Block(b.page, b.channel / samples, b.slice, b.frame, b.count);
		}

		private void start(final XMLStreamReader in) {
			final String element = in.getLocalName();
			if (element.equals("Image")) images++;
			if (images != 1) return;
			switch (element) {
				case "Pixels" -> pixels(in);
				case "Channel" -> {
					if (!channelSeen) samples = number(in, "SamplesPerPixel", 1);
					channelSeen = true;
				}
				case "TiffData" -> block = new Block(number(in, "IFD", 0), number(in, "FirstC", 0), number(in, "FirstZ", 0),
					number(in, "FirstT", 0), number(in, "PlaneCount", in.getAttributeValue(null, "IFD") == null ? 0 : 1));
				case "UUID" -> {
					final String file = in.getAttributeValue(null, "FileName");
					if (file != null && !file.equals(name)) block = null;
				}
				default -> {}
			}
		}

		private void pixels(final XMLStreamReader in) {
			final String told = String.valueOf(in.getAttributeValue(null, "DimensionOrder")).toUpperCase(Locale.ROOT);
			order = told.matches("XY(CZT|CTZ|ZCT|ZTC|TCZ|TZC)") ? told.substring(2) : null;
			channels = number(in, "SizeC", 1);
			slices = number(in, "SizeZ", 1);
			frames = number(in, "SizeT", 1);
			pixelWidth = size(in, "PhysicalSizeX");
			pixelHeight = size(in, "PhysicalSizeY");
			final String toldUnit = in.getAttributeValue(null, "PhysicalSizeXUnit");
			if (toldUnit != null) unit = toldUnit;
			final String other = in.getAttributeValue(null, "PhysicalSizeYUnit");
			if (other != null && !other.equals(unit)) pixelWidth = 0;
		}

		private static int number(final XMLStreamReader in, final String key, final int otherwise) {
			final String value = in.getAttributeValue(null, key);
			return value == null ? otherwise : Integer.parseInt(value.strip());
		}

		private static double size(final XMLStreamReader in, final String key) {
			final String value = in.getAttributeValue(null, key);
			final double size = value == null ? 0 : Double.parseDouble(value.strip());
			return Double.isFinite(size) && size > 0 ? size : 0;
		}
	}
}
