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
package sc.fiji.ssd.engine.onednn;

import java.util.List;

import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.scijava.Priority;
import org.scijava.plugin.Plugin;

import sc.fiji.ssd.engine.Availability;
import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.engine.EngineProvider;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.LibraryEngineProvider;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.onednn.layer.Precision;
import sc.fiji.ssd.engine.onednn.layer.RowTiles;
import sc.fiji.ssd.engine.onednn.primitives.Dnnl;
import sc.fiji.ssd.engine.onednn.primitives.InstructionSet;
import sc.fiji.ssd.engine.onednn.primitives.OpenMp;
import sc.fiji.ssd.engine.onednn.primitives.QuietLoading;
import sc.fiji.ssd.engine.onednn.primitives.Threads;
import sc.fiji.ssd.engine.plan.NetworkPlan;
import sc.fiji.ssd.engine.plan.PlannedEngine;
import sc.fiji.ssd.io.UserException;

/** The engine {@code onednn}: oneDNN 3 on the processor, through JavaCPP's preset. */
@Plugin(type = EngineProvider.class, priority = Priority.HIGH)
public final class OneDnnEngineProvider extends LibraryEngineProvider {

	static final String NAME = "onednn";
	private static final String CPU = "cpu";

	private OpenMp openMp;

	/** Loads nothing yet. */
	public OneDnnEngineProvider() {
		super(NAME);
	}

	@Override
	protected Availability load() {
		try (QuietLoading quiet = new QuietLoading()) {
			Loader.load(dnnl.class);
			openMp = OpenMp.ofOneDnn();
			new Dnnl().close();
			final InstructionSet instructions = InstructionSet.effective();
			return new Availability(true, List.of(CPU), Precision.names(instructions),
				"oneDNN " + version() + ", " + instructions);
		}
		catch (final Exception | LinkageError e) {
			return Availability.withoutNatives("oneDNN cannot be loaded", e);
		}
	}

	private static String version() {
		final dnnl_version_t version = dnnl.dnnl_version();
		return version.major() + "." + version.minor() + "." + version.patch();
	}

	@Override
	public EngineDescription describe(final EngineSettings settings, final boolean training) {
		probe().require(NAME);
		requireDevice(settings, CPU);
		final InstructionSet instructions = InstructionSet.effective();
		final Precision precision = Precision.of(settings.precision(), instructions);
		final int threads = settings.threadsHere();
		return new EngineDescription(NAME, CPU, precision.toString(), instructions.toString(), threads, version());
	}

	@Override
	public NetworkEngine create(final NetworkSpec network, final EngineSettings settings, final int maxBatch,
		final boolean training)
	{
		final EngineDescription description = describe(settings, training);
		final Precision precision = Precision.of(description.precision(), InstructionSet.effective());
		try {
			final NetworkPlan plan = NetworkPlan.of(network);
			return new PlannedEngine(plan, description, maxBatch, training, new OneDnnBackend(plan, precision,
				new Threads(openMp, description.threads()), maxBatch, training, RowTiles.cache(precision)));
		}
		catch (final IllegalStateException | IllegalArgumentException e) {
			throw new UserException("engine: " + NAME + " cannot create this network in " + precision + " here (" +
				e.getMessage() + "); use another engine.", e);
		}
	}
}
