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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.javacpp.BytePointer;

import sc.fiji.ssd.engine.CandidateEngine;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.gpu.AdaptiveBatch;
import sc.fiji.ssd.engine.gpu.CudaDevice;
import sc.fiji.ssd.engine.plan.ActivationLayout;
import sc.fiji.ssd.engine.plan.CandidateBackend;
import sc.fiji.ssd.engine.plan.HostBuffer;
import sc.fiji.ssd.engine.plan.NetworkPlan;
import sc.fiji.ssd.engine.plan.ParameterLayout;
import sc.fiji.ssd.engine.plan.ParameterSlot;
import sc.fiji.ssd.engine.plan.ParameterStep;
import sc.fiji.ssd.engine.plan.ParameterStore;
import sc.fiji.ssd.io.UserException;

/**
 * The network on one NVIDIA GPU. Maps, parameters, gradients and momenta stay on the card; images, predictions and their
 * derivatives go to and fro through page-locked memory. If the card has not enough memory for all images of a call at once,
 * they are computed in parts; a backward pass then repeats the forward pass of each part.
 */
final class CudnnBackend implements CandidateBackend, ParameterStore {

	/** Calls of detection on their way: one comes in, one is computed, one goes out. */
	private static final int SLOTS = 3;
	private static final long MOST_WORKSPACE = 2L << 30, LEAST_WORKSPACE = 64L << 20;
	/** Scale of the loss in float16. It is halved whenever a derivative overflows. */
	private static final float FIRST_SCALE = 1024, MOST_SCALE = 65536, LEAST_SCALE = 1f / 65536;
	private static final int PASSES_TO_DOUBLE = 1000;
	/** Keeps the shortcut of candidates on the safe side of rounding. */
	private static final double MARGIN = 1e-3;

	private final NetworkPlan plan;
	private final CudaDevice device;
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
	private final Map<HostBuffer, BytePointer> host = new EnumMap<>(HostBuffer.class);
	private final BytePointer small;
	private final Map<Integer, Program> programs = new HashMap<>();
	private final long pixels;
	private final long boxes;
	private final long scores;
	private final AdaptiveBatch atOnce;
	private Program.Memory memory;
	private long block;
	private long blockBytes;
	/** First image of the part whose maps are on the card. */
	private int resident = -1;
	private float scale;
	private int goodPasses;
	private CandidateEngine.Rule rule;
	private final long centers;
	private final List<DetectionSlot> slots = new ArrayList<>();
	/** Memory that was allocated up to here does not depend on how many images are computed at once. */
	private final int mark;
	private boolean closed;

	CudnnBackend(final NetworkPlan plan, final CudaDevice device, final Precision precision, final int maxBatch,
		final boolean training, final boolean deterministic, final String versions, final Consumer<String> log)
	{
		this.plan = plan;
		this.device = device;
		this.precision = precision;
		this.training = training;
		this.maxBatch = maxBatch;
		this.log = log;
		timed = !deterministic;
		pixels = bytes(HostBuffer.INPUT);
		boxes = bytes(HostBuffer.LOCATIONS);
		scores = bytes(HostBuffer.CONFIDENCES);
		scale = precision == Precision.FLOAT16 ? FIRST_SCALE : 1;
		cuda = new Cuda(device.index());
		try {
			Descriptor.check(cudnnCreate(library), "cudnnCreate");
			Descriptor.check(cudnnSetStream(library, cuda.work()), "cudnnSetStream");
			kernels = new KernelModule(cuda, device, precision);
			parameters = new DeviceParameters(cuda, kernels, ParameterLayout.channelsLast(plan, Precision.PACK),
				precision, training);
			centers = cuda.allocate(boxes);
			for (int k = 0; k < (training ? 1 : SLOTS); k++)
				slots.add(new DetectionSlot(this, cuda, plan, maxBatch));
			final long free = cuda.freeBytes();
			convolutions = new Convolutions(library, precision, deterministic,
				Math.max(LEAST_WORKSPACE, Math.min(MOST_WORKSPACE, free / 8)),
				device.name() + " " + device.capability() + " " + versions, log);
			for (final HostBuffer buffer : HostBuffer.values())
				if (training || !buffer.isForTraining()) host.put(buffer, cuda.pinned(maxBatch * bytes(buffer)));
			small = cuda.pinned(2 * Float.BYTES);
			final int most = Math.min(maxBatch, ActivationLayout.addressableImages(plan, precision.format()));
			atOnce = new AdaptiveBatch(ActivationLayout.fittingImages(plan, most, precision.format(), training, free));
			if (atOnce.count() < most) say("has " + (free >> 20) + " MiB free");
			else if (most < maxBatch) say("computes maps of less than 2^31 values");
			mark = cuda.mark();
			fitting(() -> program(atOnce.count()));
		}
		catch (final RuntimeException | Error e) {
			close();
			throw e;
		}
	}

