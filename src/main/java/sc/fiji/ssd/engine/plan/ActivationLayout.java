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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NetworkSpec;

/**
 * Where the maps of a compiled network lie on a card, for one number of images:
 * channels-last, channels padded to a multiple of {@value #PACK}, one block of
 * memory in which maps that are not needed at the same time share their place.
 * Places are bytes from the start of the block; {@link #NONE} where there is no such map.
 *
 * @param image the input in the type of maps
 * @param outputs of every operation
 * @param kept by every operation for the backward pass: winners of a pooling (a byte a value),
 *          inverse norms (a float a pixel)
 * @param derivatives by the output of every operation
 * @param parts by operation: a second derivative by its input, to be added to the first one
 * @param bytes of the whole block
 */
public record ActivationLayout(long image, long[] outputs, long[] kept, long[] derivatives, long[] parts, long bytes) {

	/** Channels are padded to a multiple of this, which matrix units ask for. */
	public static final int PACK = 8;

	/** There is no such map. */
	public static final long NONE = -1;

	/**
	 * @param channels of a map
	 * @return those that it has in memory
	 */
	public static int padded(final int channels) {
		return (channels + PACK - 1) / PACK * PACK;
	}

	/**
	 * @param network to be computed
	 * @param images at once
	 * @param valueBytes of a value of a map
	 * @param training whether there is a backward pass
	 * @return the places
	 */
	public static ActivationLayout of(final NetworkPlan network, final int images, final int valueBytes,
		final boolean training)
	{
		return new Planner(network, images, valueBytes, training).plan();
	}

	/**
	 * @param network to be computed
	 * @param images at once
	 * @param valueBytes of a value of a map
	 * @param training whether it will learn
	 * @return bytes on the card beside libraries and their workspace: parameters, maps, images, predictions
	 */
	public static long totalBytes(final NetworkPlan network, final int images, final int valueBytes,
		final boolean training)
	{
		final NetworkSpec spec = network.network();
		final long pixels = (long) NetworkSpec.INPUT_CHANNELS * spec.inputSize() * spec.inputSize();
		final long predictions = (long) spec.priors() * (NetworkPlan.BOX + spec.classes());
		final long parameters = network.parameterLength() *
			(training ? 3L * Float.BYTES + 2 * valueBytes : Float.BYTES + valueBytes);
		return of(network, images, valueBytes, training).bytes + parameters +
			images * Float.BYTES * (pixels + predictions * (training ? 2 : 1));
	}

	/**
	 * Chooses how many images are computed at once.
	 *
	 * @param network to be computed
	 * @param most images that are asked for
	 * @param valueBytes of a value of a map
	 * @param training whether it will learn
	 * @param free bytes of the card
	 * @return {@code most}, halved until the estimate leaves an eighth free for workspace; 1 at least
	 */
	public static int imagesAtOnce(final NetworkPlan network, final int most, final int valueBytes,
		final boolean training, final long free)
	{
		int images = most;
		while (images > 1 && totalBytes(network, images, valueBytes, training) > free - free / 8)
			images = (images + 1) / 2;
		return images;
	}

	private static final class Planner {

		private final List<LayerPlan> operations;
		private final int images;
		private final int valueBytes;
		private final boolean training;
		private final int last;
		private final List<BufferPlan.Lifetime> lifetimes = new ArrayList<>();

		Planner(final NetworkPlan network, final int images, final int valueBytes, final boolean training) {
			operations = network.operations();
			this.images = images;
			this.valueBytes = valueBytes;
			this.training = training;
			last = 2 * operations.size() + 1;
		}

		/** The forward pass of operation i is at i, its backward pass at {@code last - i}. */
		ActivationLayout plan() {
			final int count = operations.size();
			final int[] outputs = none(count), kept = none(count), derivatives = none(count), parts = none(count);
			final LayerPlan first = operations.get(0);
			final int readsImage = IntStream.range(0, count).filter(i -> operations.get(i).input() == LayerPlan.IMAGE)
				.max().orElse(0);
			final int image = place(0, training ? last : readsImage,
				map(first.inputSize(), padded(first.inputChannels())));
			for (int i = 0; i < count; i++) {
				final LayerPlan o = operations.get(i);
				final long bytes = map(o.size(), padded(o.channels()));
				final int lastReader = o.readers().stream().mapToInt(Integer::intValue).max().orElse(i);
				final boolean isKept = training && o.head() == null;
				outputs[i] = place(i, isKept ? last - i : lastReader, bytes);
				if (!training) continue;
				if (o.layer() instanceof Layer.MaxPooling)
					kept[i] = place(i, last - i, (long) images * o.size() * o.size() * padded(o.channels()));
				else
					if (o.layer() instanceof Layer.L2Norm)
						kept[i] = place(i, last - i, (long) images * o.size() * o.size() * Float.BYTES);
				derivatives[i] = place(last - lastReader, last - i, bytes);
				if (o.input() != LayerPlan.IMAGE && operations.get(o.input()).readers().size() > 1)
					parts[i] = place(last - i, last - i, map(o.inputSize(), padded(o.inputChannels())));
			}
			final BufferPlan plan = BufferPlan.of(lifetimes);
			return new ActivationLayout(plan.offsets()[image], places(plan, outputs), places(plan, kept),
				places(plan, derivatives), places(plan, parts), plan.bytes());
		}

		private static int[] none(final int count) {
			final int[] none = new int[count];
			Arrays.fill(none, -1);
			return none;
		}

		private long map(final int size, final int channels) {
			return (long) images * size * size * channels * valueBytes;
		}

		private int place(final int from, final int to, final long bytes) {
			lifetimes.add(new BufferPlan.Lifetime(from, to, bytes));
			return lifetimes.size() - 1;
		}

		private static long[] places(final BufferPlan plan, final int[] indices) {
			return Arrays.stream(indices).mapToLong(i -> i < 0 ? NONE : plan.offsets()[i]).toArray();
		}
	}
}
