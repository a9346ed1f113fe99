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

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;
import org.bytedeco.cuda.global.nvrtc;
import org.bytedeco.javacpp.Loader;
import org.scijava.Priority;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import sc.fiji.ssd.engine.Availability;
import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.engine.EngineProvider;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.LibraryEngineProvider;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.cudnn.convolution.Precision;
import sc.fiji.ssd.engine.cudnn.driver.CudaException;
import sc.fiji.ssd.engine.gpu.CudaDevice;
import sc.fiji.ssd.engine.gpu.CudaDevices;
import sc.fiji.ssd.engine.gpu.CudaDistribution;
import sc.fiji.ssd.engine.plan.NetworkPlan;
import sc.fiji.ssd.engine.plan.PlannedCandidateEngine;
import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.UserException;

/** The engine {@code cudnn}: cuDNN 9 on NVIDIA GPUs from Turing on, through JavaCPP's preset of CUDA 13. */
@Plugin(type = EngineProvider.class, priority = Priority.VERY_HIGH)
public final class CudnnEngineProvider extends LibraryEngineProvider {

	static final String NAME = "cudnn";
	private static final String CUDA = "cuda";
	private static final int LEAST_VERSION = 90000;
	private static final String NATIVES = "/org/bytedeco/cuda/" + Loader.getPlatform() + "/" +
		System.mapLibraryName("jnicudart");

	@Parameter(required = false)
	private LogService log;

	private CudaDevices found;
	private List<CudaDevice> cards = List.of();
	private String version = "";

	/** Loads nothing yet. */
	public CudnnEngineProvider() {
		super(NAME);
	}

	@Override
	protected Availability load() {
		final CudaDevices all = CudaDevices.discover();
		final String refusal = all.refusal(CudaDistribution.CUDA);
		if (all.devices().stream().noneMatch(card -> CudaDistribution.CUDA.refusal(card, all.cudaVersion()).isEmpty()))
			return Availability.unusable(refusal + ".");
		if (cudart.class.getResource(NATIVES) == null)
			return Availability.unusable("JavaCPP's CUDA natives for " + Loader.getPlatform() +
				" are not installed; add the update site cuda, or build with -Pcuda.");
		String library = "CUDA's runtime (libcudart.so.13)";
		try {
			Loader.load(cudart.class);
			library = "CUDA's run-time compiler (libnvrtc.so.13)";
			Loader.load(nvrtc.class);
			library = "cuDNN 9 for CUDA 13 with cuBLAS (libcudnn.so.9, libcublas.so.13)";
			Loader.load(cudnn.class);
			final long number = cudnn.cudnnGetVersion();
			if (number < LEAST_VERSION)
				return Availability
					.unusable("the cuDNN that was found has version " + number + "; install cuDNN 9 for CUDA 13.");
			final int[] major = new int[1], minor = new int[1];
			nvrtc.nvrtcVersion(major, minor);
			version = "cuDNN " + number / 10000 + "." + number / 100 % 100 + "." + number % 100 + ", NVRTC " +
				major[0] + "." + minor[0];
			found = all;
			cards = all.devices().stream().filter(card -> CudaDistribution.CUDA.fits(card)).toList();
			return new Availability(true, cards.stream().map(CudaDevice::device).toList(),
				Precision.names(cards.get(0)), version + (all.driver().isEmpty() ? "" : ", driver " + all.driver()) + ", " + cards.get(0).name());
		}
		catch (final Exception | LinkageError e) {
			return Availability.unusable(library + " cannot be loaded (" +
				OneLine.rootMessage(e) +
				"); install the CUDA Toolkit 13 and cuDNN 9, or the Python packages nvidia-cudnn-cu13, nvidia-cublas, " +
				"nvidia-cuda-nvrtc and nvidia-cuda-runtime, and put their folders on LD_LIBRARY_PATH (Windows: PATH).");
		}
	}

