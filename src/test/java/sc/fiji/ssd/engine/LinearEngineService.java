package sc.fiji.ssd.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.scijava.service.AbstractService;

/** An engine service that makes {@link LinearEngine}s, without a SciJava context. */
public final class LinearEngineService extends AbstractService implements EngineService {

	private final List<LinearEngine> made = new ArrayList<>();

	@Override
	public Map<String, Availability> probe() {
		return Map.of("linear", new Availability(true, List.of("cpu"), List.of("float32"), "for tests"));
	}

	@Override
	public NetworkEngine create(final NetworkSpec network, final EngineSettings settings, final int maxBatch,
		final boolean training)
	{
		final LinearEngine engine = new LinearEngine(network, maxBatch);
		made.add(engine);
		return engine;
	}

	/** @return all engines that were made */
	public List<LinearEngine> made() {
		return made;
	}
}
