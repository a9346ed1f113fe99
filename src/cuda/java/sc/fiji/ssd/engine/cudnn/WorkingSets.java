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

import java.util.ArrayList;
import java.util.List;

import sc.fiji.ssd.engine.cudnn.convolution.Precision;
import sc.fiji.ssd.engine.cudnn.driver.CopyStream;
import sc.fiji.ssd.engine.cudnn.driver.Cuda;
import sc.fiji.ssd.engine.cudnn.driver.CudaException;
import sc.fiji.ssd.engine.cudnn.layer.Program;
import sc.fiji.ssd.engine.cudnn.layer.Workspace;
import sc.fiji.ssd.engine.gpu.AdaptiveBatch;
import sc.fiji.ssd.engine.plan.ActivationLayout;
import sc.fiji.ssd.engine.plan.HostBuffer;
import sc.fiji.ssd.engine.plan.ParameterLayout;

/**
 * The memory of a GPU for the images of a batch: for as many images at once as fit, half as many whenever memory runs
 * out. A batch is computed in parts of {@link #imagesOfPart()} images, and the parts use the sets in turn.
 */
final class WorkingSets {

	/** Does something with a part of a batch. */
	interface Part {

		void run(int part, int first, int images);
	}

	/**
	 * Smallest number of images that an engine that learns computes in two parts. Smaller parts would use the GPU's
	 * units so badly that waiting for the loss costs less.
	 */
	private static final int LEAST_TO_SPLIT = 16;

	private final CardTask task;
	private final Program.Context context;
	private final LossScale scale;
	private final Cuda cuda;
	private final List<CopyStream> copies = new ArrayList<>();
	private final AdaptiveBatch atOnce;
	/** Empty until the memory is allocated. */
	private final List<WorkingSet> sets = new ArrayList<>();
	private final long kernelLength;
	private final long vectorLength;
	/** Derivatives by the parameters of one pass. */
	private long passKernels;
	private long passVectors;
	private boolean repeatable = true;
	/** Memory allocated before this mark does not depend on the number of images. */
	private final int mark;

	/**
	 * @param task what the card computes
	 * @param context of the programs
	 * @param scale of the loss
	 * @param free bytes of the card that are free
	 */
	WorkingSets(final CardTask task, final Program.Context context, final LossScale scale, final long free) {
		this.task = task;
		this.context = context;
		this.scale = scale;
		cuda = context.cuda();
		final ParameterLayout layout = context.parameters().layout();
		kernelLength = layout.kernelLength();
		vectorLength = layout.length() - kernelLength;
		for (int k = 0; k < (task.training() ? 2 : 1); k++)
			copies.add(cuda.copyStream());
		final ActivationLayout.Format format = task.precision().format();
		final int addressable = Math.min(task.maxBatch(), ActivationLayout.addressableImages(task.plan(), format));
		atOnce = new AdaptiveBatch(
			ActivationLayout.fittingImages(task.plan(), addressable, format, task.training(), free));
		if (atOnce.count() < addressable) say("has " + (free >> 20) + " MiB free");
		else if (addressable < task.maxBatch()) say("can only compute maps of less than 2^31 values");
		mark = cuda.mark();
	}

	private void say(final String why) {
		task.log().accept(task.device().device() + " " + why + "; " + task.maxBatch() + " images are computed " +
			atOnce.count() + " at a time, " + (task.plan().network().normalizesBatches()
				? "and batch normalization uses the statistics of these."
				: "which changes at most the last digits."));
	}

	/**
	 * Runs code that allocates memory. If memory runs out, runs it again for half as many images, unless {@link
	 * #setRepeatable} forbids that.
	 */
	void fitting(final Runnable call) {
		atOnce.fitting(CudaException.OutOfMemory.class, () -> {
			if (sets.isEmpty()) take();
			try {
				call.run();
			}
			catch (final CudaException.OutOfMemory e) {
				throw repeatable ? e : new CudaException(e.getMessage());
			}
		}, this::leave, e -> say("has too little memory (" + e.getMessage() + ")"));
	}

	/** @param repeatable false once something was done that must not be done again: a loss, a running statistic */
	void setRepeatable(final boolean repeatable) {
		this.repeatable = repeatable;
	}

	/** Runs in parts, with less memory if there is too little. */
	void inParts(final int images, final Part work) {
		fitting(() -> {
			for (int part = 0, first = 0; first < images; first += imagesOfPart())
				work.run(part++, first, Math.min(imagesOfPart(), images - first));
		});
	}

	/** @return the largest number of images in a part */
	int imagesOfPart() {
		final int count = atOnce.count();
		// the mean of a batch is that of all its images
		final boolean split = task.training() && count >= LEAST_TO_SPLIT && !task.plan().network().normalizesBatches();
		return split ? (count + 1) / 2 : count;
	}

	/** @return whether a part has its own memory while the previous part is computed */
	boolean areSeveral() {
		return sets.size() > 1;
	}

	/** @return what computes a part of a batch */
	WorkingSet of(final int part) {
		return sets.get(part % sets.size());
	}

	private void take() {
		final int size = imagesOfPart();
		final boolean training = task.training();
		final Precision precision = task.precision();
		final long pixels = size * task.bytes(HostBuffer.INPUT), boxes = size * task.bytes(HostBuffer.LOCATIONS),
			scores = size * task.bytes(HostBuffer.CONFIDENCES);
		passKernels = training ? cuda.zeros(kernelLength * precision.bytes()) : 0;
		passVectors = training ? cuda.zeros(vectorLength * Float.BYTES) : 0;
		final long rows = training ? cuda.allocate(Program.rowsBytes(task.plan())) : 0;
		final long block = ActivationLayout.of(task.plan(), size, precision.format(), training).bytes();
		final Workspace workspace = new Workspace(cuda);
		for (int k = 0; k < (size < atOnce.count() ? 2 : 1); k++) {
			final Program.Memory memory = new Program.Memory(cuda.allocate(pixels), cuda.allocate(boxes),
				cuda.allocate(scores), training ? cuda.allocate(boxes) : 0, training ? cuda.allocate(scores) : 0,
				passKernels, passVectors, scale.address(), rows, cuda.allocate(block), block);
			sets.add(new WorkingSet(memory, copies.get(k),
				images -> new Program(context, memory, workspace, images)));
		}
	}

	private void leave() {
		cuda.finish();
		close();
		cuda.freeSince(mark);
	}

	/** Sets the flag of the scale if a derivative of the last backward pass is not finite. */
	void findOverflow() {
		context.kernels().launch("watch", kernelLength + vectorLength, passKernels, kernelLength, passVectors,
			vectorLength, scale.flag()).run();
	}

	/** Adds the derivatives of the last backward pass to the gradients. */
	void addGradients() {
		context.kernels().launch("gather", kernelLength + vectorLength, context.parameters().gradients(), passKernels,
			kernelLength, passVectors, vectorLength, scale.address()).run();
	}

	/** Marks the maps as outdated: images or weights have changed. */
	void forget() {
		sets.forEach(WorkingSet::forget);
	}

	/** Waits until all predictions are copied. */
	void await() {
		sets.forEach(WorkingSet::await);
	}

	/** Frees everything that is not in the memory of the GPU. */
	void close() {
		sets.forEach(WorkingSet::close);
		sets.clear();
	}
}
