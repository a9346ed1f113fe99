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

import java.util.List;

import sc.fiji.ssd.engine.plan.Backend;

/**
 * Runs a batch in parts through both passes on one GPU. The forward pass of a part is queued before the loss of the
 * previous part is computed, so that the GPU and the processor work at the same time.
 */
final class TrainingRun {

	private final CudnnBackend card;
	private final int images;
	private final int size;
	private final boolean ahead;

	/**
	 * @param card computes
	 * @param images of this card
	 * @param size most images of a part
	 * @param ahead whether a part has its own memory while the previous part is still needed
	 */
	TrainingRun(final CudnnBackend card, final int images, final int size, final boolean ahead) {
		this.card = card;
		this.images = images;
		this.size = size;
		this.ahead = ahead;
	}

	/**
	 * @param cards the runs of all GPUs, in the order of their images
	 * @param loss computes the loss; images are numbered across all GPUs
	 */
	static void drive(final List<TrainingRun> cards, final Backend.Loss loss) {
		cards.forEach(run -> run.forward(0));
		final int most = cards.stream().mapToInt(TrainingRun::parts).max().orElse(0);
		for (int part = 0; part < most; part++) {
			for (final TrainingRun run : cards)
				if (run.ahead) run.forward(part + 1);
			for (final TrainingRun run : cards) {
				run.finish(part, loss);
				if (!run.ahead) run.forward(part + 1);
			}
		}
	}

	private int parts() {
		return (images + size - 1) / size;
	}

	private int count(final int part) {
		return Math.min(size, images - part * size);
	}

	/** Queues the forward pass of a part, if that part exists. */
	private void forward(final int part) {
		if (part < parts()) card.startForward(part, part * size, count(part));
	}

	/** Waits for the predictions of a part, computes the loss and queues the backward pass. */
	private void finish(final int part, final Backend.Loss loss) {
		if (part >= parts()) return;
		card.awaitForward(part, count(part));
		loss.differentiate(card.firstImage() + part * size, count(part));
		card.startBackward(part, part * size, count(part));
	}
}
