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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

import org.bytedeco.cuda.cudnn.cudnnContext;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.cudnn.driver.Cuda;
import sc.fiji.ssd.engine.cudnn.driver.CudaException;
import sc.fiji.ssd.engine.cudnn.driver.Descriptor;
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.engine.plan.NetworkPlan;

/**
 * Prepares a layer's convolution, forward and backward, for one number of images through cuDNN's graph API: the
 * computation is described, cuDNN proposes kernels for it, and one of them is chosen.
 */
public final class Convolutions {

	/** The largest number of kernels that are tried or timed. */
	private static final int MOST = 8;
	/** Seconds, other than {@value #DEFAULT_SECONDS}, that an engine may choose kernels; from then on it takes the first that runs. */
	static final String PROPERTY = "ssd.cudnn.seconds";
	private static final int DEFAULT_SECONDS = 30;
	private static final double SAID_SECONDS = 3;

	private final cudnnContext library;
	private final Precision precision;
	private final ConvolutionGraphs graphs;
	private final KernelRules rules;
	private final long mostWorkspace;
	private final String key;
	private final KernelCache cache;
	private final ParallelBuilds builds;
	/** Kernels that were built in advance and not used yet, as JSON. */
	private final Map<String, String> ahead = new HashMap<>();
	private final Consumer<String> log;
	private long nanoseconds;
	private int chosen;
	private int built;
	private int known;
	/** The reason why cuDNN refused the last plan. */
	private String refusal = "";

	/**
	 * @param cuda the GPU
	 * @param library cuDNN's handle, with the stream of the work
	 * @param precision of the maps
	 * @param deterministic whether kernels must repeat their results to the bit
	 * @param mostWorkspace the most bytes that a kernel may use in addition to its maps
	 * @param key of the device and of the versions of its libraries
	 * @param log receives lines about kernels that are not as requested, and how long the choice took
	 */
	public Convolutions(final Cuda cuda, final cudnnContext library, final Precision precision,
		final boolean deterministic, final long mostWorkspace, final String key, final Consumer<String> log)
	{
		this.library = library;
		this.precision = precision;
		graphs = new ConvolutionGraphs(library, precision);
		rules = new KernelRules(precision, deterministic);
		this.mostWorkspace = mostWorkspace;
		this.key = key;
		this.log = log;
		cache = KernelCache.shared();
		builds = new ParallelBuilds(cuda, precision, rules);
	}

	/** @return the reason why cuDNN refused the last plan, in its own words; empty if it did not */
	public String refusal() {
		return refusal;
	}

	/** Saves the choice for the next process, and reports how long it took if that was long. */
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
	 * @param kind what is computed of the layer
	 * @param layer a convolution
	 * @param images number of images computed together
	 * @param timed whether the fastest of the first {@value #MOST} is taken, not the first that runs
	 * @param time runs a plan and gives its milliseconds, infinite if it does not run
	 * @return the plan, to be closed; null if cuDNN has no kernel for it
	 */
	public ConvolutionPlan plan(final ConvolutionPlan.Kind kind, final LayerPlan layer, final int images, final boolean timed,
		final ToDoubleFunction<ConvolutionPlan> time)
	{
		final long begun = System.nanoTime();
		try {
			final String name = name(kind, layer, images, timed);
			ConvolutionPlan plan = remembered(kind, name, time);
			if (plan == null) plan = choose(kind, layer, images, timed, time, name);
			return plan;
		}
		finally {
			nanoseconds += System.nanoTime() - begun;
			chosen++;
		}
	}

	/**
	 * Builds on all processors the kernels that will be needed next and are not in the cache.
	 *
	 * @param network the network with the convolutions
	 * @param images number of images computed together
	 * @param training whether there is a backward pass
	 * @param timed as in {@link #plan}
	 */
	public void buildAhead(final NetworkPlan network, final int images, final boolean training, final boolean timed) {
		final long begun = System.nanoTime();
		final Map<String, ParallelBuilds.Wanted> wanted = new LinkedHashMap<>();
		for (final LayerPlan layer : network.operations())
			if (layer.layer() instanceof Layer.Convolution)
				for (final ConvolutionPlan.Kind kind : ConvolutionPlan.Kind.values()) {
					final String name = name(kind, layer, images, timed);
					if (kind.isNeeded(layer, training) && cache.get(name) == null)
						wanted.put(name, new ParallelBuilds.Wanted(name, kind, layer, images));
				}
		ahead.clear();
		ahead.putAll(builds.build(List.copyOf(wanted.values())));
		nanoseconds += System.nanoTime() - begun;
	}

	/** @return everything that a plan depends on */
	private String name(final ConvolutionPlan.Kind kind, final LayerPlan layer, final int images, final boolean timed) {
		final Layer.Convolution c = (Layer.Convolution) layer.layer();
		return key + " " + precision + " " + rules.deterministic() + " " + timed + " " + kind + " " + images + " " +
			c.inChannels() + ">" + c.outChannels() + " " + c.kernel() + "/" + c.stride() + "+" + c.pad() + "*" +
			c.dilation() + " " + layer.inputSize() + (c.relu() ? " relu" : "");
	}

	private ConvolutionPlan remembered(final ConvolutionPlan.Kind kind, final String name,
		final ToDoubleFunction<ConvolutionPlan> time)
	{
		final String json = cache.get(name);
		if (json == null) return null;
		ConvolutionPlan made = null;
		try {
			made = plan(kind, null, KernelCandidates.plan(library, json));
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
				final ConvolutionPlan best = best(kind, graph, timed, time, concession, name);
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
		final ToDoubleFunction<ConvolutionPlan> time, final KernelRules.Concession concession, final String name)
	{
		ConvolutionPlan best = null;
		double least = Double.POSITIVE_INFINITY;
		int tried = 0;
		for (final int mode : new int[] { CUDNN_HEUR_MODE_A, CUDNN_HEUR_MODE_FALLBACK }) {
			final Deque<Descriptor> named = new ArrayDeque<>(best == null ? named(graph, mode) : List.of());
			try {
				while (!named.isEmpty() && tried < MOST &&
					(best == null || timed && nanoseconds < 1e9 * Integer.getInteger(PROPERTY, DEFAULT_SECONDS)))
				{
					final KernelRules.Notes notes = KernelCandidates.notes(named.peek());
					final boolean wanted = rules.allow(notes, concession) && (best == null || !notes.compiled());
					final ConvolutionPlan plan = wanted ? built(kind, graph, named, ahead.remove(name)) : null;
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
		try {
			return KernelCandidates.of(graph, mode);
		}
		catch (final CudaException.OutOfMemory e) {
			throw e;
		}
		catch (final CudaException e) {
			refusal = e.getMessage(); // cuDNN says "not supported" so
			return List.of();
		}
	}

	private Descriptor plan(final Descriptor configuration, final String json) {
		try {
			if (json != null) return KernelCandidates.plan(library, json);
		}
		catch (final CudaException.OutOfMemory e) {
			throw e;
		}
		catch (final CudaException e) {
			// built again
		}
		return KernelCandidates.plan(library, configuration);
	}

	/**
	 * @param json of the first configuration if it was built ahead, else null
	 * @return the plan of the first configuration, which is taken from those left; null if it does not run here after all
	 */
	private ConvolutionPlan built(final ConvolutionPlan.Kind kind, final Descriptor graph, final Deque<Descriptor> left,
		final String json)
	{
		final Descriptor configuration = left.poll();
		built++;
		ConvolutionPlan made = null;
		try {
			final Descriptor plan = plan(configuration, json);
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
}
