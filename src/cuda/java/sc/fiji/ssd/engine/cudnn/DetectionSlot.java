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

import java.nio.ByteOrder;
import java.nio.FloatBuffer;

import org.bytedeco.javacpp.BytePointer;

import sc.fiji.ssd.engine.CandidateEngine;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.cudnn.driver.CopyStream;
import sc.fiji.ssd.engine.cudnn.driver.Cuda;
import sc.fiji.ssd.engine.plan.NetworkPlan;

/**
 * A detection call in progress: its images, on the host and on the GPU, and its candidates. It copies on a stream of
 * its own, so that its images and candidates are copied while the GPU works for another slot.
 */
final class DetectionSlot implements CandidateEngine.Slot {

	private final CudnnBackend engine;
	private final CopyStream copies;
	private final int room;
	private final long pixels;
	private final BytePointer input;
	private final BytePointer foundHere;
	private final BytePointer countsHere;
	private final long images;
	private final long found;
	private final long counts;
	private int started;

	DetectionSlot(final CudnnBackend engine, final Cuda cuda, final NetworkPlan plan, final int maxBatch) {
		this.engine = engine;
		room = plan.priors();
		pixels = (long) plan.imageValues() * Float.BYTES;
		copies = cuda.copyStream();
		input = cuda.pinned(maxBatch * pixels);
		foundHere = cuda.pinned(maxBatch * foundBytes());
		countsHere = cuda.pinned(maxBatch * (long) Integer.BYTES);
		images = cuda.allocate(maxBatch * pixels);
		found = cuda.allocate(maxBatch * foundBytes());
		counts = cuda.allocate(maxBatch * (long) Integer.BYTES);
	}

	private long foundBytes() {
		return (long) room * CandidateEngine.Candidates.BYTES;
	}

	/** @return room for candidates of an image */
	int room() {
		return room;
	}

	/** @return address of an image, float, channels first */
	long images(final int first) {
		return images + first * pixels;
	}

	/** @return address of the candidates of an image */
	long found(final int first) {
		return found + first * foundBytes();
	}

	/** @return address of the number of candidates of an image, int */
	long counts(final int first) {
		return counts + first * (long) Integer.BYTES;
	}

	/** @return the images on the host */
	BytePointer input() {
		return input;
	}

	/** @return number of images that were started */
	int started() {
		if (started == 0) throw new IllegalStateException("Nothing was started");
		return started;
	}

	/** Copies the images to the GPU; later work waits for them. */
	void comeIn(final int n) {
		started = 0;
		copies.toCard(images, input, n * pixels);
		copies.beforeWork();
	}

	/** Copies the numbers of candidates to the host once all earlier work is done. */
	void goOut(final int n) {
		copies.afterWork();
		copies.toHost(countsHere, counts, n * (long) Integer.BYTES);
		started = n;
	}

	@Override
	public FloatBuffer input(final int n) {
		engine.check(n);
		return input.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer()
			.limit(Math.toIntExact(n * pixels / Float.BYTES));
	}

	@Override
	public void start(final int n, final CandidateEngine.Rule rule) {
		engine.search().start(this, n, rule);
	}

	@Override
	public CandidateEngine.Candidates candidates() {
		return engine.guarded(this::collect);
	}

	private CandidateEngine.Candidates collect() {
		final int[] all = new int[started()];
		copies.finish();
		for (int i = 0; i < all.length; i++) {
			all[i] = countsHere.getInt(i * (long) Integer.BYTES);
			if (all[i] > room) return null;
		}
		for (int i = 0; i < all.length; i++)
			if (all[i] > 0)
				copies.toHost(foundHere.getPointer(i * foundBytes()), found(i),
					(long) all[i] * CandidateEngine.Candidates.BYTES);
		copies.finish();
		return new CandidateEngine.Candidates(all, room, foundHere.asByteBuffer().order(ByteOrder.nativeOrder()));
	}

	@Override
	public Predictions predictions() {
		return engine.search().again(this);
	}
}
