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
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;

import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;

import org.w3c.dom.Document;
import org.w3c.dom.Element;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotationFolder;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ObjectEntry;
import sc.fiji.ssd.data.ObjectMerge;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.NumberText;

/**
 * Adds objects to an annotation file that already has some. A given and an existing object are the same if the class is
 * equal and the boxes overlap by half or more (IoU), best pairs first; its box is then the one given. Otherwise, an
 * existing box that is the same to a hundredth of a pixel takes the given class. Remaining given objects are added, and
 * remaining existing ones stay. Everything else in the file, such as pose and difficult, is kept.
 */
final class VocMerge {

	private final Element root;
	private final List<Element> elements;
	private final ObjectMerge objects;
	private int changed;

	private VocMerge(final Path xml, final List<GroundTruth> given, final boolean exactFirst) {
		root = VocAnnotation.parse(xml);
		elements = VocAnnotation.children(root, "object");
		objects = new ObjectMerge(VocAnnotation.of(root, xml).truths(), given, exactFirst);
	}

	/**
	 * @param xml an annotation file, rewritten if something is new
	 * @param objects inside the image
	 * @return what became of them
	 * @throws IOException if it cannot be written
	 */
	static AnnotationFolder.Merged merge(final Path xml, final List<GroundTruth> objects) throws IOException {
		final VocMerge merge = new VocMerge(xml, objects, false);
		final int added = merge.write();
		if (added + merge.changed > 0) AtomicFiles.writeString(xml, merge.text());
		return new AnnotationFolder.Merged(added, merge.changed, merge.objects.result().kept());
	}

	/**
	 * As {@link #merge}, but objects that are not given are removed.
	 *
	 * @param xml an annotation file, rewritten if something changes
	 * @param objects inside the image
	 * @throws IOException if it cannot be written
	 */
	static void replace(final Path xml, final List<GroundTruth> objects) throws IOException {
		final VocMerge merge = new VocMerge(xml, objects, true);
		final List<Integer> removed = merge.objects.unmatched();
		removed.forEach(i -> merge.root.removeChild(merge.elements.get(i)));
		final int added = merge.write();
		if (removed.size() + added + merge.changed > 0) AtomicFiles.writeString(xml, merge.text());
	}

	/** @return how many objects are new */
	private int write() {
		int added = 0;
		final Document document = root.getOwnerDocument();
		for (final ObjectEntry entry : objects.entries()) {
			final GroundTruth object = entry.truth();
			if (entry.place() >= 0) {
				final Element known = elements.get(entry.place());
				final Element box = VocAnnotation.children(known, "bndbox").get(0);
				if (set(known, "name", object.className()) | setBox(box, object.box())) changed++;
				continue;
			}
			final Element element = append(document, root, "object", null, "\n\t");
			append(document, element, "name", object.className(), "\n\t\t");
			append(document, element, "pose", "Unspecified", "\n\t\t");
			append(document, element, "truncated", "0", "\n\t\t");
			append(document, element, "difficult", object.difficult() ? "1" : "0", "\n\t\t");
			final Element box = append(document, element, "bndbox", null, "\n\t\t");
			for (final String edge : List.of("xmin", "ymin", "xmax", "ymax"))
				append(document, box, edge, "", "\n\t\t\t");
			setBox(box, object.box());
			box.appendChild(document.createTextNode("\n\t\t"));
			element.appendChild(document.createTextNode("\n\t"));
			added++;
		}
		if (added > 0) root.appendChild(document.createTextNode("\n"));
		return added;
	}

	private static Element append(final Document document, final Element parent, final String tag, final String text,
		final String before)
	{
		final Element child = document.createElement(tag);
		if (text != null) child.setTextContent(text);
		parent.appendChild(document.createTextNode(before));
		parent.appendChild(child);
		return child;
	}

	/** @return whether a number has changed */
	private static boolean setBox(final Element element, final Box box) {
		return set(element, "xmin", VocWriter.number(box.xMin() + 1)) |
			set(element, "ymin", VocWriter.number(box.yMin() + 1)) |
			set(element, "xmax", VocWriter.number(box.xMax())) | set(element, "ymax", VocWriter.number(box.yMax()));
	}

	private static boolean set(final Element parent, final String tag, final String text) {
		final Element child = VocAnnotation.children(parent, tag).get(0);
		final String old = child.getTextContent().strip();
		if (old.equals(text) || isNumber(old, text)) return false;
		child.setTextContent(text);
		return true;
	}

	/** Whether the number is written in another form, such as 12.0. */
	private static boolean isNumber(final String old, final String text) {
		return NumberText.parse(old) == NumberText.parse(text);
	}

	private String text() {
		try {
			final Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
			transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
			final StringWriter out = new StringWriter();
			transformer.transform(new DOMSource(root), new StreamResult(out));
			return out.toString().stripTrailing() + "\n";
		}
		catch (final TransformerException e) {
			throw new IllegalStateException(e); // a copy of data that was read needs nothing that could fail
		}
	}
}
