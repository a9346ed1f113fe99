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
package sc.fiji.ssd.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.bytedeco.dnnl.dnnl_memory_desc;

import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.engine.Gradients;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.Predictor;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.engine.plan.NetworkPlan;

/** The network as lists of oneDNN's primitives, made once for each batch size, on memory that stays. */
final class OneDnnEngine implements NetworkEngine {

	private final NetworkPlan plan;
	private final EngineDescription description;
	private final Precision precision;
	private final Threads threads;
	private final boolean training;
	private final long cache;
	private final Dnnl dnnl;
	private final Block scratch;
	private final List<Recorder.DetectionWorker> lanes;
	private final Block maps;
	private final List<Block> laneMaps;
	private final Parameters parameters;
	private final Kernels kernels;
	private final NativeMemory input;
	private final NativeMemory locations;
	private final NativeMemory confidences;
	private final NativeMemory dLocations;
	private final NativeMemory dConfidences;
	/** By batch size; null where there was none yet. */
	private final Program[] programs;
	private List<? extends Predictor> shares;
	private boolean stale = true;
	private int forwarded;
	private boolean closed;

	OneDnnEngine(final NetworkSpec network, final EngineDescription description, final Precision precision,
		final OpenMp openMp, final int maxBatch, final boolean training)
	{
		this(network, description, precision, openMp, maxBatch, training, Strips.cache(precision));
	}

	/** @param cache see {@link Compilation} */
	OneDnnEngine(final NetworkSpec network, final EngineDescription description, final Precision precision,
		final OpenMp openMp, final int maxBatch, final boolean training, final long cache)
	{
		if (network.normalizesBatches() && !training)
			throw new IllegalArgumentException("batch normalisation is for training; fold it to predict");
		this.cache = cache;
		plan = NetworkPlan.of(network);
		this.description = description;
		this.precision = precision;
		this.training = training;
		programs = new Program[maxBatch + 1];
		threads = new Threads(openMp, description.threads());
		dnnl = new Dnnl();
		try {
			scratch = new Block(dnnl);
			lanes = Stream.generate(() -> new Recorder.DetectionWorker(new Block(dnnl), dnnl.stream())).limit(threads.count())
				.toList();
			maps = new Block(dnnl);
			laneMaps = Stream.generate(() -> new Block(dnnl)).limit(threads.count()).toList();
			parameters = new Parameters(dnnl, plan, training);
			kernels = new Kernels(dnnl, scratch, parameters.weights());
			final long pixels = (long) NetworkSpec.INPUT_CHANNELS * network.inputSize() * network.inputSize();
			final int room = Math.max(maxBatch, hasShares(maxBatch) ? threads.count() * shareBatch(maxBatch) : 0);
			final long boxes = (long) room * network.priors();
			input = floats(room * pixels);
			locations = floats(boxes * NetworkPlan.BOX);
			confidences = floats(boxes * network.classes());
			dLocations = training ? floats(boxes * NetworkPlan.BOX) : null;
			dConfidences = training ? floats(boxes * network.classes()) : null;
			threads.all(() -> compile(maxBatch));
		}
		catch (final Throwable e) {
			close();
			throw e;
		}
	}

	private NativeMemory floats(final long count) {
		return dnnl.allocate(count * Float.BYTES);
	}

	private boolean hasShares(final int maxBatch) {
		return !training && maxBatch > 1;
	}

	/** @return images of a share */
	private int shareBatch(final int maxBatch) {
		final int groups = (Math.max(1, maxBatch / threads.count()) + group() - 1) / group();
		return groups * group();
	}

	/** It depends on the machine, not on the number of threads or images. */
	private int group() {
		return cache > 0 ? SmallMaps.IMAGES : 1;
	}

	private void compile(final int maxBatch) {
		if (!hasShares(maxBatch)) {
			program(maxBatch);
			shares = List.of(this);
			return;
		}
		final int count = threads.count(), most = shareBatch(maxBatch);
		final List<List<Group>> apart = apart(count * most, count, 1);
		if (count * most == maxBatch) programs[maxBatch] = fork(apart, 1);
		shares = IntStream.range(0, count).mapToObj(i -> new Share(i * most, apart.get(i))).toList();
	}

