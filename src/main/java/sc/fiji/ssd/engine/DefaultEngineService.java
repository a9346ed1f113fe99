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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.plugin.PluginService;
import org.scijava.service.AbstractService;
import org.scijava.service.Service;

import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;

/** Discovers {@link EngineProvider}s as SciJava plugins. */
@Plugin(type = Service.class)
public class DefaultEngineService extends AbstractService implements EngineService {

	@Parameter
	private PluginService plugins;

	@Parameter
	private LogService log;

	private List<EngineProvider> providers;

	@Override
	public Map<String, Availability> probe() {
		final Map<String, Availability> all = new LinkedHashMap<>();
		for (final EngineProvider provider : providers())
			all.put(provider.name(), provider.probe());
		return all;
	}

	@Override
	public ResolvedEngine resolve(final EngineSettings settings, final boolean training) {
		return ResolvedEngine.of(choose(settings).describe(settings, training), training);
	}

	@Override
	public boolean normalizesBatches(final EngineSettings settings) {
		return choose(settings).normalizesBatches();
	}

	@Override
	public NetworkEngine create(final NetworkSpec network, final EngineSettings settings, final int maxBatch,
		final boolean training)
	{
		final NetworkEngine engine = choose(settings).create(network, settings, maxBatch, training);
		log.debug("Engine: " + engine.description());
		return engine;
	}

	@Override
	public List<NetworkEngine> createOnAll(final NetworkSpec network, final NamedWeights weights,
		final EngineSettings settings, final int maxBatch)
	{
		final EngineProvider provider = choose(settings);
		final List<NetworkEngine> engines = new ArrayList<>();
		final List<UserException> failures = new ArrayList<>();
		try {
			for (final EngineSettings one : provider.spread(settings))
				try {
					engines.add(EngineService.loaded(provider.create(network, one, maxBatch, false), weights));
				}
				catch (final UserException e) {
					failures.add(e);
				}
		}
		catch (final RuntimeException | Error e) {
			engines.forEach(NetworkEngine::close);
			throw e;
		}
		if (engines.isEmpty()) throw failures.get(0);
		failures.forEach(e -> log.warn(e.getMessage() + " The other devices are used."));
		return engines;
	}

	private EngineProvider choose(final EngineSettings settings) {
		final boolean auto = EngineSettings.AUTO.equals(settings.engine());
		final Map<String, String> reasons = new LinkedHashMap<>();
		if (auto) for (final EngineProvider provider : providers()) {
			final Availability availability = provider.probe();
			if (hasGpu(availability) && offers(availability, settings)) return provider;
		}
		for (final EngineProvider provider : providers()) {
			if (!auto && !provider.name().equals(settings.engine())) continue;
			final Availability availability = provider.probe();
			if (availability.usable() && (!auto || offers(availability, settings))) return provider;
			reasons.put(provider.name(),
				availability.usable()
					? "it has " + String.join(", ", availability.devices()) + " and " +
						String.join(", ", availability.precisions()) + ", not " + settings.device() + " and " +
						settings.precision()
					: availability.detail());
		}
		if (!auto && reasons.isEmpty() && !providers().isEmpty())
			throw new UserException("engine: there is no engine '" + settings.engine() + "'; use auto or one of " +
				providers().stream().map(EngineProvider::name).collect(Collectors.joining(", ")) + ".");
		throw new UserException("engine: " + (reasons.isEmpty()
			? "none is installed."
			: reasons.entrySet().stream().map(e -> e.getKey() + " cannot run here: " + e.getValue())
				.collect(Collectors.joining("; "))));
	}

	/** A GPU that an installation was made for goes before any processor. */
	private static boolean hasGpu(final Availability availability) {
		return availability.usable() && availability.devices().stream().anyMatch(ResolvedEngine::isGpu);
	}

	private static boolean offers(final Availability availability, final EngineSettings settings) {
		return availability.devices().stream().anyMatch(settings::allowsDevice) &&
			(EngineSettings.AUTO.equals(settings.precision()) ||
				availability.precisions().contains(settings.precision()));
	}

	private synchronized List<EngineProvider> providers() {
		if (providers == null) {
			log.info(NativeMemoryLimits.set());
			FileAccess.get(NativeFolders::protect, e -> "engine: natives cannot be unpacked in " + System.getProperty("java.io.tmpdir") +
				" (" + e.getMessage() + "); free some space or set -Djava.io.tmpdir.").ifPresent(log::info);
			providers = plugins.createInstancesOfType(EngineProvider.class);
		}
		return providers;
	}
}
