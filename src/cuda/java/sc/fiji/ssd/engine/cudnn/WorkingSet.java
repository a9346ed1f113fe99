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

import java.util.HashMap;
import java.util.Map;

import org.bytedeco.javacpp.BytePointer;

import sc.fiji.ssd.engine.cudnn.driver.CopyStream;
import sc.fiji.ssd.engine.cudnn.layer.Program;

/**
 * The memory of a GPU for images that are computed together, and the programs that compute them. An engine that
 * learns has two sets, so that the loss of one is computed while the GPU works on the other.
 */
final class WorkingSet {

	/** Makes the program for a number of images. */
	interface Maker {

		Program make(int images);
	}

	/** No image. */
	private static final int NONE = -1;

	private final Program.Memory memory;
	private final Maker maker;
	private final CopyStream copies;
	private final Map<Integer, Program> programs = new HashMap<>();
	/** Index of the first image whose maps are in this set. */
	private int resident = NONE;
	private boolean shared;

	/**
	 * @param memory of the images and predictions
	 * @param copies of this set alone
	 * @param maker makes a program that has not been needed so far
	 */
	WorkingSet(final Program.Memory memory, final CopyStream copies, final Maker maker) {
		this.memory = memory;
		this.copies = copies;
		this.maker = maker;
	}

	Program.Memory memory() {
		return memory;
	}

	/** @return the program for a number of images */
	Program program(final int images) {
		Program program = programs.get(images);
		if (program == null) {
			program = maker.make(images);
			programs.put(images, program);
			resident = NONE; // its plans were tried on the maps
		}
		return program;
	}

	/** @return whether this set holds the maps of the images starting with this one */
	boolean holds(final int first) {
		return resident == first;
	}

	/** Marks the maps as outdated: images or weights have changed. */
	void forget() {
		resident = NONE;
	}

	/** Replaces the images by others that were not copied in by {@link #forward}. */
	void share() {
		resident = NONE;
		shared = true;
	}

	/**
	 * Queues the forward pass and the copying of the predictions.
	 *
	 * @param first index of the first image, for {@link #holds}
	 * @param images number of images
	 * @param from pinned: the images
	 * @param imageBytes bytes of an image
	 */
	void forward(final int first, final int images, final BytePointer from, final long imageBytes) {
		final Program program = program(images);
		copies.finish(); // the predictions of this set are out, so what it had come in is read
		if (shared) copies.afterWork();
		shared = false;
		copies.toCard(memory.images(), from, images * imageBytes);
		copies.beforeWork();
		program.forward();
		resident = first;
	}

	/** Copies the predictions to the host once they are computed. */
	void goOut(final BytePointer locations, final long locationBytes, final BytePointer confidences,
		final long confidenceBytes)
	{
		copies.afterWork();
		copies.toHost(locations, memory.locations(), locationBytes);
		copies.toHost(confidences, memory.confidences(), confidenceBytes);
	}

	/** Waits until the predictions are copied. */
	void await() {
		copies.finish();
	}

	/** Copies the derivatives to the GPU; later work waits for them. The previous ones must have been used. */
	void comeIn(final BytePointer locations, final long locationBytes, final BytePointer confidences,
		final long confidenceBytes)
	{
		copies.toCard(memory.dLocations(), locations, locationBytes);
		copies.toCard(memory.dConfidences(), confidences, confidenceBytes);
		copies.beforeWork();
	}

	/** Makes later copies wait for all earlier work. */
	void afterWork() {
		copies.afterWork();
	}

	/** Frees everything that is not in the memory of the GPU. */
	void close() {
		programs.values().forEach(Program::close);
		programs.clear();
	}
}
