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

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.javacpp.BytePointer;

import sc.fiji.ssd.engine.gpu.AdaptiveBatch;
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
 * The network on one NVIDIA GPU. Maps, parameters, gradients and momenta stay on the GPU; images, predictions and their
 * derivatives go to and fro through page-locked memory. If the GPU has not enough memory for all images of a call at once,
 * they are computed in parts; a backward pass alone then repeats the forward pass of each part.
 */
final class CudnnBackend implements CandidateBackend, ParameterStore {

	private static final long MOST_WORKSPACE = 2L << 30, LEAST_WORKSPACE = 64L << 20;
	/**
	 * From so many images on an engine that learns computes them in two parts. Smaller parts would occupy the units of the
	 * card less well than waiting for the loss costs.
	 */
	private static final int LEAST_TO_SPLIT = 16;

	private final CardTask task;
	private final NetworkPlan plan;
	private final Precision precision;
	private final Cuda cuda;
	private final cudnnContext library = new cudnnContext();
	private KernelModule kernels;
	private DeviceParameters parameters;
	private Convolutions convolutions;
	private Program.Context context;
	private LossScale scale;
	private CandidateSearch search;
	private HostBuffers host;
	/** Index in the host buffers of the first image that this card computes. */
	private final int firstImage;
	private final int most;
	private final long pixels;
	private final long boxes;
	private final long scores;
	private final List<CopyStream> copies = new ArrayList<>();
	private final AdaptiveBatch atOnce;
	/** None while the memory is not taken. */
	private final List<WorkingSet> sets = new ArrayList<>();
	/** Derivatives by the parameters of one pass. */
	private long passKernels;
	private long passVectors;
	/** Memory that was allocated up to here does not depend on how many images are computed at once. */
	private final int mark;
	private boolean closed;

	CudnnBackend(final CardTask task) {
		this(task, null, 0, task.maxBatch());
	}

	/**
	 * @param shared host buffers of another card, null for own ones
	 * @param firstImage index in them of the first image that this card computes
	 * @param most images of a call of detection and, where none are shared, of the host buffers
	 */
	CudnnBackend(final CardTask task, final HostBuffers shared, final int firstImage, final int most) {
		this.task = task;
		this.firstImage = firstImage;
		this.most = most;
		plan = task.plan();
		precision = task.precision();
		pixels = task.bytes(HostBuffer.INPUT);
		boxes = task.bytes(HostBuffer.LOCATIONS);
		scores = task.bytes(HostBuffer.CONFIDENCES);
		cuda = new Cuda(task.device().index());
		try {
			Descriptor.check(cudnnCreate(library), "cudnnCreate");
			Descriptor.check(cudnnSetStream(library, cuda.work()), "cudnnSetStream");
			kernels = new KernelModule(cuda, task.device(), precision);
			parameters = new DeviceParameters(cuda, kernels, ParameterLayout.channelsLast(plan, Precision.PACK),
				precision, task.training(), task.cards());
			scale = new LossScale(cuda, precision);
			search = new CandidateSearch(this, cuda, kernels, task, most);
			final long free = cuda.freeBytes();
			convolutions = new Convolutions(library, precision, task.deterministic(),
				Math.max(LEAST_WORKSPACE, Math.min(MOST_WORKSPACE, free / 8)),
				task.device().name() + " " + task.device().capability() + " " + task.versions(), task.log());
			context = new Program.Context(cuda, kernels, convolutions, plan, parameters, precision, task.training(),
				!task.deterministic());
			host = shared != null ? shared : new HostBuffers(cuda, plan, most, task.training());
			for (int k = 0; k < (task.training() ? 2 : 1); k++)
				copies.add(cuda.copyStream());
			final int addressable = Math.min(task.maxBatch(),
				ActivationLayout.addressableImages(plan, precision.format()));
			atOnce = new AdaptiveBatch(
				ActivationLayout.fittingImages(plan, addressable, precision.format(), task.training(), free));
			if (atOnce.count() < addressable) say("has " + (free >> 20) + " MiB free");
			else if (addressable < task.maxBatch()) say("can only compute maps of less than 2^31 values");
			mark = cuda.mark();
			prepare(task.maxBatch());
		}
		catch (final RuntimeException | Error e) {
			close();
			throw e;
		}
	}

