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

package sc.fiji.ssd.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import sc.fiji.ssd.io.AtomicFiles;

/**
 * A table in a Markdown file, after the line {@code <!-- benchmark NAME -->}. Rows are known by their first column: a
 * new figure replaces the old one.
 *
 * @param file the document
 * @param name of the table
 * @param columns headings
 */
record DocumentedTable(Path file, String name, List<String> columns) {

	/** Prints a row, and writes it into the document if there is one. */
	void row(final List<String> cells) throws IOException {
		final String row = line(cells);
		System.out.println(row);
		if (file != null) AtomicFiles.writeString(file, String.join("\n", with(row, cells.get(0))) + "\n");
	}

	/** Prints the headings. */
	void head() {
		System.out.println();
		System.out.println(line(columns));
		System.out.println(rule());
	}

	private static String line(final List<String> cells) {
		return "| " + String.join(" | ", cells) + " |";
	}

	private String rule() {
		return "|" + "---|".repeat(columns.size());
	}

	private List<String> with(final String row, final String key) throws IOException {
		final List<String> lines = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
		int at = lines.indexOf(mark());
		if (at < 0) {
			lines.addAll(List.of("", mark()));
			at = lines.size() - 1;
		}
		int end = at + 1;
		while (end < lines.size() && lines.get(end).startsWith("|"))
			end++;
		if (end == at + 1 || !lines.get(at + 1).equals(line(columns))) {
			lines.subList(at + 1, end).clear(); // figures under other headings are of no use
			lines.addAll(at + 1, List.of(line(columns), rule()));
			end = at + 3;
		}
		for (int i = at + 3; i < end; i++)
			if (lines.get(i).startsWith("| " + key + " |")) {
				lines.set(i, row);
				return lines;
			}
		lines.add(end, row);
		return lines;
	}

	private String mark() {
		return "<!-- benchmark " + name + " -->";
	}
}
