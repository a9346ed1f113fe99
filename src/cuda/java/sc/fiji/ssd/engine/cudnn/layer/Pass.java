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
package sc.fiji.ssd.engine.cudnn.layer;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.cuda.cudart.CUgraphExec_st;

import sc.fiji.ssd.engine.cudnn.driver.Cuda;

/** A list of calls that CUDA records when they run for the second time; from then on they are launched together. */
final class Pass {

	private final Cuda cuda;
	private final List<Runnable> calls = new ArrayList<>();
	private boolean warm;
	private boolean tried;
	private CUgraphExec_st recorded;

	Pass(final Cuda cuda) {
		this.cuda = cuda;
	}

	void add(final Runnable call) {
		calls.add(call);
	}

	void run() {
		if (calls.isEmpty()) return;
		if (warm && !tried) {
			tried = true;
			recorded = cuda.capture(this::runCalls);
		}
		// libraries load their kernels in the first run, which cannot be recorded
		if (recorded == null) runCalls();
		else cuda.launch(recorded);
		warm = true;
	}

	private void runCalls() {
		calls.forEach(Runnable::run);
	}
}