	/** @return values of scales and biases, which come after the kernels */
	private long vectorLength() {
		return parameters.layout().length() - parameters.layout().kernelLength();
	}

	private void say(final String why) {
		task.log().accept(task.device().device() + " " + why + "; " + task.maxBatch() + " images are computed " +
			atOnce.count() + " at a time, which changes at most the last digits.");
	}

	/** Does what allocates memory; if there is too little, again for half as many images at once. */
	private void fitting(final Runnable call) {
		atOnce.fitting(CudaException.OutOfMemory.class, () -> {
			if (sets.isEmpty()) take();
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
			throw new UserException("device: " + task.device().device() + " failed (" + e.getMessage() +
				"); check with nvidia-smi whether it works and what else uses it, then run it again.", e);
		}
	}

	void guarded(final Runnable call) {
		guarded(() -> {
			call.run();
			return null;
		});
	}

	/** @return most images of a part */
	private int size() {
		final int count = atOnce.count();
		// the mean of a batch is that of all its images
		final boolean split = task.training() && count >= LEAST_TO_SPLIT && !plan.network().normalizesBatches();
		return split ? (count + 1) / 2 : count;
	}

	private void take() {
		final int size = size();
		final boolean training = task.training();
		passKernels = training ? cuda.zeros(parameters.layout().kernelLength() * precision.bytes()) : 0;
		passVectors = training ? cuda.zeros(vectorLength() * Float.BYTES) : 0;
		final long rows = training ? cuda.allocate(Program.rowsBytes(plan)) : 0;
		final long blockBytes = ActivationLayout.of(plan, size, precision.format(), training).bytes();
		final Workspace workspace = new Workspace(cuda);
		for (int k = 0; k < (size < atOnce.count() ? 2 : 1); k++) {
			final Program.Memory memory = new Program.Memory(cuda.allocate(size * pixels), cuda.allocate(size * boxes),
				cuda.allocate(size * scores), training ? cuda.allocate(size * boxes) : 0,
				training ? cuda.allocate(size * scores) : 0, passKernels, passVectors, scale.address(), rows,
				cuda.allocate(blockBytes), blockBytes);
			sets.add(new WorkingSet(memory, copies.get(k),
				images -> new Program(context, memory, workspace, images)));
		}
	}

	private void leave() {
		cuda.finish();
		sets.forEach(WorkingSet::close);
		sets.clear();
		cuda.freeSince(mark);
	}

	private void forget() {
		sets.forEach(WorkingSet::forget);
	}

	/** @return what computes a part of a batch */
	private WorkingSet set(final int part) {
		return sets.get(part % sets.size());
	}

	/** What computes a part whose images do not come from the host. */
	WorkingSet sharedSet(final int part) {
		set(part).share();
		return set(part);
	}

	/** Makes the programs for a number of images, and tries all their kernels. */
	private void prepare(final int images) {
		inParts(images, (part, first, count) -> set(part).program(count));
	}

	/** Works in parts, with less memory if there is too little for it. */
	void inParts(final int images, final WorkingSet.Part work) {
		fitting(() -> {
			for (int part = 0, first = 0; first < images; first += size())
				work.run(part++, first, Math.min(size(), images - first));
		});
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
		return host.floats(buffer, first, images);
	}

	/** @return index in the host buffers of the first image that this card computes */
	int firstImage() {
		return firstImage;
	}

	HostBuffers host() {
		return host;
	}

	/** @return parameters and gradients */
	DeviceParameters values() {
		return parameters;
	}

	KernelModule kernels() {
		return kernels;
	}

	Cuda cuda() {
		return cuda;
	}

	@Override
	public void forward(final int images) {
		guarded(() -> predict(host.from(HostBuffer.INPUT, firstImage), images));
	}

	/** Leaves the predictions in the host buffers. */
	void predict(final BytePointer from, final int n) {
		inParts(n, (part, first, images) -> {
			set(part).forward(first, images, from.getPointer(first * pixels), pixels);
			goOut(part, first, images);
		});
		sets.forEach(WorkingSet::await);
		cuda.finish();
	}

	private void goOut(final int part, final int first, final int images) {
		set(part).goOut(host.from(HostBuffer.LOCATIONS, firstImage + first), images * boxes,
			host.from(HostBuffer.CONFIDENCES, firstImage + first), images * scores);
	}

	private void forward(final int part, final int first, final int images) {
		set(part).forward(first, images, host.from(HostBuffer.INPUT, firstImage + first), pixels);
	}

	@Override
	public void forwardBackward(final int images, final Loss loss) {
		final boolean[] begun = { false };
		guarded(() -> fitting(() -> {
			try {
				TrainingRun.drive(List.of(begin(images)), (first, count) -> {
					begun[0] = true;
					loss.differentiate(first, count);
				});
			}
			catch (final CudaException.OutOfMemory e) {
				// what was computed with the loss can not be done again
				throw begun[0] ? new CudaException(e.getMessage()) : e;
			}
		}));
	}

	/** @return a batch of so many images, ready to run */
	TrainingRun begin(final int images) {
		if (images > 0) prepare(images);
		scale.begin();
		forget();
		parameters.gradientsChanged();
		return new TrainingRun(this, images, size(), sets.size() > 1);
	}

	/** Puts the forward pass of a part in front of the card, and waits for none of it. */
	void startForward(final int part, final int first, final int images) {
		cuda.use();
		forward(part, first, images);
		goOut(part, first, images);
	}

	/** Waits for the predictions of a part. */
	void awaitForward(final int part) {
		cuda.use();
		set(part).await();
	}

	/** Puts the backward pass of a part in front of the card; waits for it in float16 alone. */
	void startBackward(final int part, final int first, final int images) {
		cuda.use();
		final WorkingSet set = set(part);
		set.comeIn(host.from(HostBuffer.LOCATION_DERIVATIVES, firstImage + first), images * boxes,
			host.from(HostBuffer.CONFIDENCE_DERIVATIVES, firstImage + first), images * scores);
		final Program program = set.program(images);
		program.backward();
		final long kernelLength = parameters.layout().kernelLength(), count = kernelLength + vectorLength();
		if (scale.isUsed()) while (scale.overflows(() -> kernels.launch("watch", count, passKernels, kernelLength, passVectors,
			vectorLength(), scale.flag()).run()))
		{
			forward(part, first, images); // derivatives have taken the place of maps
			program.backward();
		}
		kernels.launch("gather", count, parameters.gradients(), passKernels, kernelLength, passVectors, vectorLength(),
			scale.address()).run();
		set.forget();
	}

	@Override
	public List<DetectionSlot> slots() {
		return search.slots();
	}

	/** @return what finds candidates */
	CandidateSearch search() {
		return search;
	}

	@Override
	public void backward(final int images) {
		guarded(() -> {
			scale.begin();
			parameters.gradientsChanged();
			for (int part = 0, first = 0; first < images; part++, first += size()) {
				final int count = Math.min(size(), images - first);
				if (!set(part).holds(first)) forward(part, first, count);
				set(part).afterWork(); // the derivatives of an earlier part are used
				startBackward(part, first, count);
			}
			cuda.finish();
		});
	}

	@Override
	public void step(final List<ParameterStep> steps) {
		guarded(() -> parameters.step(steps));
		forget();
	}

	@Override
	public float[] read(final Vector vector, final ParameterSlot slot) {
		return guarded(() -> parameters.read(vector, slot));
	}

	@Override
	public void write(final Vector vector, final ParameterSlot slot, final float[] values) {
		guarded(() -> parameters.write(vector, slot, values));
		forget();
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
		if (n < 1 || n > most) throw new IllegalArgumentException(n + " images; the engine was made for 1 to " + most);
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
		sets.forEach(WorkingSet::close);
		if (!library.isNull()) cudnnDestroy(library);
		if (kernels != null) kernels.close();
		cuda.close();
	}
}
