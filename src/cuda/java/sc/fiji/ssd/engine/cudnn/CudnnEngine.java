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
package sc.fiji.ssd.engine.cudnn;

import static org.bytedeco.cuda.global.cudnn.cudnnCreate;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroy;
import static org.bytedeco.cuda.global.cudnn.cudnnSetStream;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.javacpp.BytePointer;

import sc.fiji.ssd.engine.CandidateEngine;
import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.engine.Gradients;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.engine.gpu.AdaptiveBatch;
import sc.fiji.ssd.engine.gpu.CudaDevice;
import sc.fiji.ssd.engine.plan.ActivationLayout;
import sc.fiji.ssd.engine.plan.NetworkPlan;
import sc.fiji.ssd.io.UserException;

/**
 * The network on one NVIDIA GPU. Maps, parameters, gradients and momenta stay on the card; images, predictions and their
 * derivatives go to and fro through page-locked memory. If the card has not enough memory for all images of a call at once,
 * they are computed in parts; a backward pass then repeats the forward pass of each part.
 */
final class CudnnEngine implements CandidateEngine {

	/** Calls of detection on their way: one is computed while another comes in or goes out. */
	private static final int SLOTS = 2;
	private static final long MOST_WORKSPACE = 2L << 30, LEAST_WORKSPACE = 64L << 20;
	/** Of the loss in float16; as long as it is too large for a pass, it is halved. */
	private static final float FIRST_SCALE = 1024, MOST_SCALE = 65536, LEAST_SCALE = 1f / 65536;
	private static final int PASSES_TO_DOUBLE = 1000;
	/** Keeps the shortcut of candidates on the safe side of rounding. */
	private static final double MARGIN = 1e-3;

	private final NetworkPlan plan;
	private final EngineDescription description;
	private final Precision precision;
	private final boolean training;
	private final boolean timed;
	private final int maxBatch;
	private final Consumer<String> log;
	private final Cuda cuda;
	private final cudnnContext library = new cudnnContext();
	private KernelModule kernels;
	private DeviceParameters parameters;
	private Convolutions convolutions;
	private final BytePointer input;
	private final BytePointer locations;
	private final BytePointer confidences;
	private final BytePointer dLocations;
	private final BytePointer dConfidences;
	private final BytePointer small;
	private final Map<Integer, Program> programs = new HashMap<>();
	private final long pixels;
	private final long boxes;
	private final long scores;
	private final AdaptiveBatch atOnce;
	private Program.Memory memory;
	private long block;
	private long blockBytes;
	private int forwarded;
	/** First image of the part whose maps are on the card. */
	private int resident = -1;
	private float scale;
	private int goodPasses;
	private Rule rule;
	private final long centers;
	private final List<DetectionSlot> slots = new ArrayList<>();
	/** Memory that was allocated up to here does not depend on how many images are computed at once. */
	private final int mark;
	private boolean closed;

