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
package sc.fiji.ssd.engine.plan;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import sc.fiji.ssd.engine.Gradients;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.SgdStep;

/** The gradients of a {@link PlannedEngine}, and which layers its next step leaves as they are. */
final class PlannedGradients implements Gradients {

	private final PlannedEngine engine;
	private final ParameterStore store;
	private final Set<String> frozen = new HashSet<>();

	PlannedGradients(final PlannedEngine engine, final ParameterStore store) {
		this.engine = engine;
		this.store = store;
	}

	@Override
	public Set<String> layers() {
		final Set<String> names = new LinkedHashSet<>();
		store.parameters().slots().forEach(slot -> names.add(slot.layer()));
		return names;
	}

	@Override
	public double norm(final String layer) {
		engine.requireTraining();
		return Math.sqrt(store.squaredNorm(store.parameters().slots(layer)));
	}

	@Override
	public void scale(final double factor) {
		engine.requireTraining();
		if (factor != 1) store.scaleGradients((float) factor);
	}

	@Override
	public void zero(final String layer) {
		engine.requireTraining();
		store.parameters().slots(layer).forEach(store::clearGradients);
		frozen.add(layer);
	}

	@Override
	public NamedWeights toWeights() {
		engine.requireTraining();
		return engine.read(Backend.Vector.GRADIENTS);
	}

	/** Updates the parameters; from then on no layer is frozen. */
	void step(final SgdStep step) {
		final List<ParameterStep> steps = store.parameters().slots().stream()
			.map(slot -> ParameterStep.of(step, slot, frozen.contains(slot.layer()))).toList();
		store.step(steps);
		frozen.clear();
	}
}
