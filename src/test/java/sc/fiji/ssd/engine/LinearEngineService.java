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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.scijava.service.AbstractService;

/** An engine service that makes {@link LinearEngine}s, without a SciJava context. */
public class LinearEngineService extends AbstractService implements EngineService {

	private final List<LinearEngine> made = new ArrayList<>();

	@Override
	public Map<String, Availability> probe() {
		return Map.of("linear", new Availability(true, List.of("cpu"), List.of("float32"), "for tests"));
	}

	@Override
	public ResolvedEngine resolve(final EngineSettings settings, final boolean training) {
		return ResolvedEngine.of(new EngineDescription("linear", "cpu", "float32", "", 1, ""), training);
	}

	@Override
	public NetworkEngine create(final NetworkSpec network, final EngineSettings settings, final int maxBatch,
		final boolean training)
	{
		final LinearEngine engine = new LinearEngine(network, maxBatch);
		made.add(engine);
		return engine;
	}

	/** @return all engines that were made */
	public List<LinearEngine> made() {
		return made;
	}
}