	CudnnEngine(final NetworkSpec network, final EngineDescription description, final CudaDevice card, final Precision precision,
		final int maxBatch, final boolean training, final boolean deterministic, final Consumer<String> log)
	{
		plan = NetworkPlan.of(network);
		this.description = description;
		this.precision = precision;
		this.training = training;
		this.maxBatch = maxBatch;
		this.log = log;
		timed = training && !deterministic;
		pixels = (long) NetworkSpec.INPUT_CHANNELS * network.inputSize() * network.inputSize() * Float.BYTES;
		boxes = (long) network.priors() * NetworkPlan.BOX * Float.BYTES;
		scores = (long) network.priors() * network.classes() * Float.BYTES;
		scale = precision == Precision.FLOAT16 ? FIRST_SCALE : 1;
		cuda = new Cuda(card.index());
		try {
			Descriptor.check(cudnnCreate(library), "cudnnCreate");
			Descriptor.check(cudnnSetStream(library, cuda.work()), "cudnnSetStream");
			kernels = new KernelModule(cuda, card, precision);
			parameters = new DeviceParameters(cuda, kernels, plan, precision, training);
			centers = cuda.allocate(network.priors() * (long) NetworkPlan.BOX * Float.BYTES);
			for (int k = 0; k < (training ? 1 : SLOTS); k++)
				slots.add(new DetectionSlot(this, cuda, network, maxBatch, network.priors()));
			final long free = cuda.freeBytes();
			convolutions = new Convolutions(library, precision, deterministic,
				Math.max(LEAST_WORKSPACE, Math.min(MOST_WORKSPACE, free / 8)));
			input = cuda.pinned(maxBatch * pixels);
			locations = cuda.pinned(maxBatch * boxes);
			confidences = cuda.pinned(maxBatch * scores);
			dLocations = training ? cuda.pinned(maxBatch * boxes) : null;
			dConfidences = training ? cuda.pinned(maxBatch * scores) : null;
			small = cuda.pinned(2 * Float.BYTES);
			atOnce = new AdaptiveBatch(ActivationLayout.imagesAtOnce(plan, maxBatch, precision.bytes(), training, free));
			if (atOnce.count() < maxBatch) say("has " + (free >> 20) + " MiB free");
			mark = cuda.mark();
			fitting(() -> program(atOnce.count()));
		}
		catch (final RuntimeException | Error e) {
			close();
			throw e;
		}
	}

	private void say(final String why) {
		log.accept(description.device() + " " + why + "; " + maxBatch + " images are computed " + atOnce.count() +
			" at a time, which changes no more than the last digits.");
	}

	/** Does what allocates memory; if there is too little, again for half as many images at once. */
	private void fitting(final Runnable call) {
		atOnce.fitting(CudaException.OutOfMemory.class, () -> {
			if (memory == null) take();
			call.run();
		}, this::leave, e -> say("has too little memory (" + e.getMessage() + ")"));
	}

	/** Calls on the card; that it fails is said in a line. */
	<T> T guarded(final Supplier<T> call) {
		requireOpen();
		try {
			return call.get();
		}
		catch (final CudaException e) {
			throw new UserException("device: " + description.device() + " failed (" + e.getMessage() +
				"); see with nvidia-smi whether it runs and what else uses it, and run it again.", e);
		}
	}

	private void take() {
		final int count = atOnce.count();
		blockBytes = ActivationLayout.of(plan, count, precision.bytes(), training).bytes();
		block = cuda.allocate(blockBytes);
		memory = new Program.Memory(cuda.allocate(count * pixels), cuda.allocate(count * boxes),
			cuda.allocate(count * scores), training ? cuda.allocate(count * boxes) : 0,
			training ? cuda.allocate(count * scores) : 0,
			training ? cuda.zeros(parameters.kernelCount() * precision.bytes()) : 0,
			training ? cuda.zeros(parameters.vectorCount() * Float.BYTES) : 0, cuda.allocate(2 * Float.BYTES),
			cuda.zeros(Integer.BYTES));
		writeScale();
	}

	private void leave() {
		cuda.finish();
		programs.values().forEach(Program::close);
		programs.clear();
		memory = null;
		resident = -1;
		cuda.freeSince(mark);
	}

	private Program program(final int images) {
		Program program = programs.get(images);
		if (program == null) {
			program = new Program(cuda, kernels, convolutions, plan, parameters, precision, images, training, timed, memory,
				block, blockBytes);
			programs.put(images, program);
			resident = -1; // its plans were tried on the maps
		}
		return program;
	}

	private void writeScale() {
		final FloatBuffer both = floats(small, 2);
		both.put(0, scale).put(1, 1 / scale);
		cuda.toCard(memory.scale(), small, 2L * Float.BYTES);
		cuda.finish();
	}

	private static FloatBuffer floats(final BytePointer memory, final long count) {
		return memory.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer().limit(Math.toIntExact(count));
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
		return maxBatch;
	}

