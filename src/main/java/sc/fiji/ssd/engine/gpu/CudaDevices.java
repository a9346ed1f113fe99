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

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The NVIDIA GPUs of this machine, found with only the driver's own library, so that an engine can decline before it
 * loads natives that would end the JVM.
 *
 * @param devices those that {@code CUDA_VISIBLE_DEVICES} shows, in CUDA's order
 * @param driver version of the driver; empty if it is not known
 * @param cudaVersion newest CUDA that the driver runs, 13000 for 13.0; 0 without
 *          a driver
 * @param problem why there are none, one line without a full stop; empty if there are some
 */
public record CudaDevices(List<CudaDevice> devices, String driver, int cudaVersion, String problem) {

	public CudaDevices {
		devices = List.copyOf(devices);
	}

	/** @return the devices as they are now; never throws */
	public static CudaDevices discover() {
		try {
			return of(new Driver());
		}
		catch (final UnsatisfiedLinkError e) {
			return none("there is no NVIDIA driver");
		}
		catch (final LinkageError | RuntimeException e) {
			return none("the NVIDIA driver cannot be queried (" +
				String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ")");
		}
	}

	static CudaDevices of(final Driver driver) {
		try {
			final int count = driver.start();
			final int cudaVersion = driver.cudaVersion();
			final List<CudaDevice> devices = new ArrayList<>();
			for (int i = 0; i < count; i++)
				devices.add(driver.device(i));
			final String shown = System.getenv("CUDA_VISIBLE_DEVICES");
			return new CudaDevices(devices, driver.version(), cudaVersion,
				count > 0
					? ""
					: shown == null
						? "the NVIDIA driver finds no GPU"
						: "CUDA_VISIBLE_DEVICES=" + shown + " hides all GPUs; change or unset it");
		}
		catch (final IllegalStateException e) {
			return none("the NVIDIA driver cannot be started (" + e.getMessage() +
				"); check whether nvidia-smi works, and reboot after a driver update");
		}
	}

	private static CudaDevices none(final String problem) {
		return new CudaDevices(List.of(), "", 0, problem);
	}

	/**
	 * @param installation that would use them
	 * @return why it cannot use the first device, or has none, one line without a full stop; empty if it can
	 */
	public String refusal(final CudaDistribution installation) {
		return devices.isEmpty() ? problem : installation.refusal(devices.get(0), cudaVersion);
	}

	/**
	 * @param first one of these
	 * @return the devices that compute the same bits, the given one first: those with its name, compute capability and
	 * memory
	 */
	public List<CudaDevice> alike(final CudaDevice first) {
		return Stream.concat(Stream.of(first), devices.stream().filter(device -> device != first && first.isLike(device)))
			.toList();
	}

	/**
	 * @param device one of these
	 * @return what it is, its driver, and which installation serves it
	 */
	public String describe(final CudaDevice device) {
		return device + ", driver " + (driver.isEmpty() ? "" : driver + " ") + "(CUDA " + CudaDistribution.text(cudaVersion) +
			"); " + CudaDistribution.advice(device, cudaVersion);
	}
}
