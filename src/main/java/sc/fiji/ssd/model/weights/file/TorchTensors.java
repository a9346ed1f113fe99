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
package sc.fiji.ssd.model.weights.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.engine.NamedWeights;

/**
 * Turns the content of a pickle written by {@code torch.save} into arrays: finds the dictionary of tensors and reads
 * their views.
 */
final class TorchTensors {

	/** Where checkpoints keep the weights, among other things. */
	private static final List<String> NESTED = List.of("model", "state_dict", "model_state_dict", "net", "weights");

	/** What {@code DataParallel} puts before every name. */
	private static final String PARALLEL = "module.";

	/** Largest file part that one array reads at once, in numbers. */
	private static final int MAX_GATHER = 1 << 28;

	/** Reads numbers of a storage. */
	@FunctionalInterface
	interface StorageReader {

		void read(Pickle.Storage storage, long first, float[] out) throws IOException;
	}

	private TorchTensors() {}

	/**
	 * @param file for messages
	 * @param root what the pickle holds
	 * @param reader of storages
	 * @return the floating-point tensors by name
	 * @throws IOException if there are none, or one claims what it does not have
	 */
	static Map<String, StoredArray> arrays(final Path file, final Object root, final StorageReader reader)
		throws IOException
	{
		final Map<?, ?> dictionary = dictionary(root);
		final boolean parallel = dictionary.keySet().stream()
			.allMatch(k -> k instanceof String s && s.startsWith(PARALLEL));
		final Map<String, StoredArray> arrays = new LinkedHashMap<>();
		for (final Map.Entry<?, ?> entry : dictionary.entrySet()) {
			if (!(entry.getKey() instanceof String key) || !(entry.getValue() instanceof Pickle.Tensor tensor))
				continue;
			final String name = parallel ? key.substring(PARALLEL.length()) : key;
			if (tensor.storage().type() != null) arrays.put(name, array(file, name, tensor, reader));
		}
		return arrays;
	}

	private static Map<?, ?> dictionary(final Object root) throws IOException {
		if (root instanceof Map<?, ?> map) {
			if (holdsTensors(map)) return map;
			for (final String key : NESTED)
				if (map.get(key) instanceof Map<?, ?> inner && holdsTensors(inner)) return inner;
		}
		throw new IOException("it does not contain a dictionary of tensors; save model.state_dict() in Python");
	}

	private static boolean holdsTensors(final Map<?, ?> map) {
		return map.values().stream().anyMatch(Pickle.Tensor.class::isInstance);
	}

	private static StoredArray array(final Path file, final String name, final Pickle.Tensor tensor,
		final StorageReader reader) throws IOException
	{
		final long[] dimensions = tensor.shape(), strides = tensor.strides();
		if (strides.length != dimensions.length)
			throw new IOException(
				name + " has " + dimensions.length + " dimensions and " + strides.length + " strides");
		if (Arrays.stream(dimensions).anyMatch(n -> n == 0))
			return new StoredArray(file, name, NamedWeights.shape(name, dimensions, 0), (first, out) -> {});
		final long available = tensor.storage().size();
		long volume = 1, last = tensor.offset();
		boolean contiguous = true;
		for (int i = dimensions.length - 1; i >= 0; i--) {
			final long n = dimensions[i], stride = strides[i];
			if (n < 0 || stride < 0) throw new IOException(name + " has a negative size or stride");
			if (volume > available / n || n > 1 && stride > available / (n - 1))
				throw new IOException(name + " claims more numbers than there are");
			if (n > 1 && stride != volume) contiguous = false;
			last += (n - 1) * stride;
			volume *= n;
		}
		if (tensor.offset() < 0 || last < 0 || last >= available)
			throw new IOException(name + " lies outside its storage");
		final int[] shape = NamedWeights.shape(name, dimensions, volume);
		final long offset = tensor.offset();
		if (contiguous)
			return new StoredArray(file, name, shape,
				(first, out) -> reader.read(tensor.storage(), offset + first, out));
		final int span = (int) Math.min(MAX_GATHER, last - offset + 1);
		if (span < last - offset + 1) throw new IOException(name + " is spread over too much of its storage");
		// read once, since who reads it row by row would read all for each
		final float[][] numbers = { null };
		return new StoredArray(file, name, shape, (first, out) -> {
			if (numbers[0] == null) {
				final float[] all = new float[span];
				reader.read(tensor.storage(), offset, all);
				numbers[0] = all;
			}
			gather(numbers[0], shape, strides, first, out);
		});
	}

	private static void gather(final float[] from, final int[] shape, final long[] strides, final long first,
		final float[] out)
	{
		for (int i = 0; i < out.length; i++) {
			long rest = first + i, at = 0;
			for (int d = shape.length - 1; d >= 0; d--) {
				at += rest % shape[d] * strides[d];
				rest /= shape[d];
			}
			out[i] = from[(int) at];
		}
	}

	/**
	 * @param id ('storage', type, key, device, size), and in older files a view
	 * @return the storage
	 */
	static Pickle.Storage storage(final List<?> id) throws IOException {
		if (id.size() < 5 || !"storage".equals(id.get(0))) throw new IOException("its pickle is damaged");
		if (id.size() > 5 && id.get(5) != Pickle.NONE)
			throw new IOException("it was written by a PyTorch before 0.4; load and save it with a newer one");
		final long size = (Long) id.get(4);
		if (size < 0) throw new IOException("its pickle has a negative size (" + size + ")");
		return Pickle.storage(id.get(1), (String) id.get(2), size);
	}
}
