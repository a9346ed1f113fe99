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

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.cudnn.driver.CudaException;
import sc.fiji.ssd.engine.cudnn.layer.DeviceParameters;
import sc.fiji.ssd.engine.gpu.CudaDevice;
import sc.fiji.ssd.engine.plan.CandidateBackend;
import sc.fiji.ssd.engine.plan.HostBuffer;
import sc.fiji.ssd.engine.plan.ParameterLayout;
import sc.fiji.ssd.engine.plan.ParameterSlot;
import sc.fiji.ssd.engine.plan.ParameterStep;
import sc.fiji.ssd.engine.plan.ParameterStore;
import sc.fiji.ssd.io.UserException;

/**
 * Data-parallel training: every GPU has the whole network and computes some of the images of each batch. The
 * gradients are summed before they are used, and every GPU makes the same step. A batch normalization uses the mean
 * and the variance of the images of its card, as PyTorch's DistributedDataParallel does; running statistics are
 * averaged over the cards after each batch. Detection runs on the first card.
 */
final class MultiGpuBackend implements CandidateBackend, ParameterStore {

	private final List<CudnnBackend> cards = new ArrayList<>();
	private final String names;
	private final int share;
	private final AllReduce gradients;
	/** Running statistics of batch normalizations; null without. */
	private final AllReduce statistics;
	private final long firstStatistic;
	/** Whether each card has the gradients of all. */
	private boolean summed;
	/** Images of the last forward pass, since which each card has its own running statistics; 0 if all have the same. */
	private int normalized;

	/**
	 * @param task of all GPUs together; its device is ignored
	 * @param devices at least one; GPUs without an image are not used
	 */
	MultiGpuBackend(final CardTask task, final List<CudaDevice> devices) {
		share = (task.maxBatch() + devices.size() - 1) / devices.size();
		final int used = (task.maxBatch() + share - 1) / share;
		names = devices.stream().limit(used).map(CudaDevice::device).collect(Collectors.joining(","));
		try {
			for (int k = 0; k < used; k++) {
				final int images = Math.min(share, task.maxBatch() - k * share);
				cards.add(new CudnnBackend(task.on(devices.get(k), images, used),
					cards.isEmpty() ? null : cards.get(0).host(), k * share, task.maxBatch()));
			}
			final ParameterLayout layout = parameters();
			gradients = new AllReduce(cards, DeviceParameters::gradients, layout.length());
			firstStatistic = layout.slots().stream().filter(slot -> slot.name().endsWith(NamedWeights.MEAN))
				.mapToLong(ParameterSlot::offset).min().orElse(layout.length());
			final long count = layout.length() - firstStatistic;
			statistics = count == 0 ? null : new AllReduce(cards, card -> card.weights(firstStatistic), count);
		}
		catch (final RuntimeException | Error e) {
			close();
			throw e;
		}
	}

	/** @return the number of images of a batch that a GPU gets */
	private IntUnaryOperator images(final int batch) {
		return card -> Math.max(0, Math.min(share, batch - card * share));
	}

	@Override
	public ParameterStore store() {
		return this;
	}

	@Override
	public ParameterLayout parameters() {
		return cards.get(0).parameters();
	}

	@Override
	public FloatBuffer buffer(final HostBuffer buffer, final int first, final int images) {
		return cards.get(0).buffer(buffer, first, images);
	}

	@Override
	public List<DetectionSlot> slots() {
		return cards.get(0).slots();
	}

	@Override
	public void forward(final int images) {
		average();
		normalized = images;
		for (int k = 0; k < cards.size(); k++)
			if (images(images).applyAsInt(k) > 0) cards.get(k).forward(images(images).applyAsInt(k));
	}

	@Override
	public void backward(final int images) {
		beginBackward();
		for (int k = 0; k < cards.size(); k++)
			if (images(images).applyAsInt(k) > 0) cards.get(k).backward(images(images).applyAsInt(k));
	}

	@Override
	public void forwardBackward(final int images, final Loss loss) {
		beginBackward();
		average();
		normalized = images;
		guarded(() -> {
			final List<TrainingRun> runs = new ArrayList<>();
			for (int k = 0; k < cards.size(); k++)
				runs.add(cards.get(k).begin(images(images).applyAsInt(k)));
			TrainingRun.drive(runs, loss);
		});
	}

	/** Gradients that are already summed must not be summed again. */
	private void beginBackward() {
		if (summed) cards.stream().skip(1)
			.forEach(card -> card.parameters().slots().forEach(card::clearGradients));
		summed = false;
	}

	private void sum() {
		if (summed) return;
		guarded(gradients::sum);
		cards.forEach(card -> card.values().gradientsChanged());
		summed = true;
	}

	/** Gives all cards the mean of their running statistics, weighted by their images. */
	private void average() {
		final int images = normalized;
		normalized = 0;
		if (images == 0 || statistics == null) return;
		for (int k = 0; k < cards.size(); k++) {
			final CudnnBackend card = cards.get(k);
			final float part = (float) images(images).applyAsInt(k) / images;
			card.guarded(() -> card.values().scaleWeights(firstStatistic, part));
		}
		guarded(statistics::sum);
	}

	private void guarded(final Runnable call) {
		try {
			call.run();
		}
		catch (final CudaException e) {
			throw new UserException("device: one of " + names + " failed (" + e.getMessage() +
				"); check with nvidia-smi whether they work and what else uses them, then run it again.", e);
		}
	}

	@Override
	public void step(final List<ParameterStep> steps) {
		sum();
		average();
		cards.forEach(card -> card.step(steps));
		summed = false; // all are 0
	}

	/** Only the first GPU has the moving average. */
	@Override
	public void moveAverage(final float share) {
		average();
		cards.get(0).moveAverage(share);
	}

	@Override
	public float[] read(final Vector vector, final ParameterSlot slot) {
		if (vector == Vector.GRADIENTS) sum();
		else if (vector == Vector.WEIGHTS) average();
		return cards.get(0).read(vector, slot);
	}

	@Override
	public void write(final Vector vector, final ParameterSlot slot, final float[] values) {
		average();
		if (vector == Vector.AVERAGE) cards.get(0).write(vector, slot, values);
		else cards.forEach(card -> card.write(vector, slot, values));
	}

	@Override
	public double squaredNorm(final List<ParameterSlot> slots) {
		sum();
		return cards.get(0).squaredNorm(slots);
	}

	@Override
	public void scaleGradients(final float factor) {
		sum();
		cards.forEach(card -> card.scaleGradients(factor));
	}

	@Override
	public void clearGradients(final ParameterSlot slot) {
		sum();
		cards.forEach(card -> card.clearGradients(slot));
	}

	/** The host buffers belong to the first GPU, which is closed last. */
	@Override
	public void close() {
		for (int k = cards.size() - 1; k >= 0; k--)
			cards.get(k).close();
	}
}
