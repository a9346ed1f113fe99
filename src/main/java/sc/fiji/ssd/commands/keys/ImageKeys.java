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
package sc.fiji.ssd.commands.keys;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.imagej.read.ReadLimits;

/** The keys {@code image_seconds} and {@code image_memory} of commands that read the images of a dataset, often several times. */
public final class ImageKeys {

	/** Notes on more images are counted alike in every dataset; nobody reads thousands of lines. */
	private static final int MOST_NOTES = 20;

	private ImageKeys() {}

	/**
	 * @param limits of each image
	 * @param say takes what a user should know of an image, once for each image
	 * @return a reader with these limits, which also finds the sizes of images in datasets
	 */
	public static ImageJReader reader(final ReadLimits limits, final Consumer<String> say) {
		final ImageJReader reader = new ImageJReader(limits, new Notes(say));
		ImageSize.readOthersWith(reader::size);
		return reader;
	}

	/** Tells each note once. */
	private static final class Notes implements BiConsumer<Path, String> {

		private final Set<String> told = new HashSet<>();
		private final Consumer<String> say;

		Notes(final Consumer<String> say) {
			this.say = say;
		}

		@Override
		public synchronized void accept(final Path file, final String note) {
			if (told.size() > MOST_NOTES || !told.add(file + ": " + note)) return;
			say.accept(told.size() > MOST_NOTES
				? "There are notes like these on more images."
				: file.getFileName() + ": " + note);
		}
	}
}
