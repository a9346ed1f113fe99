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

import java.util.Map;

import org.bytedeco.javacpp.Loader;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * The threads of oneDNN. Its preset is built on OpenMP and has no function that sets their number, so that the OpenMP
 * runtime of that library is called directly. The number applies to the regions that the calling thread opens, and is
 * restored afterwards, because other libraries may share the runtime.
 */
public final class OpenMp {

	/** RTLD_LAZY without RTLD_GLOBAL: ND4J brings its own oneDNN, whose symbols must not be mixed with these. */
	private static final int OPEN_FLAGS = 1;

	private final Function get;
	private final Function set;

	private OpenMp(final NativeLibrary library) {
		get = library.getFunction("omp_get_max_threads");
		set = library.getFunction("omp_set_num_threads");
	}

	/**
	 * @return the runtime that oneDNN's natives use; load them before
	 * @throws UnsatisfiedLinkError if it is not found
	 */
	public static OpenMp ofOneDnn() {
		// a handle of the bindings also finds the symbols of the libraries they are linked to; not so on Windows
		final String library = Platform.isWindows() ? "vcomp140" : Loader.load(org.bytedeco.dnnl.global.dnnl.class);
		return new OpenMp(NativeLibrary.getInstance(library, Map.of(Library.OPTION_OPEN_FLAGS, OPEN_FLAGS)));
	}

	/**
	 * @param threads that oneDNN may use
	 * @param work what it does meanwhile
	 */
	void with(final int threads, final Runnable work) {
		final int before = get.invokeInt(new Object[0]);
		set.invokeVoid(new Object[] { threads });
		try {
			work.run();
		}
		finally {
			set.invokeVoid(new Object[] { before });
		}
	}
}
