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

import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import sc.fiji.ssd.engine.plan.ActivationLayout;
import sc.fiji.ssd.engine.plan.Backend;
import sc.fiji.ssd.engine.plan.HostBuffer;
import sc.fiji.ssd.engine.plan.NetworkPlan;
import sc.fiji.ssd.engine.plan.ParameterLayout;
import sc.fiji.ssd.engine.plan.ParameterStore;

/** Runs a network with ND4J's operations on whichever backend ND4J has. */
final class Dl4jBackend implements Backend {

	/** Float32 without padding; what an operation needs besides maps it allocates itself. */
	private static final ActivationLayout.Format FORMAT = new ActivationLayout.Format(1, Float.BYTES,
		(operation, images) -> 0);

	private final NetworkPlan plan;
	private final Arrays arrays = new Arrays();
	private final Parameters parameters;
	private final Program.Memory memory;
	private final Map<Integer, Program> programs = new HashMap<>();

	Dl4jBackend(final NetworkPlan plan, final int maxBatch, final boolean training) {
		this.plan = plan;
		try {
			parameters = new Parameters(arrays, ParameterLayout.dense(plan), training);
			final ActivationLayout layout = ActivationLayout.of(plan, maxBatch, FORMAT, training);
			final Map<HostBuffer, INDArray> host = new EnumMap<>(HostBuffer.class);
			for (final HostBuffer buffer : HostBuffer.values())
				if (training || !buffer.isForTraining())
					host.put(buffer, arrays.zeros((long) maxBatch * buffer.valuesPerImage(plan)));
			memory = new Program.Memory(layout, arrays.uninitialized(layout.bytes() / Float.BYTES),
				training ? arrays.uninitialized((long) maxBatch * plan.imageValues()) : null, host);
			program(maxBatch);
		}
		catch (final RuntimeException | Error e) {
			close();
			throw e;
		}
	}

	private Program program(final int images) {
		return programs.computeIfAbsent(images, n -> new Program(plan, memory, n, parameters, arrays));
	}

	@Override
	public ParameterStore store() {
		return parameters;
	}

	@Override
	public FloatBuffer buffer(final HostBuffer buffer, final int first, final int images) {
		final int values = buffer.valuesPerImage(plan);
		return memory.host().get(buffer).data().asNioFloat().duplicate().clear().slice(first * values, images * values);
	}

	@Override
	public void forward(final int images) {
		writtenByCaller(HostBuffer.INPUT);
		program(images).forward();
		Nd4j.getExecutioner().commit();
		readByCaller(HostBuffer.LOCATIONS);
		readByCaller(HostBuffer.CONFIDENCES);
	}

	@Override
	public void backward(final int images) {
		writtenByCaller(HostBuffer.LOCATION_DERIVATIVES);
		writtenByCaller(HostBuffer.CONFIDENCE_DERIVATIVES);
		parameters.accumulate(program(images)::backward);
	}

	/** On a GPU, the copy there is out of date. */
	private void writtenByCaller(final HostBuffer buffer) {
		Nd4j.getAffinityManager().tagLocation(memory.host().get(buffer), Location.HOST);
	}

	/** On a GPU, the values are still there. */
	private void readByCaller(final HostBuffer buffer) {
		Nd4j.getAffinityManager().ensureLocation(memory.host().get(buffer), Location.HOST);
	}

	@Override
	public void close() {
		programs.clear();
		arrays.close();
	}
}
