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

import java.io.PrintStream;

/**
 * While it is open, JavaCPP's remark that its version is not the presets' own is
 * left out of standard error: in Fiji it would open the console in red. They run
 * together, which the tests of this package show; everything else is printed.
 */
public final class QuietLoading implements AutoCloseable {

	private static final String REMARK = "Warning: Versions of org.bytedeco:javacpp:";

	private static final class Filter extends PrintStream {

		private final PrintStream errors;

		Filter(final PrintStream errors) {
			super(errors, true);
			this.errors = errors;
		}

		@Override
		public void println(final String line) {
			if (line == null || !line.startsWith(REMARK)) errors.println(line);
		}
	}

	private final PrintStream errors = System.err;
	private final PrintStream filter = new Filter(errors);

	public QuietLoading() {
		System.setErr(filter);
	}

	/** Does not change settings that others have made in the meantime. */
	@Override
	public void close() {
		if (System.err == filter) System.setErr(errors);
	}
}
