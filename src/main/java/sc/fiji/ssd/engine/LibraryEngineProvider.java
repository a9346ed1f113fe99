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

import sc.fiji.ssd.io.UserException;

/** Makes engines that run on a native library, which is loaded when someone first asks whether it runs here. */
public abstract class LibraryEngineProvider implements EngineProvider {

	private final String name;
	private Availability availability;

	/** @param name the name that users give, lower case */
	protected LibraryEngineProvider(final String name) {
		this.name = name;
	}

	@Override
	public final String name() {
		return name;
	}

	@Override
	public final synchronized Availability probe() {
		if (availability == null) availability = load();
		return availability;
	}

	/** @return true, as all of the libraries do */
	@Override
	public boolean normalizesBatches() {
		return true;
	}

	/** Refuses settings that ask for another device. @param device the only one that the library computes on here */
	protected final void requireDevice(final EngineSettings settings, final String device) {
		if (!settings.allowsDevice(device))
			throw new UserException(
				"device: '" + settings.device() + "' does not exist for " + name + "; use " + device + " or auto.");
	}

	/** Loads the library; called once. @return what can be used, or why not */
	protected abstract Availability load();
}