	private Program program(final int n) {
		if (programs[n] == null) {
			programs[n] = training || n == 1 ? together(n) : apart(n);
			stale = true; // it may read kernels in an order of its own
		}
		return programs[n];
	}

	/** All threads work on each operation, for all images. */
	private Program together(final int n) {
		final Compilation c = compilation(0, n, true, new Recorder(dnnl, scratch));
		final ForwardPass forward = new ForwardPass(c, input, locations, confidences);
		final List<Step> there = forward.compile();
		final List<Step> back = training
			? new BackwardPass(c, forward, dLocations, dConfidences, parameters.gradients()).compile()
			: List.of();
		c.recorder().place(maps);
		return new Program(there, back);
	}

	/** Threads work on images of their own, more than one on an image where there are fewer images. */
	private Program apart(final int n) {
		final int count = Math.min(n, threads.count()), each = threads.count() / count;
		return fork(apart(n, count, each), each);
	}

	/**
	 * Images of one thread.
	 *
	 * @param images of each, what is computed on its own
	 * @param rest what is computed for all together
	 */
	private record Group(List<List<Step>> images, List<Step> rest) {

		/** @return what computes the first of them */
		Stream<List<Step>> first(final int count) {
			return Stream.concat(images.stream().limit(count), Stream.of(rest));
		}
	}

	/** Groups one after another in each share, shares at the same time. */
	private static Program fork(final List<List<Group>> shares, final int each) {
		return new Program(
			List.of(new Step.Fork(shares.stream().map(share -> share.stream()
				.flatMap(group -> group.first(group.images().size())).flatMap(List::stream).toList()).toList(), each)),
			List.of());
	}

	/**
	 * Threads that have images of their own wait for each other once and not after every
	 * operation, which costs much where something else, such as reading the next
	 * images, takes one of their cores for a while; and what one thread computes does
	 * not depend on how many there are.
	 *
	 * @param n images
	 * @param count shares
	 * @param each threads of a share
	 * @return the groups of each share
	 */
	private List<List<Group>> apart(final int n, final int count, final int each) {
		final List<List<Group>> all = new ArrayList<>();
		threads.some(each, () -> {
			for (int i = 0; i < count; i++) {
				final List<Group> share = new ArrayList<>();
				final int end = n * (i + 1) / count;
				for (int image = n * i / count; image < end; image += group())
					share.add(group(image, Math.min(group(), end - image), i));
				all.add(share);
			}
		});
		return all;
	}

	/** @param lane where they are computed */
	private Group group(final int first, final int images, final int lane) {
		final Recorder recorder = new Recorder(dnnl, lanes.get(lane));
		final int count = plan.operations().size(), cut = images > 1 ? SmallMaps.first(plan.operations()) : count;
		final LayerPlan last = plan.operations().get(cut - 1);
		final Compilation all = compilation(first, images, false, recorder);
		final Tensor joined = cut < count
			? recorder.tensor(all.map(precision.type(), last.channels(), last.size()))
			: null;
		final List<List<Step>> alone = new ArrayList<>();
		for (int i = 0; i < images; i++) {
			final Compilation c = compilation(first + i, 1, false, recorder);
			final ForwardPass one = new ForwardPass(c, input, locations, confidences);
			one.record(0, cut);
			if (joined != null) {
				final dnnl_memory_desc part = c.map(precision.type(), last.channels(), last.size());
				recorder.copy(one.output(cut - 1), recorder.part(joined, part, i * dnnl_memory_desc_get_size(part)));
			}
			alone.add(recorder.take());
		}
		if (joined != null) {
			final ForwardPass rest = new ForwardPass(all, input, locations, confidences);
			rest.give(cut - 1, joined);
			rest.record(cut, count);
		}
		final Group group = new Group(alone, recorder.take());
		recorder.place(laneMaps.get(lane));
		return group;
	}

	private Compilation compilation(final int first, final int images, final boolean shared, final Recorder recorder) {
		return new Compilation(dnnl, plan, first, images, shared, precision, training, kernels, recorder, threads,
			lanes, cache);
	}

	@Override
	public NetworkSpec network() {
		return plan.network();
	}

	@Override
	public EngineDescription description() {
		return description;
	}

	@Override
	public int maxBatch() {
		return programs.length - 1;
	}

	@Override
	public FloatBuffer input(final int n) {
		check(n);
		return input(0, n);
	}

