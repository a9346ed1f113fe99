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
package sc.fiji.ssd.imagej.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.util.List;

import ij.ImagePlus;
import ij.process.ImageProcessor;

/**
 * The pages of a TIFF that {@link TiffPageReader} reads, each when it is requested. The file is closed when the stack
 * is forgotten.
 */
final class TiffPageStack extends PlaneStack {

	private static final Cleaner CLEANER = Cleaner.create();

	private final TiffStack stack;
	private final TiffPageReader reader;
	private final int channels;
	/** The page that was read last, 0-based; its channels are requested one after the other. */
	private int last;
	private List<ImageProcessor> lastPlanes;

	private TiffPageStack(final TiffStack stack, final TiffPageReader reader, final List<ImageProcessor> first) {
		super(first.get(0).getWidth(), first.get(0).getHeight(), first.get(0).getBitDepth());
		this.stack = stack;
		this.reader = reader;
		channels = first.size();
		lastPlanes = first;
		CLEANER.register(this, reader::close);
	}

	static ImagePlus open(final TiffStack stack) throws IOException {
		final TiffPageReader reader = new TiffPageReader(stack.file(), stack.tiff());
		final List<ImageProcessor> first;
		try {
			first = reader.read(stack.pages().get(0));
		}
		catch (final IOException | RuntimeException | Error e) {
			reader.close();
			throw e;
		}
		return stack.describe(new TiffPageStack(stack, reader, first), first.size());
	}

	@Override
	synchronized ImageProcessor read(final int n) {
		final int page = (n - 1) / channels;
		if (page != last) {
			try {
				lastPlanes = reader.read(stack.pages().get(page));
			}
			catch (final IOException e) {
				throw new UncheckedIOException("plane " + n + ": " + e.getMessage(), e);
			}
			last = page;
		}
		return lastPlanes.get((n - 1) % channels).duplicate();
	}

	@Override
	public int size() {
		return stack.pages().size() * channels;
	}

}
