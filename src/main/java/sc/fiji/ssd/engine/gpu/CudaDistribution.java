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

/**
 * The two ways to a GPU. They need two versions of the same natives, so that an
 * installation has one of them.
 */
public enum CudaDistribution {

	/**
	 * Engine {@code cudnn} on cuDNN 9: cuDNN 9 for CUDA 13 runs on Turing (7.5) and all newer
	 * devices, and needs a driver of CUDA 13.
	 */
	CUDA("-Pcuda (engine cudnn)", 75, Integer.MAX_VALUE, 13000, "580"),

	/**
	 * Engine {@code dl4j} on ND4J CUDA, whose library of release 1.0.0-M2.1 holds
	 * machine code for 3.7 to 8.6 and nothing a driver could compile for a newer one; code for 8.6
	 * runs on 8.9, too. CUDA 11 runs on drivers from 450 on.
	 */
	CUDA_ND4J("-Pcuda-nd4j (engine dl4j)", 37, 89, 11000, "450");

	private final String text;
	private final int least;
	private final int most;
	private final int cuda;
	private final String driver;

	CudaDistribution(final String text, final int least, final int most, final int cuda, final String driver) {
		this.text = text;
		this.least = least;
		this.most = most;
		this.cuda = cuda;
		this.driver = driver;
	}

	/** @return whether the device itself can be used, whatever the driver */
	public boolean fits(final CudaDevice device) {
		return device.capability() >= least && device.capability() <= most;
	}

	/**
	 * @param cudaVersion of the driver, 13000 for 13.0
	 * @return whether the driver is new enough
	 */
	public boolean runsOn(final int cudaVersion) {
		return cudaVersion >= cuda;
	}

	/** @return the profile of the build, and the engine */
	@Override
	public String toString() {
		return text;
	}

	/**
	 * @param device that should be used
	 * @param cudaVersion of the driver, 13000 for 13.0
	 * @return one line without a full stop: why not, and what to do instead; empty if this installation
	 *         serves the device
	 */
	public String refusal(final CudaDevice device, final int cudaVersion) {
		if (!fits(device))
			return device.device() + " (" + device.name() + ") has compute capability " + device.major() + "." +
				device.minor() + ", " + this + " supports " + range() + "; " + alternative(device);
		if (!runsOn(cudaVersion))
			return this + " needs an NVIDIA driver of version " + driver + " or newer (CUDA " + cuda / 1000 +
				"), the installed one has CUDA " + text(cudaVersion) + "; update the driver" +
				(other().fits(device) && other().runsOn(cudaVersion) ? " or install " + other() : "");
		return "";
	}

	/**
	 * @param device of this machine
	 * @param cudaVersion of its driver, 13000 for 13.0
	 * @return which installation serves the device and why, one line
	 */
	public static String advice(final CudaDevice device, final int cudaVersion) {
		final String first = CUDA.refusal(device, cudaVersion);
		if (first.isEmpty())
			return "supported by " + CUDA + ", which is for compute capability " + CUDA.range() +
				(CUDA_ND4J.fits(device) ? "; " + CUDA_ND4J + " would also run, only in float32" : "");
		if (CUDA_ND4J.refusal(device, cudaVersion).isEmpty()) return "supported by " + CUDA_ND4J + ": " + first;
		return "not supported: " + first;
	}

	/** @return 13.0 for 13000 */
	static String text(final int cudaVersion) {
		return cudaVersion / 1000 + "." + cudaVersion % 1000 / 10;
	}

	private CudaDistribution other() {
		return this == CUDA ? CUDA_ND4J : CUDA;
	}

	private String alternative(final CudaDevice device) {
		return other().fits(device) ? "install " + other() : "compute on the processor with device=cpu";
	}

	private String range() {
		return one(least) + (most == Integer.MAX_VALUE ? " and newer" : " to " + one(most));
	}

	private static String one(final int capability) {
		return capability / 10 + "." + capability % 10;
	}
}
