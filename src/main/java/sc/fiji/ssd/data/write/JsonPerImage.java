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
package sc.fiji.ssd.data.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.google.gson.JsonElement;

import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ObjectEntry;
import sc.fiji.ssd.io.JsonFiles;

/** A part of a dataset with a JSON file for each image, next to it. */
abstract class JsonPerImage extends PartFolder {

	private final String ending;

	/** @param ending of the files, with its dot */
	JsonPerImage(final Path folder, final String split, final String ending) {
		super(folder, split);
		this.ending = ending;
	}

	/**
	 * @param file that exists
	 * @return its whole content
	 * @throws sc.fiji.ssd.io.UserException if it is no such file
	 */
	abstract JsonElement read(Path file);

	/** @return the content of a file without objects */
	abstract JsonElement empty(Picture picture);

	/** @return the elements of the content's objects, in their order */
	abstract List<JsonElement> elements(JsonElement content, Path file);

	/**
	 * @param element of an object
	 * @param file that it is in
	 * @param number of the element, from 1
	 * @return the object; null if it is not a box with a class
	 */
	abstract GroundTruth object(JsonElement element, Path file, int number);

	/**
	 * @param known the element that the object has had; null: it is new
	 * @param object the object now
	 * @return its element
	 */
	abstract JsonElement element(JsonElement known, GroundTruth object);

	/** @return the content with these elements in place of those it had */
	abstract JsonElement content(JsonElement content, List<JsonElement> elements);

	@Override
	public final List<GroundTruth> objects(final String id) {
		final Path file = file(id);
		if (!Files.exists(file)) return null;
		final List<GroundTruth> objects = new ArrayList<>();
		for (final JsonElement element : elements(read(file), file))
			objects.add(object(element, file, objects.size() + 1));
		return objects;
	}

	@Override
	public final void put(final Picture picture, final List<ObjectEntry> entries) throws IOException {
		final Path file = file(picture.id());
		final JsonElement content = Files.exists(file) ? read(file) : empty(picture);
		final List<JsonElement> elements = elements(content, file);
		for (final ObjectEntry entry : entries) {
			if (!entry.changed()) continue;
			if (entry.place() < 0) elements.add(element(null, entry.truth()));
			else elements.set(entry.place(), element(elements.get(entry.place()), entry.truth()));
		}
		JsonFiles.write(file, content(content, elements), true);
	}

	private Path file(final String id) {
		return images().resolve(id + ending);
	}

	@Override
	public final void finish() {
		// every image is complete as it is written
	}
}
