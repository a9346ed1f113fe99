package sc.fiji.ssd.engine;

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

import sc.fiji.ssd.SsdException;

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
	public NetworkEngine create(final NetworkSpec network, final EngineSettings settings, final int maxBatch,
		final boolean training)
	{
		final NetworkEngine engine = choose(settings).create(network, settings, maxBatch, training);
		log.debug("Engine: " + engine.description());
		return engine;
	}

	private EngineProvider choose(final EngineSettings settings) {
		final boolean auto = EngineSettings.AUTO.equals(settings.engine());
		final Map<String, String> reasons = new LinkedHashMap<>();
		if (auto) for (final EngineProvider provider : providers()) {
			final Availability availability = provider.probe();
			if (isOnCuda(availability) && offers(availability, settings)) return provider;
		}
		for (final EngineProvider provider : providers()) {
			if (!auto && !provider.name().equals(settings.engine())) continue;
			final Availability availability = provider.probe();
			if (availability.usable() && (!auto || offers(availability, settings))) return provider;
			reasons.put(provider.name(), availability.usable() ? "it has " + String.join(", ", availability.devices()) +
				" and " + String.join(", ", availability.precisions()) + ", not " + settings.device() + " and " + settings
					.precision() : availability.detail());
		}
		if (!auto && reasons.isEmpty() && !providers().isEmpty()) throw new SsdException("engine: there is no engine '" + settings.engine() +
			"'; use auto or one of " + providers().stream().map(EngineProvider::name).collect(Collectors.joining(", ")) +
			".");
		throw new SsdException("engine: " + (reasons.isEmpty() ? "none is installed." : reasons.entrySet().stream().map(
			e -> e.getKey() + " cannot run here: " + e.getValue()).collect(Collectors.joining("; "))));
	}

	/** A GPU that an installation was made for goes before any processor. */
	private static boolean isOnCuda(final Availability availability) {
		return availability.usable() && availability.devices().stream().anyMatch(device -> device.startsWith("cuda"));
	}

	/** A device is asked for by its name, or by its kind: cuda for cuda:0. */
	private static boolean offers(final Availability availability, final EngineSettings settings) {
		return (EngineSettings.AUTO.equals(settings.device()) || availability.devices().stream().anyMatch(d -> d.equals(
			settings.device()) || d.startsWith(settings.device() + ":"))) && (EngineSettings.AUTO.equals(settings
				.precision()) || availability.precisions().contains(settings.precision()));
	}

	private synchronized List<EngineProvider> providers() {
		if (providers == null) providers = plugins.createInstancesOfType(EngineProvider.class);
		return providers;
	}
}
