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
package sc.fiji.ssd.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A dataset that grows image by image; nothing existing is lost. */
public interface AnnotationFolder {

	/**
	 * The result of merging objects into an image.
	 *
	 * @param added how many are new
	 * @param changed how many have a new box or class
	 * @param kept one line for each existing object that is not among the given ones
	 */
	record Merged(int added, int changed, List<String> kept) {}

	/**
	 * @param id of an image
	 * @return whether there is an image or an annotation of that name
	 */
	boolean isTaken(String id);

	/**
	 * @param id of an image
	 * @return the image's file, if it exists
	 * @throws sc.fiji.ssd.io.UserException if its annotation is damaged
	 */
	Optional<Path> image(String id);

	/**
	 * Adds a new image.
	 *
	 * @param fileName the image's
	 * @param image the bytes of the image file
	 * @param width in pixels
	 * @param height in pixels
	 * @param depth number of channels
	 * @param objects of the image
	 * @throws IOException if it cannot be written
	 */
	void add(String fileName, byte[] image, int width, int height, int depth, List<GroundTruth> objects)
		throws IOException;

	/**
	 * Adds objects to an existing image.
	 *
	 * @param id of the image
	 * @param file the image's, as {@link #image} gives it
	 * @param width in pixels
	 * @param height in pixels
	 * @param depth number of channels
	 * @param objects of the image, inside it
	 * @return the result of the merge
	 * @throws IOException if it cannot be written
	 * @throws sc.fiji.ssd.io.UserException if its annotation is damaged
	 */
	Merged merge(String id, Path file, int width, int height, int depth, List<GroundTruth> objects) throws IOException;

	/**
	 * @param id of an image
	 * @return the other parts that have it
	 */
	List<String> otherSplits(String id);

	/** @return the attributes of an object that the format cannot store, for a message; empty if it can store all */
	List<String> cannotHold();
}
