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
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.ListFile;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.SafePath;
import sc.fiji.ssd.io.UserException;

/**
 * Writes datasets in VOC's layout, image by image.
 *
 * <pre>
 * VocWriter writer = new VocWriter(folder);
 * writer.write("field_1.png", pngBytes, 512, 512, 1, objects, "train");
 * </pre>
 *
 * Images and annotations of the same name are replaced; lists of splits only ever
 * gain lines. Each file is complete whenever it can be seen.
 *
 * @param folder of the dataset; made when the first image is written
 */
public record VocWriter(Path folder) {

	/**
	 * Writes an image, its annotation, and its line in the split's list.
	 *
	 * @param fileName the image's, with an ending that {@link VocFormat} knows
	 * @param image the bytes of the image file
	 * @param width in pixels
	 * @param height in pixels
	 * @param depth number of channels
	 * @param objects none for an empty field
	 * @param split such as {@code train}
	 * @throws IOException if a file cannot be written
	 * @throws UserException if the names are not usable or a box is empty, not finite or
	 *           outside the image
	 */
	public void write(final String fileName, final byte[] image, final int width, final int height, final int depth,
		final List<GroundTruth> objects, final String split) throws IOException
	{
		final Path file = SafePath.resolve(folder.resolve(VocFormat.IMAGES), fileName, "image");
		final String id = checkNames(fileName, split);
		xml(fileName, width, height, depth, objects); // refuses wrong boxes before anything is written
		AtomicFiles.write(file, out -> out.write(image));
		annotate(id, fileName, width, height, depth, objects, split);
	}

	/**
	 * Writes the annotation of an image that is in the dataset already, and its line
	 * in the split's list.
	 *
	 * @param id of the annotation
	 * @param fileName the image's, in the folder of images
	 * @param width in pixels
	 * @param height in pixels
	 * @param depth number of channels
	 * @param objects none for an empty field
	 * @param split such as {@code train}
	 * @throws IOException if a file cannot be written
	 */
	public void annotate(final String id, final String fileName, final int width, final int height, final int depth,
		final List<GroundTruth> objects, final String split) throws IOException
	{
		final Path xml = SafePath.resolve(folder.resolve(VocFormat.ANNOTATIONS), id + ".xml", "image");
		AtomicFiles.writeString(xml, xml(fileName, width, height, depth, objects));
		list(id, split);
	}

	/** @return the ID of an image, if it and the split can be written */
	private static String checkNames(final String fileName, final String split) {
		final String id = idOf(fileName);
		if (!id.equals(id.strip()) || id.lines().count() != 1)
			throw new UserException("image: \"" + fileName.replace('\n', ' ') +
				"\" has a name that cannot be written into a list, because it begins or ends with white space or has a line break; rename the image");
		checkSplit(split);
		return id;
	}

	/**
	 * @param split a name for a part
	 * @throws UserException if it is not a name for a list
	 */
	public static void checkSplit(final String split) {
		if (split == null || !split.matches("[A-Za-z0-9_.-]+"))
			throw new UserException("split: \"" + split + "\" is not a valid name for a list; use letters, digits, _ and -");
	}

	/** Adds an image to a split's list, if it does not exist. */
	void list(final String id, final String split) throws IOException {
		append(SafePath.resolve(folder.resolve(VocFormat.SPLITS), split + ".txt", "split"), id);
	}

	private static String idOf(final String fileName) {
		for (final String ending : ImageNames.ENDINGS)
			if (fileName.length() > ending.length() &&
				fileName.regionMatches(true, fileName.length() - ending.length(), ending, 0, ending.length()))
				return fileName.substring(0, fileName.length() - ending.length());
		throw new UserException("image: " + fileName + " does not end in any of " + String.join(" ", ImageNames.ENDINGS) +
			"; save it as one of these");
	}

	private void append(final Path list, final String id) throws IOException {
		final List<String> lines = new ArrayList<>();
		if (Files.exists(list)) for (final ListFile.Line line : ListFile.read(list, "split: ")) {
			if (id.equals(VocList.id(line.text(), folder.resolve(VocFormat.ANNOTATIONS)))) return;
			lines.add(line.text());
		}
		lines.add(id);
		AtomicFiles.writeString(list, String.join("\n", lines) + "\n");
	}

	public static String xml(final String fileName, final int width, final int height, final int depth,
		final List<GroundTruth> objects)
	{
		final StringBuilder out = new StringBuilder("<annotation>\n\t<folder>" + VocFormat.IMAGES + "</folder>\n");
		out.append("\t<filename>").append(escape(fileName)).append("</filename>\n");
		out.append("\t<size>\n\t\t<width>").append(width).append("</width>\n\t\t<height>").append(height)
			.append("</height>\n\t\t<depth>").append(depth).append("</depth>\n\t</size>\n\t<segmented>0</segmented>\n");
		for (final GroundTruth object : objects) {
			final Box box = object.box();
			if (box.isEmpty() || !box.clip(width, height).equals(box))
				throw new UserException("image: " + fileName + ": the box of " + object.className() +
					" is empty or outside the image; correct it");
			out.append("\t<object>\n\t\t<name>").append(escape(object.className()))
				.append("</name>\n\t\t<pose>Unspecified</pose>\n\t\t<truncated>0</truncated>\n\t\t<difficult>")
				.append(object.difficult() ? 1 : 0).append("</difficult>\n\t\t<bndbox>\n");
			edge(out, "xmin", box.xMin() + 1);
			edge(out, "ymin", box.yMin() + 1);
			edge(out, "xmax", box.xMax());
			edge(out, "ymax", box.yMax());
			out.append("\t\t</bndbox>\n\t</object>\n");
		}
		return out.append("</annotation>\n").toString();
	}

	private static void edge(final StringBuilder out, final String tag, final double value) {
		out.append("\t\t\t<").append(tag).append('>').append(number(value)).append("</").append(tag).append(">\n");
	}

	/** @return a coordinate as written in the files, with three decimals at most */
	static String number(final double value) {
		return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString();
	}

	private static String escape(final String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}
}
