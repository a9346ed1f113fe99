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
package sc.fiji.ssd.engine.cudnn.convolution;

import static org.bytedeco.cuda.global.cudnn.*;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

import org.bytedeco.cuda.cudnn.cudnnContext;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.cudnn.driver.CudaException;
import sc.fiji.ssd.engine.cudnn.driver.Descriptor;
import sc.fiji.ssd.engine.plan.LayerPlan;

/**
 * Makes a layer's convolution, forward and backward, for one number of images, out of cuDNN's graph
 * API: what is computed is described, cuDNN names kernels that can, and one of them is chosen.
 */
public final class Convolutions {

	/** Kernels that are tried or timed. */
	private static final int MOST = 8;
	/** How long an engine times kernels; from then on it takes the first that runs. */
	private static final double BUDGET_SECONDS = 30, SAID_SECONDS = 3;
	private static final int MOST_NAMED = 64;

	private final cudnnContext library;
	private final Precision precision;
	private final ConvolutionGraphs graphs;
	private final KernelRules rules;
	private final long mostWorkspace;
	private final String key;
	private final KernelCache cache;
	private final Consumer<String> log;
	private long nanoseconds;
	private int chosen;
	private int built;
	private int known;
	/** Why cuDNN refused the last plan. */
	private String refusal = "";

	/**
	 * @param library cuDNN's handle, with the stream of the work
	 * @param precision of the maps
	 * @param deterministic whether kernels must repeat their results to the bit
	 * @param mostWorkspace bytes that a kernel may use in addition to its maps
	 * @param key of the device and of the versions of its libraries
	 * @param log hears which kernels are not what was requested, and how long the choice took
	 */
	public Convolutions(final cudnnContext library, final Precision precision, final boolean deterministic,
		final long mostWorkspace, final String key, final Consumer<String> log)
	{
		this.library = library;
		this.precision = precision;
		graphs = new ConvolutionGraphs(library, precision);
		rules = new KernelRules(precision, deterministic);
		this.mostWorkspace = mostWorkspace;
		this.key = key;
		this.log = log;
		cache = KernelCache.shared();
	}

	/** @return why cuDNN refused the last plan, in its own words; empty if it did not */
	public String refusal() {
		return refusal;
	}

	/** Keeps the choice for the next process, and says how long it took if that was long. */
	public void chosen() {
		cache.save();
		final double seconds = nanoseconds / 1e9;
		if (seconds > SAID_SECONDS)
			log.accept(String.format(Locale.ROOT,
				"Choosing cuDNN kernels took %.1f s: %d convolutions, %d kernels tried, %d known from earlier runs.",
				seconds, chosen, built, known));
		nanoseconds = 0;
		chosen = built = known = 0;
	}

	/**
	 * @param kind what of the layer
	 * @param layer a convolution
	 * @param images at once
	 * @param timed whether the fastest of the first {@value #MOST} is taken, not the first that runs
	 * @param time runs a plan and gives its milliseconds, infinite if it does not run
	 * @return the plan, to be closed; null if cuDNN has no kernel for it
	 */
	public ConvolutionPlan plan(final ConvolutionPlan.Kind kind, final LayerPlan layer, final int images, final boolean timed,
		final ToDoubleFunction<ConvolutionPlan> time)
	{
		final long begun = System.nanoTime();
		try {
			final String name = key + " " + precision + " " + rules.deterministic() + " " + timed + " " + kind + " " +
				images + " " + shape(layer);
			ConvolutionPlan plan = remembered(kind, name, time);
			if (plan == null) plan = choose(kind, layer, images, timed, time, name);
			return plan;
		}
		finally {
			nanoseconds += System.nanoTime() - begun;
			chosen++;
		}
	}

	/** All that a plan depends on. */
	private static String shape(final LayerPlan layer) {
		final Layer.Convolution c = (Layer.Convolution) layer.layer();
		return c.inChannels() + ">" + c.outChannels() + " " + c.kernel() + "/" + c.stride() + "+" + c.pad() + "*" +
			c.dilation() + " " + layer.inputSize() + (c.relu() ? " relu" : "");
	}

	private ConvolutionPlan remembered(final ConvolutionPlan.Kind kind, final String name,
		final ToDoubleFunction<ConvolutionPlan> time)
	{
		final String json = cache.get(name);
		if (json == null) return null;
		ConvolutionPlan made = null;
		try {
			final Descriptor plan = new Descriptor(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR)
				.library(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, library)
				.text(CUDNN_ATTR_EXECUTION_PLAN_JSON_REPRESENTATION, json).done();
			made = plan(kind, null, plan);
			if (made.workspace() <= mostWorkspace && time.applyAsDouble(made) < Double.POSITIVE_INFINITY) {
				known++;
				return made;
			}
		}
		catch (final CudaException.OutOfMemory e) {
			if (made != null) made.close();
			throw e;
		}
		catch (final CudaException e) {
			// chosen again
		}
		if (made != null) made.close();
		cache.remove(name);
		return null;
	}

	private ConvolutionPlan plan(final ConvolutionPlan.Kind kind, final Descriptor graph, final Descriptor plan) {
		try {
			return new ConvolutionPlan(library, kind, graph, plan);
		}
		catch (final CudaException e) {
			plan.close();
			throw e;
		}
	}

