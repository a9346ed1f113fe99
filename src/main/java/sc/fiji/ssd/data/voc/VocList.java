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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.data.layout.ListFile;
import sc.fiji.ssd.data.layout.ListedName;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.io.UserException;

/**
 * The list of a VOC split. A line is an image's ID; but people also write endings, paths, quotes, VOC's own second
 * column (-1, 0 or 1), and Caffe's two paths. The existing annotations decide which of these is meant, so that names
 * with spaces and digits stay whole.
 */
final class VocList {

	private static final String XML = ".xml";

	/** Longest name with folders that any system has. */
	private static final int LONGEST = 4096;

	private VocList() {}

	/**
	 * @param list of a split
	 * @param annotations folder of the annotations
	 * @param warnings takes a line for each line that occurs twice
	 * @return the IDs, each once, in the list's order
	 * @throws UserException one line: the list, its line, and what to write
	 */
	static List<String> ids(final Path list, final Path annotations, final Consumer<String> warnings) {
		final Map<String, Long> ids = new LinkedHashMap<>();
		for (final ListFile.Line line : ListFile.read(list, "split: ")) {
			final String id = id(line.text(), annotations);
			if (id == null) throw unknown(list, line, annotations);
			final Long before = ids.putIfAbsent(id, line.number());
			if (before != null) warnings.accept("split: " + list + ", line " + line.number() + ": " + Quoted.of(id) +
				" is already in line " + before + "; used once");
		}
		if (ids.isEmpty()) throw new UserException("split: " + list + " is empty; write one image name per line");
		return List.copyOf(ids.keySet());
	}

	/**
	 * @param line of a list
	 * @param annotations folder of the annotations
	 * @return the ID whose annotation is there; null if it does not exist
	 */
	static String id(final String line, final Path annotations) {
		if (line.length() > 2 * LONGEST || leadsOut(line)) return null;
		return ListedName.candidates(line).stream()
			.filter(name -> ImageNames.inside(annotations, name + XML).filter(Files::isRegularFile).isPresent())
			.findFirst().orElse(null);
	}

	private static boolean leadsOut(final String line) {
		final String path = line.replace('\\', '/');
		return path.startsWith("../") || path.contains("/../");
	}

	private static UserException unknown(final Path list, final ListFile.Line line, final Path annotations) {
		final String place = "split: " + list + ", line " + line.number();
		if (leadsOut(line.text())) return new UserException(
			place + " leads out of " + annotations + ": " + Quoted.of(line.text()) + "; write one image name per line");
		final List<String> names = line.text().length() > LONGEST ? List.of() : ListedName.candidates(line.text());
		final String name = names.isEmpty() ? line.text() : names.get(names.size() > 1 ? 1 : 0);
		return new UserException(place + " is " + Quoted.of(line.text()) + ", but " +
			annotations.resolve(Quoted.of(name).replace('?', '_').replace(':', '_') + XML) +
			" does not exist; write one image name per line, add the annotation or remove the line");
	}
}
