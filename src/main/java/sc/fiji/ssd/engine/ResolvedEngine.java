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
package sc.fiji.ssd.engine;

/**
 * The engine that {@link EngineSettings} stand for on this machine.
 *
 * @param description provider, device, precision, instruction set, threads and version; nothing is {@code auto}
 * @param batch recommended number of images that are computed together. It does not depend on how many images there
 *          are, so that the results of a folder do not depend on how it is divided
 */
public record ResolvedEngine(EngineDescription description, int batch) {

	private static final int CPU_DETECTION = 4, CPU_TRAINING = 8;
	/** A few images do not occupy the units of a GPU. */
	private static final int GPU = 32;

	static ResolvedEngine of(final EngineDescription description, final boolean training) {
		final int onCpu = training ? CPU_TRAINING : CPU_DETECTION;
		return new ResolvedEngine(description, isGpu(description.device()) ? GPU : onCpu);
	}

	/** @return whether it computes on a GPU */
	public boolean isOnGpu() {
		return isGpu(description.device());
	}

	/** @return whether a device of this name is a GPU */
	static boolean isGpu(final String device) {
		return device.startsWith(EngineSettings.CUDA);
	}
}