	@Override
	public EngineDescription describe(final EngineSettings settings, final boolean training) {
		probe().require(NAME);
		final List<CudaDevice> several = cards(settings.device());
		final CudaDevice card = several.get(0);
		final String devices = several.stream().limit(training ? several.size() : 1).map(CudaDevice::device)
			.collect(Collectors.joining(EngineSettings.SEPARATOR));
		return new EngineDescription(NAME, devices, Precision.of(settings.precision(), card).toString(),
			(training && several.size() > 1 ? several.size() + " x " : "") + card.name() + ", compute capability " +
				card.major() + "." + card.minor(),
			0, version);
	}

	@Override
	public NetworkEngine create(final NetworkSpec network, final EngineSettings settings, final int maxBatch,
		final boolean training)
	{
		final EngineDescription description = describe(settings, training);
		final List<CudaDevice> several = cards(description.device());
		final CudaDevice card = several.get(0);
		final Precision precision = Precision.of(description.precision(), card);
		try {
			final NetworkPlan plan = NetworkPlan.of(network);
			final CardTask task = new CardTask(plan, card, precision, maxBatch, 1, training, settings.deterministic(),
				version + " " + found.driver(), this::say);
			return new PlannedCandidateEngine(plan, description, maxBatch, training,
				training && several.size() > 1 ? new MultiGpuBackend(task, several) : new CudnnBackend(task));
		}
		catch (final CudaException.OutOfMemory e) {
			throw new UserException("device: " + card.device() + " has too little free memory for one image (" +
				e.getMessage() + "); stop other programs that use it, or choose another device.", e);
		}
		catch (final CudaException e) {
			throw new UserException("engine: " + NAME + " cannot create this network in " + precision + " on " +
				card.device() + " (" + e.getMessage() + "); try precision=bfloat16 or another engine.", e);
		}
	}

	/** Different GPU models agree only to a few digits, and which GPU computes an image is random. */
	@Override
	public List<EngineSettings> spread(final EngineSettings settings) {
		if (!probe().usable()) return List.of(settings);
		final List<CudaDevice> asked = cards(settings.device());
		final CudaDevice first = asked.get(0);
		if (first.device().equals(settings.device())) return List.of(settings);
		final List<CudaDevice> alike = settings.device().contains(EngineSettings.SEPARATOR) ? asked : found.alike(first);
		if (alike.size() < cards.size() && alike != asked)
			say(cards.size() - alike.size() + " of " + cards.size() + " GPUs are of another kind than " + first.device() +
				" (" + first.name() +
				") and are not used, so that results do not depend on chance; device=cuda:N selects another.");
		return alike.stream().map(card -> settings.withDevice(card.device())).toList();
	}

	/** @return the GPUs that a device stands for; work that cannot be shared is computed by one of them */
	private List<CudaDevice> cards(final String device) {
		if (EngineSettings.AUTO.equals(device) || CUDA.equals(device)) return cards.subList(0, 1);
		if (EngineSettings.ALL.equals(device)) return found.alike(cards.get(0));
		final List<CudaDevice> named = Arrays.stream(device.split(EngineSettings.SEPARATOR, -1)).map(this::card).distinct()
			.toList();
		final List<CudaDevice> alike = found.alike(named.get(0));
		named.stream().filter(card -> !alike.contains(card)).findFirst().ifPresent(other -> {
			throw new UserException("device: " + named.get(0).device() + " is a " + named.get(0).name() + " and " +
				other.device() + " a " + other.name() + "; name GPUs of one kind.");
		});
		return named;
	}

	private CudaDevice card(final String device) {
		return cards.stream().filter(card -> card.device().equals(device.trim())).findFirst()
			.orElseThrow(() -> new UserException("device: '" + device + "' does not exist for " + NAME + "; use " +
				String.join(", ", cards.stream().map(CudaDevice::device).toList()) + ", all, cuda or auto."));
	}

	private void say(final String line) {
		if (log != null) log.warn(line);
	}
}
