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
package sc.fiji.ssd.engine.dl4j;

import java.util.List;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import sc.fiji.ssd.engine.plan.Backend;
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.engine.plan.ParameterLayout;
import sc.fiji.ssd.engine.plan.ParameterSlot;
import sc.fiji.ssd.engine.plan.ParameterStep;
import sc.fiji.ssd.engine.plan.ParameterStore;

/** Weights, and in training gradients, momenta and a moving average, as flat arrays of ND4J. */
final class Parameters implements ParameterStore {

	private final Arrays arrays;
	private final ParameterLayout layout;
	private final INDArray weights;
	private final INDArray gradients;
	private final INDArray momenta;
	/** Null until it is written. */
	private INDArray average;
	/** Whether the gradients hold those of a pass. */
	private boolean filled;

	Parameters(final Arrays arrays, final ParameterLayout layout, final boolean training) {
		this.arrays = arrays;
		this.layout = layout;
		weights = arrays.zeros(layout.length());
		gradients = training ? arrays.zeros(layout.length()) : null;
		momenta = training ? arrays.zeros(layout.length()) : null;
	}

	@Override
	public ParameterLayout parameters() {
		return layout;
	}

	/**
	 * @param operation reads the array
	 * @param kind ending of its name
	 * @param shape its shape, for a head that of both arrays
	 * @return a view
	 */
	INDArray weight(final LayerPlan operation, final String kind, final long... shape) {
		return Arrays.view(weights, layout.offset(operation, kind), shape);
	}

	/** @return as {@link #weight}, a view of the gradient */
	INDArray gradient(final LayerPlan operation, final String kind, final long... shape) {
		return Arrays.view(gradients, layout.offset(operation, kind), shape);
	}

	/** Runs a pass that overwrites gradients, and adds those that were there before. */
	void accumulate(final Runnable pass) {
		final INDArray before = filled ? gradients.dup() : null;
		pass.run();
		if (before != null) {
			gradients.addi(before);
			before.close();
		}
		filled = true;
	}

	@Override
	public void step(final List<ParameterStep> steps) {
		for (final ParameterStep step : steps) {
			if (step.frozen()) continue;
			final INDArray w = slice(weights, step.slot()), g = slice(gradients, step.slot()),
				v = slice(momenta, step.slot());
			if (step.decay() != 0) add(step.decay(), w, g);
			v.muli(step.momentum());
			add(step.rate(), g, v);
			w.subi(v);
		}
		gradients.assign(0);
		filled = false;
	}

	/** Not as {@code axpy}, which may round once instead of twice. */
	@Override
	public void moveAverage(final float share) {
		try (INDArray way = weights.sub(average)) {
			average.addi(way.muli(share));
		}
	}

	/** {@code y += a * x}. */
	private static void add(final double a, final INDArray x, final INDArray y) {
		Nd4j.getBlasWrapper().level1().axpy(x.length(), a, x, y);
	}

	@Override
	public float[] read(final Backend.Vector vector, final ParameterSlot slot) {
		return slice(flat(vector), slot).toFloatVector();
	}

	@Override
	public void write(final Backend.Vector vector, final ParameterSlot slot, final float[] values) {
		if (vector == Backend.Vector.AVERAGE && average == null) average = arrays.zeros(layout.length());
		try (INDArray from = Nd4j.createFromArray(values)) {
			slice(flat(vector), slot).assign(from);
		}
	}

	@Override
	public double squaredNorm(final List<ParameterSlot> slots) {
		double squares = 0;
		for (final ParameterSlot slot : slots) {
			final double norm = slice(gradients, slot).norm2Number().doubleValue();
			squares += norm * norm;
		}
		return squares;
	}

	@Override
	public void scaleGradients(final float factor) {
		gradients.muli(factor);
	}

	@Override
	public void clearGradients(final ParameterSlot slot) {
		slice(gradients, slot).assign(0);
	}

	private INDArray flat(final Backend.Vector vector) {
		return switch (vector) {
			case WEIGHTS -> weights;
			case GRADIENTS -> gradients;
			case MOMENTA -> momenta;
			case AVERAGE -> average;
		};
	}

	private static INDArray slice(final INDArray flat, final ParameterSlot slot) {
		return Arrays.view(flat, slot.offset(), slot.length());
	}
}
