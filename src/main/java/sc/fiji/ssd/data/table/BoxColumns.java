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
package sc.fiji.ssd.data.table;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.io.NumberText;
import sc.fiji.ssd.io.UserException;

/**
 * The meaning of a table's columns, by the names in its header: the image, the class, and the box as two corners, as
 * corner and size, or as a list {@code [x, y, width, height]} in one column. Case, blanks, {@code _} and {@code -} in
 * names do not matter.
 */
final class BoxColumns {

	private static final List<String> IMAGE = List.of("image", "filename", "file", "imageid", "imagepath", "path",
		"filepath", "imagename", "img"), CLASS = List.of("class", "label", "classname", "labelname", "category",
			"name", "type"), SPLIT = List.of("split", "subset", "set", "part"), SLICE = List.of("slice", "plane"),
			DIFFICULT = List.of("difficult"), LIST = List.of("bbox", "box");

	/** Left, top, right and bottom edge; each line is how one kind of program calls them. */
	private static final List<List<String>> CORNERS = List.of(List.of("xmin", "ymin", "xmax", "ymax"),
		List.of("x1", "y1", "x2", "y2"), List.of("x0", "y0", "x1", "y1"), List.of("left", "top", "right", "bottom"),
		List.of("bboxxmin", "bboxymin", "bboxxmax", "bboxymax"));

	private static final List<List<String>> SIZED = List.of(List.of("x", "bx", "bboxx"), List.of("y", "by", "bboxy"),
		List.of("width", "w", "bboxwidth", "bboxw"), List.of("height", "h", "bboxheight", "bboxh"));

	private final Map<String, Integer> places = new HashMap<>();
	private final int image, className, split, slice, difficult, list;
	private final int[] corners, sized;

	private BoxColumns(final List<String> header) {
		for (int i = 0; i < header.size(); i++)
			places.putIfAbsent(plain(header.get(i)), i);
		image = place(IMAGE);
		className = place(CLASS);
		split = place(SPLIT);
		slice = place(SLICE);
		difficult = place(DIFFICULT);
		list = place(LIST);
		corners = CORNERS.stream().map(names -> all(names.stream().map(List::of).toList())).filter(Objects::nonNull)
			.findFirst().orElse(null);
		sized = all(SIZED);
	}

	/**
	 * @param header of a table
	 * @return its columns; empty if there is no image, class or box among them
	 */
	static Optional<BoxColumns> of(final List<String> header) {
		final BoxColumns columns = new BoxColumns(header);
		return columns.image >= 0 && columns.className >= 0 &&
			(columns.corners != null || columns.sized != null || columns.list >= 0)
				? Optional.of(columns)
				: Optional.empty();
	}

	private int[] all(final List<List<String>> names) {
		final int[] found = names.stream().mapToInt(this::place).toArray();
		return Arrays.stream(found).allMatch(i -> i >= 0) ? found : null;
	}

	private int place(final List<String> names) {
		return names.stream().filter(places::containsKey).map(places::get).findFirst().orElse(-1);
	}

	private static String plain(final String name) {
		return name.strip().toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").replace(" ", "");
	}

	String image(final String[] row) {
		return row[image];
	}

	String className(final String[] row) {
		return row[className];
	}

	/** @return the part that the row belongs to; null if the table does not say */
	String split(final String[] row) {
		return split < 0 ? null : row[split].strip();
	}

	boolean isDivided() {
		return split >= 0;
	}

	/** @return the 1-based place in the stack */
	int slice(final String[] row, final String source) {
		if (slice < 0 || row[slice].isBlank()) return 1;
		final double number = number(row[slice], source);
		if (number != Math.rint(number) || number < 1 || number > 1e9)
			throw new UserException(source + ": the slice is " + Quoted.of(row[slice]) + "; write a whole number, counted from 1");
		return (int) number;
	}

	boolean difficult(final String[] row) {
		return difficult >= 0 && (row[difficult].strip().equals("1") || row[difficult].strip().equalsIgnoreCase("true"));
	}

	/** @return whether the row has no box: an image without objects */
	boolean isEmpty(final String[] row) {
		if (list >= 0 && corners == null) return row[list].isBlank();
		final int[] used = corners != null ? corners : sized;
		return Arrays.stream(used).allMatch(i -> row[i].isBlank());
	}

	/** @return the four numbers as written there */
	double[] numbers(final String[] row, final String source) {
		if (corners != null || sized != null)
			return Arrays.stream(corners != null ? corners : sized).mapToDouble(i -> number(row[i], source)).toArray();
		final String text = row[list].strip();
		final String[] parts = text.length() > 400
			? new String[0]
			: text.replace("[", "").replace("]", "").replace("(", "").replace(")", "").strip().split("[,;\\s]+");
		if (parts.length != 4)
			throw new UserException(source + ": the box is " + Quoted.of(text) + "; write [x, y, width, height]");
		return Arrays.stream(parts).mapToDouble(part -> number(part, source)).toArray();
	}

	/** @param n as {@link #numbers} gives them */
	Box box(final double[] n) {
		return corners != null ? new Box(n[0], n[1], n[2], n[3]) : new Box(n[0], n[1], n[0] + n[2], n[1] + n[3]);
	}

	private static double number(final String text, final String source) {
		final double number = NumberText.parse(text);
		if (Double.isFinite(number)) return number;
		throw new UserException(source + ": " + Quoted.of(text) + " is not a number; correct or delete the line");
	}
}
