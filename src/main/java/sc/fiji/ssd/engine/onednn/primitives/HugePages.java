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
package sc.fiji.ssd.engine.onednn.primitives;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/**
 * Asks Linux for pages of 2 MiB, which most systems only give on request. Maps and kernels take thousands of small
 * pages, and looking those up costs 5 to 10 % of the time. On other systems this does nothing.
 */
final class HugePages {

	/** Size of a huge page on x86_64, and on ARM with pages of 4 KiB. */
	static final long SIZE = 2L << 20;

	/** MADV_HUGEPAGE of Linux. */
	private static final int ADVICE = 14;

	private static final Function MADVISE = madvise();

	private HugePages() {}

	private static Function madvise() {
		if (!Platform.isLinux()) return null;
		try {
			return NativeLibrary.getInstance("c").getFunction("madvise");
		}
		catch (final UnsatisfiedLinkError e) {
			return null; // it would only be faster
		}
	}

	/**
	 * @param address of memory that nothing was written to, a multiple of {@link #SIZE}
	 * @param bytes of it; only whole pages become huge
	 */
	static void advise(final long address, final long bytes) {
		final long whole = bytes / SIZE * SIZE;
		// a kernel without huge pages refuses, which changes nothing
		if (MADVISE != null && whole > 0) MADVISE.invokeInt(new Object[] { new Pointer(address), whole, ADVICE });
	}
}
