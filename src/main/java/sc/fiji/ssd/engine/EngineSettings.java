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

import java.util.Arrays;

/**
 * The user's choice of engine, device, precision and threads; {@link #AUTO} leaves a choice to the program.
 *
 * @param engine name of a provider, or {@code auto}
 * @param device {@code cpu}, {@code cuda}, {@code cuda:N}, several of these with commas, {@code all} (all GPUs of the
 *          first one's kind), or {@code auto}
 * @param precision {@code float32}, {@code bfloat16}, ..., or {@code auto}
 * @param threads processor threads for the network; 0 is auto
 * @param deterministic whether the same calls must give the same bits again; engines on the processor always do, on
 *          a GPU it costs speed
 */
public record EngineSettings(String engine, String device, String precision, int threads, boolean deterministic) {

	/** The word that leaves a choice to the program. */
	public static final String AUTO = "auto";

	/** An NVIDIA GPU; {@code cuda:N} selects one of several. */
	public static final String CUDA = "cuda";

	/** All GPUs of one kind together. */
	public static final String ALL = "all";

	/** Stands between the names of several GPUs. */
	public static final String SEPARATOR = ",";

	/** With the fastest kernels, whether or not they repeat their results to the bit. */
	public EngineSettings(final String engine, final String device, final String precision, final int threads) {
		this(engine, device, precision, threads, false);
	}

	/**
	 * @param value whether results must repeat to the bit
	 * @return a copy with this value
	 */
	public EngineSettings withDeterministic(final boolean value) {
		return new EngineSettings(engine, device, precision, threads, value);
	}

	/**
	 * @param value name of a device
	 * @return a copy with this value
	 */
	public EngineSettings withDevice(final String value) {
		return new EngineSettings(engine, value, precision, threads, deterministic);
	}

	/**
	 * @param name name of a device: {@code cpu} or {@code cuda:N}
	 * @return whether it is requested: by its name, alone or with others, by its kind ({@code cuda}), by {@code all} if it
	 *         is a GPU, or by {@code auto}
	 */
	public boolean allowsDevice(final String name) {
		if (AUTO.equals(device) || name.equals(device) || name.startsWith(device + ":")) return true;
		return name.startsWith(CUDA) &&
			(ALL.equals(device) || Arrays.stream(device.split(SEPARATOR)).map(String::trim).anyMatch(name::equals));
	}

	/** @return processor threads for the network: as asked for, otherwise one for each processor */
	public int threadsHere() {
		return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
	}

	/** Leaves every choice to the program. */
	public static final EngineSettings DEFAULT = new EngineSettings(AUTO, AUTO, AUTO, 0);
}
