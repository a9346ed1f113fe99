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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.nd4j.linalg.api.ndarray.INDArray;

import sc.fiji.ssd.engine.plan.ActivationLayout;
import sc.fiji.ssd.engine.plan.HostBuffer;
import sc.fiji.ssd.engine.plan.LayerPlan.HeadPart;
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.engine.plan.NetworkPlan;

/** Both passes for one number of images. */
final class Program {

	/**
	 * Memory that all programs share.
	 *
	 * @param layout places of the maps for the largest number of images
	 * @param maps memory of the maps
	 * @param imageDerivative derivative by the image, which nobody reads; null if nothing is learned
	 * @param host what is exchanged with the caller
	 */
	record Memory(ActivationLayout layout, INDArray maps, INDArray imageDerivative, Map<HostBuffer, INDArray> host) {}

	private final NetworkPlan plan;
	private final Memory memory;
	private final int images;
	private final List<LayerOperation> operations = new ArrayList<>();

	Program(final NetworkPlan plan, final Memory memory, final int images, final Parameters parameters,
		final Arrays arrays)
	{
		this.plan = plan;
		this.memory = memory;
		this.images = images;
		for (int i = 0; i < plan.operations().size(); i++)
			operations.add(LayerOperation.of(plan.operations().get(i), maps(i), parameters, arrays));
	}

	private LayerOperation.Maps maps(final int i) {
		final LayerPlan o = plan.operations().get(i);
		final ActivationLayout places = memory.layout;
		final boolean readsImage = o.input() == LayerPlan.IMAGE;
		final INDArray in = map(readsImage ? places.image() : places.outputs()[o.input()], o.inputSize(),
			o.inputChannels());
		final INDArray out = map(places.outputs()[i], o.size(), o.channels());
		if (memory.imageDerivative == null) return new LayerOperation.Maps(in, out, null, null);
		final INDArray dOut = map(places.derivatives()[i], o.size(), o.channels());
		final INDArray dIn = readsImage
			? Arrays.view(memory.imageDerivative, 0, images, o.inputSize(), o.inputSize(), o.inputChannels())
			: map(o.adds() ? places.parts()[i] : places.derivatives()[o.input()], o.inputSize(), o.inputChannels());
		return new LayerOperation.Maps(in, out, dOut, dIn);
	}

	private INDArray map(final long place, final int size, final int channels) {
		return Arrays.view(memory.maps, place / Float.BYTES, images, size, size, channels);
	}

	void forward() {
		final LayerPlan first = plan.operations().get(0);
		final int size = first.inputSize(), channels = first.inputChannels();
		map(memory.layout.image(), size, channels)
			.assign(Arrays.view(memory.host.get(HostBuffer.INPUT), 0, images, channels, size, size).permute(0, 2, 3, 1));
		for (final LayerOperation operation : operations) {
			operation.forward();
			if (operation.plan.head() != null) for (final HeadPart part : operation.plan.head().parts())
				values(operation.plan, part, part.predictions()).assign(channels(operation.plan, part, operation.maps.out()));
		}
	}

	/** Overwrites the gradients of all parameters that a prediction depends on. */
	void backward() {
		for (int i = operations.size() - 1; i >= 0; i--) {
			final LayerOperation operation = operations.get(i);
			final LayerPlan o = operation.plan;
			if (!o.used()) continue;
			if (o.head() != null) for (final HeadPart part : o.head().parts())
				channels(o, part, operation.maps.dOut()).assign(values(o, part, part.derivatives()));
			operation.backward();
			if (o.adds()) operations.get(o.input()).maps.dOut().addi(operation.maps.dIn());
		}
	}

	/** @return the channels of a part in a head's map: {@code [n][pixels][channels]} */
	private INDArray channels(final LayerPlan o, final HeadPart part, final INDArray map) {
		return Arrays.strided(map, map.offset() + part.firstChannel(), shape(o, part), (long) o.pixels() * o.channels(),
			o.channels(), 1);
	}

	/** @return the same numbers in the predictions or their derivatives */
	private INDArray values(final LayerPlan o, final HeadPart part, final HostBuffer buffer) {
		return Arrays.strided(memory.host.get(buffer), part.firstValue(), shape(o, part), buffer.valuesPerImage(plan),
			part.channels(), 1);
	}

	private long[] shape(final LayerPlan o, final HeadPart part) {
		return new long[] { images, o.pixels(), part.channels() };
	}
}