	private FloatBuffer input(final int first, final int n) {
		final int size = plan.network().inputSize(), image = NetworkSpec.INPUT_CHANNELS * size * size;
		return input.floats((long) first * image, n * image);
	}

	@Override
	public Predictions predict(final int n) {
		requirePredictable();
		return run(n);
	}

	private Predictions run(final int n) {
		check(n);
		forwarded = 0;
		threads.all(() -> {
			final Program program = program(n);
			refresh();
			threads.run(program.forward());
		});
		return predictions(0, n);
	}

	private synchronized void refresh() {
		if (stale) kernels.refresh(threads);
		stale = false;
	}

	private Predictions predictions(final int first, final int n) {
		return new Predictions(n, plan.network().priors(), plan.network().classes(),
			locations.floats(locations(first), locations(n)), confidences.floats(confidences(first), confidences(n)));
	}

	@Override
	public List<? extends Predictor> shares() {
		return shares;
	}

	/** One thread, with images of its own. */
	private final class Share implements Predictor {

		private final int first;
		private final List<Group> groups;

		Share(final int first, final List<Group> groups) {
			this.first = first;
			this.groups = groups;
		}

		@Override
		public int maxBatch() {
			return groups.size() * group();
		}

		@Override
		public FloatBuffer input(final int n) {
			checkShare(n);
			return OneDnnEngine.this.input(first, n);
		}

		@Override
		public Predictions predict(final int n) {
			checkShare(n);
			threads.some(1, () -> {
				refresh();
				for (int i = 0; i * group() < n; i++)
					groups.get(i).first(n - i * group()).forEach(threads::run);
			});
			return predictions(first, n);
		}

		private void checkShare(final int n) {
			requireOpen();
			if (n < 1 || n > maxBatch())
				throw new IllegalArgumentException(n + " images; this share takes 1 to " + maxBatch());
		}
	}

	private int locations(final int n) {
		return n * plan.network().priors() * NetworkPlan.BOX;
	}

	private int confidences(final int n) {
		return n * plan.network().priors() * plan.network().classes();
	}

	@Override
	public Predictions forward(final int n) {
		requireTraining();
		final Predictions predictions = run(n);
		forwarded = n;
		return predictions;
	}

	@Override
	public void backward(final FloatBuffer byLocation, final FloatBuffer byConfidence) {
		final int n = forwarded;
		if (n == 0) throw new IllegalStateException("A backward pass needs a forward pass before it");
		check(n);
		forwarded = 0;
		dLocations.floats(0, locations(n)).put(byLocation.duplicate().clear().limit(locations(n)));
		dConfidences.floats(0, confidences(n)).put(byConfidence.duplicate().clear().limit(confidences(n)));
		threads.all(() -> threads.run(programs[n].backward()));
	}

	@Override
	public Gradients gradients() {
		requireTraining();
		return parameters.view(threads.pool());
	}

	@Override
	public void step(final SgdStep step) {
		requireTraining();
		parameters.step(step, threads.pool());
		stale = true;
	}

	@Override
	public NamedWeights weights() {
		requireOpen();
		return parameters.named(parameters.weights());
	}

	@Override
	public void load(final NamedWeights weights) {
		requireOpen();
		parameters.load(weights, parameters.weights());
		stale = true;
	}

	@Override
	public OptimizerState optimizerState() {
		requireTraining();
		return new OptimizerState(parameters.named(parameters.momentum()));
	}

	@Override
	public void load(final OptimizerState state) {
		requireTraining();
		parameters.load(state.momentum(), parameters.momentum());
	}

	private void check(final int n) {
		requireOpen();
		if (n < 1 || n > maxBatch())
			throw new IllegalArgumentException(n + " images; the engine was made for 1 to " + maxBatch());
	}

	private void requireTraining() {
		requireOpen();
		if (!training) throw new IllegalStateException("The engine was made for detection alone");
	}

	private void requirePredictable() {
		if (plan.network().normalizesBatches())
			throw new IllegalStateException("Batch normalisation is for training; fold it to predict");
	}

	private void requireOpen() {
		if (closed) throw new IllegalStateException("The engine is closed");
	}

	@Override
	public void close() {
		if (closed) return;
		closed = true;
		threads.close();
		dnnl.close();
	}
}
