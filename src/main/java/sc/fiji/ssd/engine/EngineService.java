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
package sc.fiji.ssd.engine;

import java.util.List;
import java.util.Map;

import org.scijava.service.SciJavaService;

/** Finds the installed engines and creates the requested one. */
public interface EngineService extends SciJavaService {

	/**
	 * Asks every engine whether it runs here.
	 *
	 * @return what each says, by name in the order of priority; {@code auto} takes the first usable one with a GPU,
	 * otherwise the first usable one
	 */
	Map<String, Availability> probe();

	/**
	 * Resolves settings into an engine. {@code auto} takes the first usable engine on a GPU, otherwise the first usable
	 * one, among those that offer the device and the precision.
	 *
	 * @param settings which engine, device, precision and threads
	 * @param training whether a network will learn
	 * @return engine, device, precision, instruction set and recommended batch
	 * @throws sc.fiji.ssd.io.UserException if no engine can do what is asked; the message says why
	 */
	ResolvedEngine resolve(EngineSettings settings, boolean training);

	/**
	 * @param settings which engine, device, precision and threads
	 * @return whether the engine that these settings stand for trains with {@link Layer.BatchNorm}
	 * @throws sc.fiji.ssd.io.UserException if no engine can do what is asked
	 */
	default boolean normalizesBatches(final EngineSettings settings) {
		return false;
	}

	/**
	 * @param network what to compute
	 * @param settings which engine, device, precision and threads
	 * @param maxBatch the largest number of images of a call
	 * @param training whether it will learn
	 * @return the engine, to be closed by the caller
	 * @throws sc.fiji.ssd.io.UserException if no engine can do what is asked; the
	 *           message says why
	 */
	NetworkEngine create(NetworkSpec network, EngineSettings settings, int maxBatch, boolean training);

	/**
	 * Creates engines to detect in independent images: if {@code auto} or {@code cuda} leaves the choice, one on each
	 * GPU that computes the same results as the first; otherwise a single one.
	 *
	 * @param network what to compute
	 * @param weights of the network, which the engines get
	 * @param settings which engine, device, precision and threads
	 * @param maxBatch the largest number of images of a call
	 * @return at least one engine, to be closed by the caller; a device on which none can be made is left
	 *         out, with a warning, as long as there is another
	 * @throws sc.fiji.ssd.io.UserException if no engine can do what is asked
	 */
	default List<NetworkEngine> createOnAll(final NetworkSpec network, final NamedWeights weights,
		final EngineSettings settings, final int maxBatch)
	{
		return List.of(loaded(create(network, settings, maxBatch, false), weights));
	}

	/** @return the engine with these weights; closed if they cannot be loaded */
	static NetworkEngine loaded(final NetworkEngine engine, final NamedWeights weights) {
		try {
			engine.load(weights);
			return engine;
		}
		catch (final RuntimeException | Error e) {
			engine.close();
			throw e;
		}
	}
}
