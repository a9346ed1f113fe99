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

import java.nio.file.Path;
import java.util.List;

/**
 * One image of a dataset with its objects. The pixels stay in the file.
 *
 * @param name the file's path relative to the dataset's image folder, with
 *          {@code /} between folders; unique in its dataset
 * @param file the image file
 * @param plane of the file, 0-based: all channels of one z and t, z running faster;
 *          0 for single images
 * @param width in pixels
 * @param height in pixels
 * @param objects none for an empty field
 */
public record AnnotatedImage(String name, Path file, int plane, int width, int height, List<GroundTruth> objects) {

	public AnnotatedImage {
		objects = List.copyOf(objects);
	}

	/** A single image, or the first plane of a stack; see the record for the parameters. */
	public AnnotatedImage(final String name, final Path file, final int width, final int height,
		final List<GroundTruth> objects)
	{
		this(name, file, 0, width, height, objects);
	}

	/**
	 * @param image name of a file with several planes
	 * @param slice 1-based stack index of a plane, as in {@code detections.csv}
	 * @return the name of the plane: that of the file for the first one, otherwise with {@code #SLICE} after it
	 */
	public static String planeName(final String image, final int slice) {
		return slice == 1 ? image : image + "#" + slice;
	}

	/**
	 * @param other objects
	 * @return the same image with these objects
	 */
	AnnotatedImage withObjects(final List<GroundTruth> other) {
		return new AnnotatedImage(name, file, plane, width, height, other);
	}
}
