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
package sc.fiji.ssd.engine.gpu;

import java.util.Locale;

/**
 * An NVIDIA GPU that CUDA programs of this process may use.
 *
 * @param index N of {@code cuda:N}, from 0; counts the devices that
 *          {@code CUDA_VISIBLE_DEVICES} shows
 * @param name the vendor's
 * @param major of the compute capability
 * @param minor of the compute capability
 * @param totalBytes memory of the device
 * @param freeBytes currently free bytes; -1 if it is not known
 */
public record CudaDevice(int index, String name, int major, int minor, long totalBytes, long freeBytes) {

	/** @return {@code cuda:N} */
	public String device() {
		return "cuda:" + index;
	}

	/** @return major and minor as one number: 86 for 8.6 */
	public int capability() {
		return 10 * major + minor;
	}

	/**
	 * @param other another device
	 * @return whether both run the same kernels on as much memory
	 */
	boolean isLike(final CudaDevice other) {
		return name.equals(other.name) && capability() == other.capability() && totalBytes == other.totalBytes;
	}

	@Override
	public String toString() {
		final double gib = 1 << 30;
		final String memory = freeBytes < 0
			? String.format(Locale.ROOT, "%.1f GiB", totalBytes / gib)
			: String.format(Locale.ROOT, "%.1f of %.1f GiB free", freeBytes / gib, totalBytes / gib);
		return name + ", compute capability " + major + "." + minor + ", " + memory;
	}
}
