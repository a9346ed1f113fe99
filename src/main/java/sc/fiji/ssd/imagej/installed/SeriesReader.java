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
package sc.fiji.ssd.imagej.installed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import ij.ImagePlus;

/** Reads files that can hold several images (series). Safe for use by several threads. */
public interface SeriesReader {

	/**
	 * An image that was opened.
	 *
	 * @param image not shown
	 * @param count number of images in its file
	 */
	record Opened(ImagePlus image, int count) {}

	/** @return its name, for messages */
	String name();

	/**
	 * @param file a file or folder
	 * @return whether files of its kind are read
	 */
	boolean reads(Path file);

	/**
	 * @param file a file of a kind that is read
	 * @return the names of its images in their order, empty where they have none
	 * @throws IOException if it cannot be read
	 */
	List<String> series(Path file) throws IOException;

	/**
	 * @param file a file of a kind that is read
	 * @param index of the image, 0 for the first
	 * @param limit of memory; stacks that need most of it are read plane by plane
	 * @return the image
	 * @throws IOException if it cannot be read
	 */
	Opened open(Path file, int index, MemoryLimit limit) throws IOException;
}
