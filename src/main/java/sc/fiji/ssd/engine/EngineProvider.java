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

import java.util.List;

import org.scijava.plugin.SciJavaPlugin;

/**
 * Makes engines of one kind. Providers are SciJava plugins of this type; the
 * one with the highest priority that is usable is what {@code auto} takes.
 */
public interface EngineProvider extends SciJavaPlugin {

	/** @return the name that users give, lower case */
	String name();

	/**
	 * Checks whether this engine runs here. Never throws; loads natives if necessary.
	 *
	 * @return what can be used, or why not
	 */
	Availability probe();

	/**
	 * @param network what to compute
	 * @param settings device, precision and threads, each possibly {@code auto}
	 * @param maxBatch the largest number of images of a call
	 * @param training whether {@link NetworkEngine#forward} will be called;
	 *          engines may save memory where it will not
	 * @return an engine whose weights are all zero until some are loaded
	 * @throws sc.fiji.ssd.io.UserException if a device or precision is requested that does not exist
	 */
	NetworkEngine create(NetworkSpec network, EngineSettings settings, int maxBatch, boolean training);

	/**
	 * Resolves what the settings leave open.
	 *
	 * @param settings device, precision and threads, each possibly {@code auto}
	 * @param training whether the network will learn
	 * @return what {@link #create} would use
	 * @throws sc.fiji.ssd.io.UserException if a device or precision is requested that does not exist here
	 */
	default EngineDescription describe(final EngineSettings settings, final boolean training) {
		final Availability available = probe();
		final String device = available.devices().stream().filter(settings::allowsDevice).findFirst()
			.orElse(settings.device());
		final String precision = EngineSettings.AUTO.equals(settings.precision())
			? available.precisions().get(0)
			: settings.precision();
		return new EngineDescription(name(), device, precision, "", settings.threads(), "");
	}

	/** @return whether its engines train with {@link Layer.BatchNorm} */
	default boolean normalizesBatches() {
		return false;
	}

	/**
	 * The devices on which independent images can be computed at the same time.
	 *
	 * @param settings the requested settings
	 * @return for each device the settings that name it, at least one; all compute the same bits
	 * @throws sc.fiji.ssd.io.UserException if a device is requested that does not exist
	 */
	default List<EngineSettings> spread(final EngineSettings settings) {
		return List.of(settings);
	}
}