	@Override
	public FloatBuffer input(final int n) {
		check(n);
		return floats(input, n * pixels / Float.BYTES);
	}

	@Override
	public Predictions predict(final int n) {
		check(n);
		forwarded = 0;
		return guarded(() -> predict(input, n));
	}

	private Predictions predict(final BytePointer images, final int n) {
		fitting(() -> {
			for (int first = 0; first < n; first += atOnce.count()) {
				final int part = run(images, first, n);
				cuda.toHost(locations.getPointer(first * boxes), memory.locations(), part * boxes);
				cuda.toHost(confidences.getPointer(first * scores), memory.confidences(), part * scores);
			}
		});
		cuda.finish();
		return new Predictions(n, plan.network().priors(), plan.network().classes(),
			floats(locations, n * boxes / Float.BYTES), floats(confidences, n * scores / Float.BYTES));
	}

	/** @return how many images were computed */
	private int run(final BytePointer images, final int first, final int n) {
		final int part = Math.min(atOnce.count(), n - first);
		final Program program = program(part);
		cuda.toCard(memory.images(), images.getPointer(first * pixels), part * pixels);
		program.forward();
		resident = first;
		return part;
	}

	@Override
	public List<DetectionSlot> slots() {
		return List.copyOf(slots);
	}

	/** Puts all that a slot's images need in front of the card, and waits for none of it. */
	synchronized void start(final DetectionSlot slot, final int n, final Rule wanted) {
		check(n);
		forwarded = 0;
		resident = -1;
		guarded(() -> {
			if (wanted != rule) take(wanted);
			slot.comeIn(n);
			fitting(() -> find(slot, n));
			slot.goOut(n);
			return null;
		});
	}

	private void find(final DetectionSlot slot, final int n) {
		final int priors = plan.network().priors(), classes = plan.network().classes();
		final double shortcut = Math.log(rule.score() / (1 - rule.score())) - MARGIN;
		cuda.clear(slot.counts(0), n * (long) Integer.BYTES);
		for (int first = 0; first < n; first += atOnce.count()) {
			final int images = Math.min(atOnce.count(), n - first);
			final Program program = program(images);
			cuda.move(memory.images(), slot.images(first), images * pixels);
			program.forward();
			kernels.launch("candidates", (long) images * priors, memory.locations(), memory.confidences(), centers,
				slot.found(first), slot.counts(first), (long) images * priors, priors, classes, slot.room(), (float) shortcut,
				rule.score(), rule.centerVariance(), rule.sizeVariance(), rule.maxLogSize()).run();
		}
	}

	private void take(final Rule wanted) {
		final long bytes = wanted.centers().length * (long) Float.BYTES;
		try (BytePointer here = new BytePointer(bytes)) {
			floats(here, wanted.centers().length).put(0, wanted.centers());
			cuda.toCard(centers, here, bytes);
			cuda.finish();
		}
		rule = wanted;
	}

	/** All that a slot's images predict, once more: for when candidates are too many. */
	synchronized Predictions again(final DetectionSlot slot) {
		final int n = slot.started();
		forwarded = 0;
		resident = -1;
		final Predictions all = guarded(() -> predict(slot.input(), n));
		resident = -1; // these images are not those of the engine's own input
		return new Predictions(n, all.priors(), all.classes(), copy(all.locations()), copy(all.confidences()));
	}

	private static FloatBuffer copy(final FloatBuffer values) {
		return FloatBuffer.allocate(values.limit()).put(0, values, 0, values.limit());
	}

	@Override
	public Predictions forward(final int n) {
		requireTraining();
		final Predictions predictions = predict(n);
		forwarded = n;
		return predictions;
	}