	private ConvolutionPlan choose(final ConvolutionPlan.Kind kind, final LayerPlan layer, final int images,
		final boolean timed, final ToDoubleFunction<ConvolutionPlan> time, final String name)
	{
		refusal = "";
		Descriptor graph = null;
		try {
			graph = graphs.of(kind, layer, images);
			for (final KernelRules.Concession concession : KernelRules.Concession.values()) {
				if (!rules.helps(concession)) continue;
				// what is not joined may keep the rules
				if (kind == ConvolutionPlan.Kind.FUSED && concession != KernelRules.Concession.NONE) break;
				final ConvolutionPlan best = best(kind, graph, timed, time, concession);
				if (best == null) continue;
				if (concession != KernelRules.Concession.NONE)
					log.accept("cuDNN: " + layer.layer().name() + " (" + kind + ") " + concession.text() + ".");
				final String json = best.json();
				if (json != null) cache.put(name, json);
				return best;
			}
		}
		catch (final CudaException.OutOfMemory e) {
			if (graph != null) graph.close();
			throw e;
		}
		catch (final CudaException e) {
			refusal = e.getMessage(); // cuDNN says "not supported" so
		}
		if (graph != null) graph.close();
		return null;
	}

	private ConvolutionPlan best(final ConvolutionPlan.Kind kind, final Descriptor graph, final boolean timed,
		final ToDoubleFunction<ConvolutionPlan> time, final KernelRules.Concession concession)
	{
		ConvolutionPlan best = null;
		double least = Double.POSITIVE_INFINITY;
		int tried = 0;
		for (final int mode : new int[] { CUDNN_HEUR_MODE_A, CUDNN_HEUR_MODE_FALLBACK }) {
			final Deque<Descriptor> named = new ArrayDeque<>(best == null ? named(graph, mode) : List.of());
			try {
				while (!named.isEmpty() && tried < MOST &&
					(best == null || timed && nanoseconds < BUDGET_SECONDS * 1e9))
				{
					final KernelRules.Notes notes = notes(named.peek());
					final boolean wanted = rules.allow(notes, concession) && (best == null || !notes.compiled());
					final ConvolutionPlan plan = wanted ? built(kind, graph, named) : null;
					if (plan == null) {
						if (!named.isEmpty() && !wanted) named.poll().close();
						continue;
					}
					tried++;
					final double taken = timeOrClose(plan, time);
					if (taken < least) {
						if (best != null) best.discard();
						best = plan;
						least = taken;
					}
					else plan.discard();
				}
			}
			catch (final RuntimeException e) {
				if (best != null) best.discard();
				throw e;
			}
			finally {
				named.forEach(Descriptor::close);
			}
		}
		return best;
	}

	private static double timeOrClose(final ConvolutionPlan plan, final ToDoubleFunction<ConvolutionPlan> time) {
		try {
			return time.applyAsDouble(plan);
		}
		catch (final RuntimeException e) {
			plan.discard();
			throw e;
		}
	}

	private List<Descriptor> named(final Descriptor graph, final int mode) {
		try (Descriptor heuristics = new Descriptor(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR)
			.descriptor(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph)
			.choice(CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, mode).done())
		{
			return heuristics.get(CUDNN_ATTR_ENGINEHEUR_RESULTS, CUDNN_BACKEND_ENGINECFG_DESCRIPTOR, MOST_NAMED);
		}
		catch (final CudaException.OutOfMemory e) {
			throw e;
		}
		catch (final CudaException e) {
			refusal = e.getMessage(); // cuDNN says "not supported" so
			return List.of();
		}
	}

	/** @return the plan of the first configuration, which is taken from those left; null if it does not run here after all */
	private ConvolutionPlan built(final ConvolutionPlan.Kind kind, final Descriptor graph, final Deque<Descriptor> left) {
		final Descriptor configuration = left.poll();
		built++;
		ConvolutionPlan made = null;
		try {
			final Descriptor plan = new Descriptor(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR)
				.library(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, library)
				.descriptor(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, configuration).done();
			made = plan(kind, graph, plan);
			if (made.workspace() <= mostWorkspace) {
				plan.owns(configuration);
				return made;
			}
			refusal = "a workspace of " + (made.workspace() >> 20) + " MiB";
			plan.close();
		}
		catch (final CudaException.OutOfMemory e) {
			configuration.close();
			throw e;
		}
		catch (final CudaException e) {
			refusal = e.getMessage();
		}
		configuration.close();
		return null;
	}

	/** What cannot be asked is not known to break a rule. */
	private static KernelRules.Notes notes(final Descriptor configuration) {
		List<Descriptor> engines = List.of();
		try {
			engines = configuration.get(CUDNN_ATTR_ENGINECFG_ENGINE, CUDNN_BACKEND_ENGINE_DESCRIPTOR, 1);
			return new KernelRules.Notes(
				engines.get(0).choices(CUDNN_ATTR_ENGINE_NUMERICAL_NOTE, CUDNN_TYPE_NUMERICAL_NOTE,
					CUDNN_NUMERICAL_NOTE_TYPE_COUNT),
				engines.get(0)
					.choices(CUDNN_ATTR_ENGINE_BEHAVIOR_NOTE, CUDNN_TYPE_BEHAVIOR_NOTE, CUDNN_BEHAVIOR_NOTE_TYPE_COUNT)
					.contains(CUDNN_BEHAVIOR_NOTE_RUNTIME_COMPILATION));
		}
		catch (final CudaException.OutOfMemory e) {
			throw e;
		}
		catch (final CudaException e) {
			return new KernelRules.Notes(List.of(), true);
		}
		finally {
			engines.forEach(Descriptor::close);
		}
	}
}
