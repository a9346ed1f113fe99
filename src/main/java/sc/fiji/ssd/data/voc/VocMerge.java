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
import java.util.ArrayList;
import java.util.Comparator;
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
import sc.fiji.ssd.io.AtomicFiles;

/**
 * Adds objects to an annotation file that has some. What is given and what is there is the same object if the class is
 * equal and the boxes overlap by half or more (IoU), best pairs first; its box is then the one given. Otherwise, an
 * existing box that is the same to a hundredth of a pixel takes the given class. What is left of those given is added;
 * what is left of those there stays. All else that the file says, such as pose and difficult, is kept.
 */
final class VocMerge {

	private static final double SAME_OBJECT = 0.5;

	private static final double SAME_BOX = 0.01;

	private final Element root;
	private final List<Element> elements;
	private final List<VocAnnotation.Item> items;
	private final List<GroundTruth> given;
	private final boolean[] itemDone;
	private final boolean[] givenDone;
	private int changed;

	private record Pair(int item, int given, double iou) {}

	private VocMerge(final Path xml, final List<GroundTruth> given) {
		root = VocAnnotation.parse(xml);
		items = VocAnnotation.of(root, xml).objects();
		elements = VocAnnotation.children(root, "object");
		this.given = given;
		itemDone = new boolean[items.size()];
		givenDone = new boolean[given.size()];
	}

	/**
	 * @param xml an annotation file, rewritten if something is new
	 * @param objects inside the image
	 * @return what became of them
	 * @throws IOException if it cannot be written
	 */
	static AnnotationFolder.Merged merge(final Path xml, final List<GroundTruth> objects) throws IOException {
		final VocMerge merge = new VocMerge(xml, objects);
		merge.matchSameClass();
		merge.matchSameBox(false);
		final int added = merge.add();
		if (added + merge.changed > 0) AtomicFiles.writeString(xml, merge.text());
		return new AnnotationFolder.Merged(added, merge.changed, merge.kept());
	}

	/**
	 * As {@link #merge}, but objects that are not given are removed.
	 *
	 * @param xml an annotation file, rewritten if something changes
	 * @param objects inside the image
	 * @throws IOException if it cannot be written
	 */
	static void replace(final Path xml, final List<GroundTruth> objects) throws IOException {
		final VocMerge merge = new VocMerge(xml, objects);
		merge.matchSameBox(true);
		merge.matchSameClass();
		merge.matchSameBox(false);
		boolean removed = false;
		for (int i = 0; i < merge.items.size(); i++) {
			if (merge.itemDone[i]) continue;
			merge.root.removeChild(merge.elements.get(i));
			removed = true;
		}
		final int added = merge.add();
		if (removed || added + merge.changed > 0) AtomicFiles.writeString(xml, merge.text());
	}

	private void matchSameClass() {
		final List<Pair> pairs = new ArrayList<>();
		for (int i = 0; i < items.size(); i++)
			for (int j = 0; j < given.size(); j++) {
				if (!items.get(i).name().equals(given.get(j).className())) continue;
				final double iou = box(items.get(i)).iou(given.get(j).box());
				if (iou >= SAME_OBJECT) pairs.add(new Pair(i, j, iou));
			}
		pairs.sort(Comparator.comparingDouble(Pair::iou).reversed());
		for (final Pair pair : pairs) {
			if (itemDone[pair.item] || givenDone[pair.given]) continue;
			final Element box = VocAnnotation.children(elements.get(pair.item), "bndbox").get(0);
			if (setBox(box, given.get(pair.given).box())) changed++;
			itemDone[pair.item] = givenDone[pair.given] = true;
		}
	}

	/** @param sameClass whether only objects of the same class are matched */
	private void matchSameBox(final boolean sameClass) {
		for (int i = 0; i < items.size(); i++)
			for (int j = 0; j < given.size() && !itemDone[i]; j++) {
				if (sameClass && !items.get(i).name().equals(given.get(j).className())) continue;
				if (givenDone[j] || !isSame(box(items.get(i)), given.get(j).box())) continue;
				if (set(elements.get(i), "name", given.get(j).className())) changed++;
				itemDone[i] = givenDone[j] = true;
			}
	}

	private int add() {
		int added = 0;
		final Document document = root.getOwnerDocument();
		for (int j = 0; j < given.size(); j++) {
			if (givenDone[j]) continue;
			final GroundTruth object = given.get(j);
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

	/** Whether a number is there in another spelling, such as 12.0. */
	private static boolean isNumber(final String old, final String text) {
		try {
			return !text.isEmpty() && Double.parseDouble(old) == Double.parseDouble(text);
		}
		catch (final NumberFormatException e) {
			return false;
		}
	}

	private List<String> kept() {
		final List<String> kept = new ArrayList<>();
		for (int i = 0; i < items.size(); i++) {
			if (itemDone[i]) continue;
			final Box box = box(items.get(i));
			kept.add(items.get(i).name() + " (" + box.xMin() + ", " + box.yMin() + ", " + box.xMax() + ", " +
				box.yMax() + ")");
		}
		return kept;
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

	private static Box box(final VocAnnotation.Item item) {
		return new Box(item.xMin() - 1, item.yMin() - 1, item.xMax(), item.yMax());
	}

	private static boolean isSame(final Box a, final Box b) {
		return Math.abs(a.xMin() - b.xMin()) <= SAME_BOX && Math.abs(a.yMin() - b.yMin()) <= SAME_BOX &&
			Math.abs(a.xMax() - b.xMax()) <= SAME_BOX && Math.abs(a.yMax() - b.yMax()) <= SAME_BOX;
	}
}
