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
package sc.fiji.ssd.engine.dl4j;

import java.util.List;
import java.util.Locale;
import java.util.Properties;

import org.deeplearning4j.util.CrashReportingUtil;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.scijava.Priority;
import org.scijava.plugin.Plugin;

import sc.fiji.ssd.engine.Availability;
import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.engine.EngineProvider;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.LibraryEngineProvider;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.gpu.CudaDevice;
import sc.fiji.ssd.engine.gpu.CudaDevices;
import sc.fiji.ssd.engine.gpu.CudaDistribution;
import sc.fiji.ssd.engine.plan.NetworkPlan;
import sc.fiji.ssd.engine.plan.PlannedEngine;
import sc.fiji.ssd.io.UserException;

/**
 * The engine {@code dl4j}: Deeplearning4j on the ND4J backend of the class
 * path, the processor's (nd4j-native) or CUDA's (nd4j-cuda).
 */
@Plugin(type = EngineProvider.class, priority = Priority.NORMAL)
public final class Dl4jEngineProvider extends LibraryEngineProvider {

	static final String NAME = "dl4j";
	static final String FLOAT32 = "float32";
	private static final String VERSION = "1.0.0-M2.1";
	private static final String ND4J = "org/nd4j/linalg/factory/Nd4j.class";
	private static final String CUDA_BACKEND = "org/nd4j/linalg/jcublas/JCublasBackend.class";

	/** Loads nothing yet. */
	public Dl4jEngineProvider() {
		super(NAME);
	}

	/** ND4J finds its backend through the thread's class loader, which in Fiji is not that of the plugins. */
	@Override
	protected Availability load() {
		final String refusal = refusal();
		if (!refusal.isEmpty()) return Availability.unusable(refusal + ".");
		final Thread thread = Thread.currentThread();
		final ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(Nd4j.class.getClassLoader());
		try {
			CrashReportingUtil.crashDumpsEnabled(false); // they would go to the working directory
			final Nd4jBackend backend = Nd4j.getBackend();
			final Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
			return new Availability(true, List.of(device()), List.of(FLOAT32), "Deeplearning4j " + VERSION + ", " +
				backend.getClass().getSimpleName() + ", " + environment.getProperty("blas.vendor", "no BLAS"));
		}
		catch (final Exception | LinkageError e) {
			return Availability.withoutNatives("ND4J cannot be started", e);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	/**
	 * ND4J's CUDA backend ends the JVM, or computes nothing, where there is no GPU that it has code for: the driver is
	 * asked before it is touched.
	 */
	private static String refusal() {
		final ClassLoader classes = Dl4jEngineProvider.class.getClassLoader();
		if (classes.getResource(ND4J) == null) return "ND4J is not installed";
		return classes.getResource(CUDA_BACKEND) == null ? "" : refusal(CudaDevices.discover());
	}

	/**
	 * @param devices of this machine
	 * @return why ND4J's CUDA backend must not be touched, without a full stop; empty if it may
	 */
	static String refusal(final CudaDevices devices) {
		for (final CudaDevice device : devices.devices()) {
			final String refusal = CudaDistribution.CUDA_ND4J.refusal(device, devices.cudaVersion());
			if (!refusal.isEmpty())
				return refusal + (device.index() == 0 ? "" : ", or set CUDA_VISIBLE_DEVICES to the GPUs before it");
		}
		return devices.problem().isEmpty()
			? ""
			: "ND4J is installed for CUDA, but " + devices.problem() +
				"; install a driver and a GPU, or the plain build, which computes on the processor";
	}

	private static String device() {
		return Nd4j.getBackend().getClass().getSimpleName().toLowerCase(Locale.ROOT).contains("cpu") ? "cpu" : "cuda:0";
	}

	@Override
	public EngineDescription describe(final EngineSettings settings, final boolean training) {
		probe().require(NAME);
		final String device = device();
		requireDevice(settings, device);
		if (!EngineSettings.AUTO.equals(settings.precision()) && !FLOAT32.equals(settings.precision()))
			throw new UserException(
				"precision: " + NAME + " computes in " + FLOAT32 + ", not in '" + settings.precision() + "'.");
		final int threads = settings.threadsHere();
		return new EngineDescription(NAME, device, FLOAT32,
			device.equals("cpu") ? InstructionSet.ofProcessor() : "cuda", threads, VERSION);
	}

	@Override
	public NetworkEngine create(final NetworkSpec network, final EngineSettings settings, final int maxBatch,
		final boolean training)
	{
		final EngineDescription description = describe(settings, training);
		NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(description.threads());
		try {
			final NetworkPlan plan = NetworkPlan.of(network);
			return new PlannedEngine(plan, description, maxBatch, training, new Dl4jBackend(plan, maxBatch, training));
		}
		catch (final IllegalArgumentException e) {
			throw new UserException(
				"engine: " + NAME + " cannot create this network (" + e.getMessage() + "); use another engine.", e);
		}
	}
}
