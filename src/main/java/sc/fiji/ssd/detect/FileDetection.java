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
package sc.fiji.ssd.detect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;

import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.image.SeriesPath;

/**
 * Detects in one image file after another. Other threads read and prepare the
 * next planes, tile by tile where they are large, while the network works; only a few
 * prepared tiles are in memory at a time, and one image if it is large. Batches are filled across files; what is found does not depend on
 * that.
 *
 * @param detector finds the objects
 * @param reader of the files; called by other threads than the caller's, as many as the engine has
 */
public record FileDetection(Detector detector, ImageReader reader) {

	/** Receives the results in the order of the files. */
	@FunctionalInterface
	public interface Sink {

		/**
		 * @param index of the file in the list
		 * @param planes what was found; empty if it failed
		 * @param failure why the file could not be read or prepared; null if it could
		 * @return whether to continue
		 * @throws IOException if the result cannot be kept; ends the run
		 */
		boolean accept(int index, List<PlaneDetections> planes, Exception failure) throws IOException;
	}

	/** Files up to this size in bytes may be open several at a time. */
	private static final long SMALL = 2L << 20;

	/** More readers would only wait for the disk and for the thread that runs the network. */
	private static final int MOST_READERS = 8;

	/** A GPU computes more images per second than all processor cores can read. */
	private static final int MOST_READERS_FOR_A_GPU = 32;

	/**
	 * @param files to detect in
	 * @param sink takes the results
	 * @throws IOException if the sink throws it
	 * @throws sc.fiji.ssd.io.UserException if the thread is interrupted
	 */
	public void run(final List<Path> files, final Sink sink) throws IOException {
		run(files, sink, tiles -> true);
	}

	/** @param watcher is told about every batch and may end the run, because large images take long */
	public void run(final List<Path> files, final Sink sink, final LongPredicate watcher) throws IOException {
		run(files, sink, watcher, readers(detector.engine().threads(), Runtime.getRuntime().availableProcessors()));
	}

	/**
	 * @param computing threads of the engine, which the user may have limited; 0: it is on a GPU
	 * @param processors of the machine
	 * @return threads that read
	 */
	static int readers(final int computing, final int processors) {
		return computing == 0
			? Math.min(MOST_READERS_FOR_A_GPU, processors)
			: Math.max(1, Math.min(MOST_READERS, computing));
	}

	public void run(final List<Path> files, final Sink sink, final LongPredicate watcher, final int readers)
		throws IOException
	{
		new PlaneStream(detector, readers, watcher).run(files.size(), new PlaneStream.Source() {

			@Override
			public List<ImagePlane> open(final int index) throws IOException {
				return reader.read(files.get(index));
			}

			@Override
			public boolean isSmall(final int index) {
				return SeriesPath.file(files.get(index)).toFile().length() < SMALL;
			}
		}, sink);
	}
}