	private long bytes(final HostBuffer buffer) {
		return (long) buffer.valuesPerImage(plan) * Float.BYTES;
	}

	/** @return values of scales and biases, which come behind the kernels */
	private long vectorLength() {
		return parameters.layout().length() - parameters.layout().kernelLength();
	}

	private void say(final String why) {
		log.accept(device.device() + " " + why + "; " + maxBatch + " images are computed " + atOnce.count() +
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
			cuda.use();
			return call.get();
		}
		catch (final CudaException e) {
			throw new UserException("device: " + device.device() + " failed (" + e.getMessage() +
				"); see with nvidia-smi whether it runs and what else uses it, and run it again.", e);
		}
	}

	private void guarded(final Runnable call) {
		guarded(() -> {
			call.run();
			return null;
		});
	}

	private void take() {
		final int count = atOnce.count();
		blockBytes = ActivationLayout.of(plan, count, precision.format(), training).bytes();
		block = cuda.allocate(blockBytes);
		memory = new Program.Memory(cuda.allocate(count * pixels), cuda.allocate(count * boxes),
			cuda.allocate(count * scores), training ? cuda.allocate(count * boxes) : 0,
			training ? cuda.allocate(count * scores) : 0,
			training ? cuda.zeros(parameters.layout().kernelLength() * precision.bytes()) : 0,
			training ? cuda.zeros(vectorLength() * Float.BYTES) : 0, cuda.allocate(2 * Float.BYTES),
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
			program = new Program(cuda, kernels, convolutions, plan, parameters, precision, images, training, timed,
				memory, block, blockBytes);
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
	public ParameterStore store() {
		return this;
	}

	@Override
	public ParameterLayout parameters() {
		return parameters.layout();
	}

	@Override
	public FloatBuffer buffer(final HostBuffer buffer, final int first, final int images) {
		final long values = buffer.valuesPerImage(plan);
		return floats(host.get(buffer).getPointer(first * values * Float.BYTES), images * values);
	}

	@Override
	public void forward(final int images) {
		guarded(() -> predict(host.get(HostBuffer.INPUT), images));
	}

	private void predict(final BytePointer images, final int n) {
		fitting(() -> {
			for (int first = 0; first < n; first += atOnce.count()) {
				final int part = run(images, first, n);
				cuda.toHost(host.get(HostBuffer.LOCATIONS).getPointer(first * boxes), memory.locations(), part * boxes);
				cuda.toHost(host.get(HostBuffer.CONFIDENCES).getPointer(first * scores), memory.confidences(),
					part * scores);
			}
		});
		cuda.finish();
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
	synchronized void start(final DetectionSlot slot, final int n, final CandidateEngine.Rule wanted) {
		check(n);
		resident = -1;
		guarded(() -> {
			if (wanted != rule) take(wanted);
			slot.comeIn(n);
			fitting(() -> find(slot, n));
			slot.goOut(n);
		});
	}

	private void find(final DetectionSlot slot, final int n) {
		final int priors = plan.priors(), classes = plan.network().classes();
		final double shortcut = Math.log(rule.score() / (1 - rule.score())) - MARGIN;
		cuda.clear(slot.counts(0), n * (long) Integer.BYTES);
		for (int first = 0; first < n; first += atOnce.count()) {
			final int images = Math.min(atOnce.count(), n - first);
			final Program program = program(images);
			cuda.move(memory.images(), slot.images(first), images * pixels);
			program.forward();
			kernels
				.launch("candidates", (long) images * priors, memory.locations(), memory.confidences(), centers,
					slot.found(first), slot.counts(first), (long) images * priors, priors, classes, slot.room(),
					(float) shortcut, rule.score(), rule.centerVariance(), rule.sizeVariance(), rule.maxLogSize())
				.run();
		}
	}

	private void take(final CandidateEngine.Rule wanted) {
		final long bytes = wanted.centers().length * (long) Float.BYTES;
		try (BytePointer here = new BytePointer(bytes)) {
			floats(here, wanted.centers().length).put(0, wanted.centers());
			cuda.toCard(centers, here, bytes);
			cuda.finish();
		}
		rule = wanted;
	}

	/** @return all that a slot's images predict, computed once more, for when there are too many candidates */
	synchronized Predictions again(final DetectionSlot slot) {
		final int n = slot.started();
		guarded(() -> predict(slot.input(), n));
		resident = -1; // these images are not those of the engine's own input
		return new Predictions(n, plan.priors(), plan.network().classes(), copy(buffer(HostBuffer.LOCATIONS, 0, n)),
			copy(buffer(HostBuffer.CONFIDENCES, 0, n)));
	}

	private static FloatBuffer copy(final FloatBuffer values) {
		return FloatBuffer.allocate(values.limit()).put(0, values, 0, values.limit());
	}

	@Override
	public void backward(final int images) {
		guarded(() -> derive(images));
	}

	private void derive(final int n) {
		if (goodPasses >= PASSES_TO_DOUBLE && scale < MOST_SCALE) {
			goodPasses = 0;
			scale *= 2;
			writeScale();
		}
		for (int first = 0; first < n; first += atOnce.count()) {
			if (resident != first) run(host.get(HostBuffer.INPUT), first, n);
			final int images = Math.min(atOnce.count(), n - first);
			cuda.toCard(memory.dLocations(), host.get(HostBuffer.LOCATION_DERIVATIVES).getPointer(first * boxes),
				images * boxes);
			cuda.toCard(memory.dConfidences(), host.get(HostBuffer.CONFIDENCE_DERIVATIVES).getPointer(first * scores),
				images * scores);
			final Program program = program(images);
			program.backward();
			if (precision == Precision.FLOAT16) while (overflows() && scale > LEAST_SCALE) {
				scale /= 2;
				writeScale();
				run(host.get(HostBuffer.INPUT), first, n); // derivatives have taken the place of maps
				program.backward();
			}
			final long count = parameters.layout().kernelLength() + vectorLength();
			kernels.launch("gather", count, parameters.gradients(), memory.passKernels(),
				parameters.layout().kernelLength(), memory.passVectors(), vectorLength(), memory.scale()).run();
		}
		cuda.finish();
		resident = -1;
		parameters.gradientsChanged();
	}

	private boolean overflows() {
		cuda.clear(memory.flag(), Integer.BYTES);
		kernels.launch("watch", parameters.layout().kernelLength() + vectorLength(), memory.passKernels(),
			parameters.layout().kernelLength(), memory.passVectors(), vectorLength(), memory.flag()).run();
		cuda.toHost(small, memory.flag(), Integer.BYTES);
		cuda.finish();
		final boolean overflows = small.getInt() != 0;
		goodPasses = overflows ? 0 : goodPasses + 1;
		return overflows;
	}

	@Override
	public void step(final List<ParameterStep> steps) {
		guarded(() -> parameters.step(steps));
		resident = -1;
	}

	@Override
	public float[] read(final Vector vector, final ParameterSlot slot) {
		return guarded(() -> parameters.read(vector, slot));
	}

	@Override
	public void write(final Vector vector, final ParameterSlot slot, final float[] values) {
		guarded(() -> parameters.write(vector, slot, values));
		resident = -1;
	}

	@Override
	public double squaredNorm(final List<ParameterSlot> all) {
		return guarded(() -> parameters.squaredNorm(all));
	}

	@Override
	public void scaleGradients(final float factor) {
		guarded(() -> parameters.scaleGradients(factor));
	}

	@Override
	public void clearGradients(final ParameterSlot slot) {
		guarded(() -> parameters.clearGradients(slot));
	}

	void check(final int n) {
		requireOpen();
		if (n < 1 || n > maxBatch)
			throw new IllegalArgumentException(n + " images; the engine was made for 1 to " + maxBatch);
	}

	private void requireOpen() {
		if (closed) throw new IllegalStateException("The engine is closed");
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
