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
import java.nio.file.Path;
import java.util.List;

import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ObjectEntry;

/**
 * One part of a dataset on the disk in one format: where its images lie, and the objects of each. Everything else in
 * the files is kept.
 */
public interface AnnotationStore {

	/**
	 * An image of the part.
	 *
	 * @param id its name without ending, unique in the part
	 * @param fileName its name
	 * @param width in pixels
	 * @param height in pixels
	 * @param depth number of channels
	 */
	record Picture(String id, String fileName, int width, int height, int depth) {}

	/** @return the attributes of an object that the format cannot store, for a message; empty if it can store all */
	List<String> cannotHold();

	/** @return the folder of the images of this part; need not exist */
	Path images();

	/** @return the folders of images of all parts that exist, for looking whether an image is in several */
	List<Path> otherImages();

	/**
	 * @param id of an image
	 * @return its objects as its file has them, in their order, null for what is not a box; null if it has no
	 * annotations
	 * @throws sc.fiji.ssd.io.UserException if they are damaged
	 */
	List<GroundTruth> objects(String id);

	/**
	 * Writes the objects of an image. Existing objects that are not among the entries stay.
	 *
	 * @param picture the image
	 * @param entries objects that are new or changed, or stay as they are
	 * @throws IOException if it cannot be written
	 */
	void put(Picture picture, List<ObjectEntry> entries) throws IOException;

	/**
	 * Writes the files that belong to the part as a whole. Must be called once, at the end.
	 *
	 * @throws IOException if it cannot be written
	 */
	void finish() throws IOException;
}
