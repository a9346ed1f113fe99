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
package sc.fiji.ssd.data.voc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;

import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.io.NumberText;
import sc.fiji.ssd.io.UserException;

/**
 * The content of a VOC annotation file, with its numbers as written there.
 *
 * @param filename the image's, or null
 * @param size or null if the file has none that is positive
 * @param objects none for an empty field
 * @param warnings a line for each mark that had to be guessed
 */
record VocAnnotation(String filename, ImageSize size, List<Item> objects, List<String> warnings) {

	/** The JDK's name for the limit on nesting. */
	private static final String MAX_DEPTH = "http://www.oracle.com/xml/jaxp/properties/maxElementDepth";

	/** VOC needs five levels; without a limit a file could overflow the stack. */
	private static final String DEEPEST = "50";

	private static final Set<String> YES = Set.of("1", "1.0", "true", "yes", "y", "t", "on"), NO = Set.of("0", "0.0",
		"false", "no", "n", "f", "off", "unspecified", "none", "null", "unknown", "undefined", "nan");

	/** An object, its box 1-based and inclusive. */
	record Item(String name, double xMin, double yMin, double xMax, double yMax, boolean difficult) {

		/** @return the object with its box in continuous pixels */
		GroundTruth truth() {
			return new GroundTruth(new Box(xMin - 1, yMin - 1, xMax, yMax), name, difficult, false);
		}

		boolean isPoint() {
			return xMin == xMax && yMin == yMax;
		}
	}

	/**
	 * @param xml an annotation file
	 * @return its content
	 * @throws UserException if it is missing, damaged, has a document type (which
	 *           could reach for other files), or a box that is not four numbers
	 */
	static VocAnnotation read(final Path xml) {
		return of(parse(xml), xml);
	}

	/** @param root of the file, its content so far @param xml for messages */
	List<GroundTruth> truths() {
		return objects.stream().map(Item::truth).toList();
	}

	static VocAnnotation of(final Element root, final Path xml) {
		if (!root.getTagName().equals("annotation"))
			throw new UserException(xml + ": starts with <" + Quoted.of(root.getTagName()) +
				"> where a VOC annotation has <annotation>; replace the file");
		final String filename = text(root, "filename");
		final List<Item> items = new ArrayList<>();
		final List<String> warnings = new ArrayList<>();
		for (final Element object : children(root, "object"))
			items.add(item(object, xml + ": object " + (items.size() + 1), warnings));
		return new VocAnnotation(filename, size(root), List.copyOf(items), List.copyOf(warnings));
	}

	private static Item item(final Element object, final String source, final List<String> warnings) {
		final String name = text(object, "name");
		if (name == null) throw new UserException(source + " has no <name>; name its class or delete it");
		final List<Element> boxes = children(object, "bndbox");
		if (boxes.isEmpty())
			throw new UserException(source + " (" + Quoted.of(name) + ") has no <bndbox>; add its box or delete it");
		final Element box = boxes.get(0);
		final String place = source + " (" + Quoted.of(name) + ")";
		return new Item(name, number(box, "xmin", place), number(box, "ymin", place), number(box, "xmax", place),
			number(box, "ymax", place), isDifficult(text(object, "difficult"), place, warnings));
	}

	/** Tools write 0 and 1, truth values, or VOC's word for "not specified". */
	private static boolean isDifficult(final String text, final String place, final List<String> warnings) {
		if (text == null) return false;
		final String word = text.length() > 32 ? text : text.toLowerCase(Locale.ROOT);
		if (YES.contains(word)) return true;
		if (!NO.contains(word)) warnings
			.add(place + ": <difficult> is \"" + Quoted.of(text) + "\", which is neither 0 nor 1; treated as not difficult");
		return false;
	}

	private static double number(final Element box, final String tag, final String place) {
		final String value = text(box, tag);
		if (value == null) throw new UserException(place + " has no <" + tag + ">; add it");
		final double number = NumberText.parse(value);
		if (!Double.isNaN(number) || value.equals("NaN")) return number; // which is refused with its box
		throw new UserException(
			place + ": <" + tag + "> is \"" + Quoted.of(value) + "\", which is not a number; correct it");
	}

	private static ImageSize size(final Element root) {
		for (final Element size : children(root, "size")) {
			final String width = text(size, "width");
			final String height = text(size, "height");
			if (width == null || height == null) continue;
			// annotation tools leave odd values here: they count as not given
			final ImageSize told = new ImageSize((int) NumberText.parse(width), (int) NumberText.parse(height));
			if (told.width() > 0 && told.height() > 0) return told;
		}
		return null;
	}

	static Element parse(final Path xml) {
		try (InputStream in = Files.newInputStream(xml)) {
			final DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
			factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
			factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
			factory.setAttribute(MAX_DEPTH, DEEPEST);
			factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
			factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
			factory.setExpandEntityReferences(false);
			factory.setXIncludeAware(false);
			final DocumentBuilder builder = factory.newDocumentBuilder();
			builder.setErrorHandler(new Throwing());
			return builder.parse(in).getDocumentElement();
		}
		catch (final NoSuchFileException e) {
			throw new UserException(xml + ": the annotation does not exist; add it or remove its image from the split",
				e);
		}
		catch (final SAXParseException e) {
			throw refusal(xml, e);
		}
		catch (final IOException | SAXException e) {
			throw new UserException(xml + ": cannot be read as XML (" + firstLine(e) + "); correct or replace the file",
				e);
		}
		catch (final ParserConfigurationException e) {
			throw new IllegalStateException(e); // the JDK's own parser has all of these features
		}
	}

	/** The parser's own message, unless it is about the parser's settings. */
	private static UserException refusal(final Path xml, final SAXParseException e) {
		final String words = String.valueOf(e.getMessage());
		if (words.contains("disallow-doctype-decl")) return new UserException(xml + ": line " + e.getLineNumber() +
			" has a <!DOCTYPE>, which can make programs read other files; delete it, since VOC annotations do not need one", e);
		if (words.contains("JAXP")) return new UserException(xml + ": line " + e.getLineNumber() +
			" is not a valid annotation: its XML is nested too deeply or too large; replace the file", e);
		return new UserException(xml + ": line " + e.getLineNumber() + " is not valid XML (" + firstLine(e) +
			"); correct or replace the file", e);
	}

	private static String firstLine(final Exception e) {
		return Quoted.of(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
	}

	static List<Element> children(final Element parent, final String tag) {
		final List<Element> found = new ArrayList<>();
		for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling())
			if (node instanceof Element && ((Element) node).getTagName().equals(tag)) found.add((Element) node);
		return found;
	}

	/** @return the text of the first such child, or null if it does not exist or it is blank */
	private static String text(final Element parent, final String tag) {
		for (final Element child : children(parent, tag)) {
			final String text = child.getTextContent().strip();
			if (!text.isEmpty()) return text;
		}
		return null;
	}

	/** Without this handler the parser would print to the console. */
	private static final class Throwing implements ErrorHandler {

		@Override
		public void warning(final SAXParseException e) {
			// nothing is lost
		}

		@Override
		public void error(final SAXParseException e) throws SAXException {
			throw e;
		}

		@Override
		public void fatalError(final SAXParseException e) throws SAXException {
			throw e;
		}
	}
}
