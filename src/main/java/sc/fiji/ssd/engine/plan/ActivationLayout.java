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

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.plan.BufferPlan.Buffer;

/**
 * The places of all maps of a network for one number of images: channels-last, in one block of memory in which maps
 * that are not needed at the same time share their place. Places are bytes from the start of the block; {@link #NONE}
 * means that there is no such map.
 *
 * @param image the input, in the type of maps
 * @param outputs output of every operation
 * @param kept what every operation keeps for its backward pass, see {@link Format#kept()}
 * @param derivatives derivative by the output of every operation
 * @param parts by operation: a further derivative by its input, which is then added to the first one
 * @param bytes size of the whole block
 */
public record ActivationLayout(long image, long[] outputs, long[] kept, long[] derivatives, long[] parts, long bytes) {

	/** Place of a map that does not exist. */
	public static final long NONE = -1;

	/** Data other than maps that an operation keeps from its forward pass for its backward pass. */
	public interface Kept {

		/**
		 * @param operation operation of the plan
		 * @param images images that are computed together
		 * @return bytes to keep, 0 for none
		 */
		long bytes(LayerPlan operation, int images);
	}

	/**
	 * The format in which a back end stores maps.
	 *
	 * @param padding channels are padded to a multiple of this; matrix units of GPUs ask for 8
	 * @param valueBytes bytes of a value
	 * @param kept what operations keep besides maps
	 */
	public record Format(int padding, int valueBytes, Kept kept) {

		/**
		 * @param channels channels of a map
		 * @return channels that it has in memory
		 */
		public int padded(final int channels) {
			return (channels + padding - 1) / padding * padding;
		}
	}

	/**
	 * @param network network to compute
	 * @param images images that are computed together
	 * @param format how maps are stored
	 * @param training whether there is a backward pass
	 * @return the places
	 */
	public static ActivationLayout of(final NetworkPlan network, final int images, final Format format,
		final boolean training)
	{
		return new Planner(network, images, format, training).plan();
	}

	/**
	 * @param network network to compute
	 * @param images images that are computed together
	 * @param format how maps are stored
	 * @param training whether the network will learn
	 * @return bytes for parameters, maps, images and predictions; libraries and their workspaces need additional memory
	 */
	public static long totalBytes(final NetworkPlan network, final int images, final Format format,
		final boolean training)
	{
		final NetworkSpec spec = network.network();
		final long predictions = (long) network.priors() * (NetworkPlan.BOX + spec.classes());
		final long parameters = spec.parameterCount() *
			(training ? 3L * Float.BYTES + 2 * format.valueBytes : Float.BYTES + format.valueBytes);
		return of(network, images, format, training).bytes + parameters +
			images * Float.BYTES * (network.imageValues() + predictions * (training ? 2 : 1));
	}

	/**
	 * Chooses how many images are computed together.
	 *
	 * @param network network to compute
	 * @param most images that are requested
	 * @param format how maps are stored
	 * @param training whether the network will learn
	 * @param free bytes that the device has free
	 * @return {@code most}, halved until the estimate leaves an eighth free for workspaces; at least 1
	 */
	public static int fittingImages(final NetworkPlan network, final int most, final Format format,
		final boolean training, final long free)
	{
		int images = most;
		while (images > 1 && totalBytes(network, images, format, training) > free - free / 8)
			images = (images + 1) / 2;
		return images;
	}

	/**
	 * @param network network to compute
	 * @param format how maps are stored
	 * @return how many images may be computed together so that no map has 2^31 values or more, which libraries cannot
	 *         address; at least 1
	 */
	public static int addressableImages(final NetworkPlan network, final Format format) {
		long most = 1;
		for (final LayerPlan o : network.operations())
			most = Math.max(most, Math.max((long) o.size() * o.size() * format.padded(o.channels()),
				(long) o.inputSize() * o.inputSize() * format.padded(o.inputChannels())));
		return (int) Math.max(1, Integer.MAX_VALUE / most);
	}

	private static final class Planner {

		private final List<LayerPlan> operations;
		private final int images;
		private final Format format;
		private final boolean training;
		private final int last;
		private final BufferPlan plan = new BufferPlan();

		Planner(final NetworkPlan network, final int images, final Format format, final boolean training) {
			operations = network.operations();
			this.images = images;
			this.format = format;
			this.training = training;
			last = 2 * operations.size() + 1;
		}

		/** The forward pass of operation i is step i, its backward pass is step {@code last - i}. */
		ActivationLayout plan() {
			final int count = operations.size();
			final Buffer[] outputs = new Buffer[count], kept = new Buffer[count], derivatives = new Buffer[count],
				parts = new Buffer[count];
			final LayerPlan first = operations.get(0);
			final int readsImage = IntStream.range(0, count).filter(i -> operations.get(i).input() == LayerPlan.IMAGE)
				.max().orElse(0);
			final Buffer image = buffer(0, training ? last : readsImage, map(first.inputSize(), first.inputChannels()));
			for (int i = 0; i < count; i++) {
				final LayerPlan o = operations.get(i);
				final int lastReader = o.readers().stream().mapToInt(Integer::intValue).max().orElse(i);
				final boolean isKept = training && o.head() == null;
				outputs[i] = buffer(i, isKept ? last - i : lastReader, map(o.size(), o.channels()));
				if (!training) continue;
				final long bytes = format.kept.bytes(o, images);
				if (bytes > 0) kept[i] = buffer(i, last - i, bytes);
				derivatives[i] = buffer(last - lastReader, last - i, map(o.size(), o.channels()));
				if (o.adds()) parts[i] = buffer(last - i, last - i, map(o.inputSize(), o.inputChannels()));
			}
			final long bytes = plan.place();
			return new ActivationLayout(image.offset(), places(outputs), places(kept), places(derivatives), places(parts),
				bytes);
		}

		private long map(final int size, final int channels) {
			return (long) images * size * size * format.padded(channels) * format.valueBytes;
		}

		private Buffer buffer(final int from, final int to, final long bytes) {
			final Buffer buffer = plan.add(bytes);
			buffer.usedAt(from);
			buffer.usedAt(to);
			return buffer;
		}

		private static long[] places(final Buffer[] buffers) {
			return Arrays.stream(buffers).mapToLong(buffer -> buffer == null ? NONE : buffer.offset()).toArray();
		}
	}
}
