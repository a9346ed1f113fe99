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
package sc.fiji.ssd.image.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The directories of a TIFF or BigTIFF, checked before any library sees them: they end, what they point to lies in the file,
 * and no byte of compressed pixels is unpacked twice.
 *
 * @param big whether it is a BigTIFF
 * @param pages in the order of the file, at least one
 * @param numbers the place of each page among the file's main directories, 0-based
 * @param description of the first page; empty if it does not exist
 * @param xResolution pixels per resolution unit; 0: not known
 * @param yResolution pixels per resolution unit; 0: not known
 * @param resolutionUnit 1 none, 2 inch, 3 centimetre
 * @param vendor whether a microscope's own tags say how the pages belong together (LSM, MetaMorph)
 */
public record TiffFile(boolean big, List<TiffPage> pages, List<Integer> numbers, String description,
	double xResolution, double yResolution, int resolutionUnit, boolean vendor)
{

	/**
	 * @param file a TIFF
	 * @return its directories
	 * @throws IOException in words, to be put after "it is a damaged TIFF: "
	 */
	public static TiffFile read(final Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file)) {
			return new TiffParser(channel).parse();
		}
	}

	/** @return the first page that is not a reduced copy of another, such as a thumbnail */
	public TiffPage first() {
		return pages.stream().filter(p -> !p.reduced()).findFirst().orElse(pages.get(0));
	}

	/** @return how many pages are of another kind than {@link #first}, so that they are not planes of its stack */
	public int others() {
		return (int) pages.stream().filter(p -> !p.reduced() && !p.isLike(first())).count();
	}

	/** @return indices of the pages that make up the stack: those like the first that are not reduced copies */
	public List<Integer> stack() {
		final TiffPage first = first();
		return IntStream.range(0, pages.size())
			.filter(i -> pages.get(i) == first || !pages.get(i).reduced() && pages.get(i).isLike(first)).boxed().toList();
	}
}
