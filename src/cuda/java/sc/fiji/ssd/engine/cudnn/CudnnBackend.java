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
import java.util.List;
import java.util.function.Supplier;

import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.javacpp.BytePointer;

import sc.fiji.ssd.engine.cudnn.convolution.Convolutions;
import sc.fiji.ssd.engine.cudnn.convolution.Precision;
import sc.fiji.ssd.engine.cudnn.driver.Cuda;
import sc.fiji.ssd.engine.cudnn.driver.CudaException;
import sc.fiji.ssd.engine.cudnn.driver.Descriptor;
import sc.fiji.ssd.engine.cudnn.layer.DeviceParameters;
import sc.fiji.ssd.engine.cudnn.layer.KernelModule;
import sc.fiji.ssd.engine.cudnn.layer.Program;
import sc.fiji.ssd.engine.plan.CandidateBackend;
import sc.fiji.ssd.engine.plan.HostBuffer;
import sc.fiji.ssd.engine.plan.NetworkPlan;
import sc.fiji.ssd.engine.plan.ParameterLayout;
import sc.fiji.ssd.engine.plan.ParameterSlot;
import sc.fiji.ssd.engine.plan.ParameterStep;
import sc.fiji.ssd.engine.plan.ParameterStore;
import sc.fiji.ssd.io.UserException;

/**
 * The network on one NVIDIA GPU. Maps, parameters, gradients and momenta stay on the GPU; images, predictions and
 * their derivatives are copied through page-locked memory. If the GPU has not enough memory for all images of a call
 * at once, they are computed in parts; a backward pass alone then repeats the forward pass of each part.
 */
final class CudnnBackend implements CandidateBackend, ParameterStore {

	private static final long MOST_WORKSPACE = 2L << 30, LEAST_WORKSPACE = 64L << 20;

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
	private WorkingSets sets;
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
			convolutions = new Convolutions(cuda, library, precision, task.deterministic(),
				Math.max(LEAST_WORKSPACE, Math.min(MOST_WORKSPACE, free / 8)),
				task.device().name() + " " + task.device().capability() + " " + task.versions(), task.log());
			context = new Program.Context(cuda, kernels, convolutions, plan, parameters, precision, task.training(),
				!task.deterministic());
			host = shared != null ? shared : new HostBuffers(cuda, plan, most, task.training());
			sets = new WorkingSets(task, context, scale, free);
			prepare(task.maxBatch());
		}
		catch (final RuntimeException | Error e) {
			close();
			throw e;
		}
	}

	/** Runs calls on the GPU and turns a failure into one line for the user. */
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

	/** Creates the programs for a number of images and tries all their kernels. */
	private void prepare(final int images) {
		sets.inParts(images, (part, first, count) -> sets.of(part).program(count));
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
		guarded(() -> {
			sets.setRepeatable(true);
			if (plan.network().normalizesBatches()) prepare(images);
			predict(host.from(HostBuffer.INPUT, firstImage), images);
		});
	}

	/** Copies the predictions to the host buffers. */
	void predict(final BytePointer from, final int n) {
		sets.inParts(n, (part, first, images) -> {
			sets.of(part).forward(first, images, from.getPointer(first * pixels), pixels);
			goOut(part, first, images);
			moveStatistics(part, images);
		});
		sets.await();
		cuda.finish();
	}

	private void goOut(final int part, final int first, final int images) {
		sets.of(part).goOut(host.from(HostBuffer.LOCATIONS, firstImage + first), images * boxes,
			host.from(HostBuffer.CONFIDENCES, firstImage + first), images * scores);
	}

	private void forward(final int part, final int first, final int images) {
		sets.of(part).forward(first, images, host.from(HostBuffer.INPUT, firstImage + first), pixels);
	}

	@Override
	public void forwardBackward(final int images, final Loss loss) {
		guarded(() -> sets.fitting(() -> TrainingRun.drive(List.of(begin(images)), loss)));
	}

	/** @return a batch of so many images, ready to run */
	TrainingRun begin(final int images) {
		cuda.use();
		sets.setRepeatable(true);
		if (images > 0) prepare(images);
		scale.begin();
		sets.forget();
		parameters.gradientsChanged();
		return new TrainingRun(this, images, sets.imagesOfPart(), sets.areSeveral());
	}

	/** Queues the forward pass of a part on the GPU without waiting for it. */
	void startForward(final int part, final int first, final int images) {
		cuda.use();
		forward(part, first, images);
		goOut(part, first, images);
	}

	/** Waits for the predictions of a part, which then belong to the loss. */
	void awaitForward(final int part, final int images) {
		cuda.use();
		sets.of(part).await();
		moveStatistics(part, images);
		sets.setRepeatable(false);
	}

	/** Moves the running statistics of batch normalizations, once for every part. */
	private void moveStatistics(final int part, final int images) {
		if (!plan.network().normalizesBatches()) return;
		sets.setRepeatable(false);
		sets.of(part).program(images).moveStatistics();
	}

	/** Queues the backward pass of a part on the GPU; waits for it only in float16. */
	void startBackward(final int part, final int first, final int images) {
		cuda.use();
		final WorkingSet set = sets.of(part);
		set.comeIn(host.from(HostBuffer.LOCATION_DERIVATIVES, firstImage + first), images * boxes,
			host.from(HostBuffer.CONFIDENCE_DERIVATIVES, firstImage + first), images * scores);
		final Program program = set.program(images);
		program.backward();
		if (scale.isUsed()) while (scale.overflows(sets::findOverflow)) {
			forward(part, first, images); // derivatives have taken the place of maps
			program.backward();
		}
		sets.addGradients();
		set.forget();
	}

	@Override
	public List<DetectionSlot> slots() {
		return search.slots();
	}

	/** @return the memory of the images */
	WorkingSets sets() {
		return sets;
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
			final int size = sets.imagesOfPart();
			for (int part = 0, first = 0; first < images; part++, first += size) {
				final int count = Math.min(size, images - first);
				if (!sets.of(part).holds(first)) forward(part, first, count);
				sets.of(part).afterWork(); // the derivatives of an earlier part are used
				startBackward(part, first, count);
			}
			cuda.finish();
		});
	}

	@Override
	public void step(final List<ParameterStep> steps) {
		guarded(() -> parameters.step(steps));
		sets.forget();
	}

	@Override
	public void moveAverage(final float share) {
		guarded(() -> parameters.moveAverage(share));
	}

	@Override
	public float[] read(final Vector vector, final ParameterSlot slot) {
		return guarded(() -> parameters.read(vector, slot));
	}

	@Override
	public void write(final Vector vector, final ParameterSlot slot, final float[] values) {
		guarded(() -> {
			sets.setRepeatable(true);
			sets.fitting(() -> parameters.write(vector, slot, values)); // the moving average needs memory
		});
		sets.forget();
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
			cuda.useIfPossible(); // of a card that is lost, too, this side's memory is freed
		}
		if (sets != null) sets.close();
		if (!library.isNull()) cudnnDestroy(library);
		if (kernels != null) kernels.close();
		cuda.close();
	}
}