	@Override
	public void backward(final FloatBuffer byLocation, final FloatBuffer byConfidence) {
		final int n = forwarded;
		if (n == 0) throw new IllegalStateException("A backward pass needs a forward pass before it");
		check(n);
		forwarded = 0;
		guarded(() -> {
			derive(n, byLocation, byConfidence);
			return null;
		});
	}

	private void derive(final int n, final FloatBuffer byLocation, final FloatBuffer byConfidence) {
		copy(byLocation, dLocations, n * boxes);
		copy(byConfidence, dConfidences, n * scores);
		if (goodPasses >= PASSES_TO_DOUBLE && scale < MOST_SCALE) {
			goodPasses = 0;
			scale *= 2;
			writeScale();
		}
		for (int first = 0; first < n; first += atOnce.count()) {
			if (resident != first) run(input, first, n);
			final int images = Math.min(atOnce.count(), n - first);
			cuda.toCard(memory.dLocations(), dLocations.getPointer(first * boxes), images * boxes);
			cuda.toCard(memory.dConfidences(), dConfidences.getPointer(first * scores), images * scores);
			final Program program = program(images);
			program.backward();
			if (precision == Precision.FLOAT16) while (overflows() && scale > LEAST_SCALE) {
				scale /= 2;
				writeScale();
				run(input, first, n); // derivatives have taken the place of maps
				program.backward();
			}
			final long count = parameters.kernelCount() + parameters.vectorCount();
			kernels.launch("gather", count, parameters.gradients(), memory.passKernels(), parameters.kernelCount(),
				memory.passVectors(), parameters.vectorCount(), memory.scale()).run();
		}
		cuda.finish();
		resident = -1;
		parameters.gradientsChanged();
	}

	private static void copy(final FloatBuffer from, final BytePointer to, final long bytes) {
		final int count = Math.toIntExact(bytes / Float.BYTES);
		floats(to, count).put(from.duplicate().clear().limit(count));
	}

	private boolean overflows() {
		cuda.clear(memory.flag(), Integer.BYTES);
		kernels.launch("watch", parameters.kernelCount() + parameters.vectorCount(), memory.passKernels(),
			parameters.kernelCount(), memory.passVectors(), parameters.vectorCount(), memory.flag()).run();
		cuda.toHost(small, memory.flag(), Integer.BYTES);
		cuda.finish();
		final boolean overflows = small.getInt() != 0;
		goodPasses = overflows ? 0 : goodPasses + 1;
		return overflows;
	}

	@Override
	public Gradients gradients() {
		requireTraining();
		return parameters.view();
	}

	@Override
	public void step(final SgdStep step) {
		requireTraining();
		guarded(() -> {
			parameters.step(step);
			return null;
		});
		resident = -1;
	}

	@Override
	public NamedWeights weights() {
		requireOpen();
		return parameters.weights();
	}

	@Override
	public void load(final NamedWeights weights) {
		requireOpen();
		parameters.load(weights);
	}

	@Override
	public OptimizerState optimizerState() {
		requireTraining();
		return new OptimizerState(parameters.momenta());
	}

	@Override
	public void load(final OptimizerState state) {
		requireTraining();
		parameters.loadMomenta(state.momentum());
	}

	void check(final int n) {
		requireOpen();
		if (n < 1 || n > maxBatch)
			throw new IllegalArgumentException(n + " images; the engine was made for 1 to " + maxBatch);
	}

	private void requireTraining() {
		requireOpen();
		if (!training) throw new IllegalStateException("The engine was made for detection alone");
	}

	private void requireOpen() {
		if (closed) throw new IllegalStateException("The engine is closed");
		cuda.use();
	}

	@Override
	public void close() {
		if (closed) return;
		closed = true;
		try {
			cuda.use();
			cuda.finish();
		}
		catch (final CudaException e) {
			// of a card that is lost, too, this side's memory is freed
		}
		programs.values().forEach(Program::close);
		if (!library.isNull()) cudnnDestroy(library);
		if (kernels != null) kernels.close();
		cuda.close();
	}
}
