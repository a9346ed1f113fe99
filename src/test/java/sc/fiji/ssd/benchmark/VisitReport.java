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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.google.gson.GsonBuilder;

import sc.fiji.ssd.io.AtomicFiles;

/** What is known so far of a machine, as a table for docs/benchmarks.md and as JSON; both are whole after every row. */
final class VisitReport {

	/**
	 * A figure, or why it is not there.
	 *
	 * @param name what was measured
	 * @param figure with its unit; empty if it could not be measured
	 * @param other torchvision's in the same unit; empty without
	 * @param remark what else is to be said, or the problem
	 * @param seconds that it took
	 */
	record Row(String name, String figure, String other, String remark, double seconds) {

		/** @return as a row of Markdown */
		String markdown() {
			return "| " + name + " | " + figure + " | " + other + " | " + remark.replace("|", "/") + " |";
		}
	}

	/** Name of the fact that says which GPU was measured. */
	static final String GPU = "GPU";
	private static final String HEAD = "| %s | %s | torchvision | remark |%n|---|---|---|---|%n";

	private final Path folder;
	private final Map<String, String> machine = new LinkedHashMap<>();
	private final List<Row> rows = new ArrayList<>();

	private final String engine;

	/** @param engine heading of its figures */
	VisitReport(final Path folder, final String engine) {
		this.folder = folder;
		this.engine = engine;
	}

	/** Adds facts of the machine. */
	void machine(final Map<String, String> facts) throws IOException {
		machine.putAll(facts);
		facts.forEach((name, value) -> System.out.println(name + ": " + value));
		write();
	}

	/** Adds a row and says it. */
	void row(final Row row) throws IOException {
		rows.add(row);
		System.out.println(row.markdown());
		write();
	}

	/** @return what was written where */
	String summary() {
		return rows.size() + " rows are in " + folder.resolve("visit.md") + " and " + folder.resolve("visit.json");
	}

	private void write() throws IOException {
		final StringBuilder text = new StringBuilder();
		machine.forEach((name, value) -> text.append("- ").append(name).append(": ").append(value).append('\n'));
		text.append('\n').append(String.format(Locale.ROOT, HEAD, machine.getOrDefault(GPU, "this machine").replaceFirst(",.*", ""), engine));
		rows.forEach(row -> text.append(row.markdown()).append('\n'));
		AtomicFiles.writeString(folder.resolve("visit.md"), text.toString());
		AtomicFiles.writeString(folder.resolve("visit.json"), new GsonBuilder().setPrettyPrinting()
			.disableHtmlEscaping().create().toJson(Map.of("machine", machine, "rows", rows)) + "\n");
	}
}
