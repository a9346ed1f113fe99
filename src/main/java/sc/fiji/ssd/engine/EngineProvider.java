package sc.fiji.ssd.engine;

import org.scijava.plugin.SciJavaPlugin;

/**
 * Makes engines of one kind. Providers are SciJava plugins of this type; the
 * one with the highest priority that is usable is what {@code auto} takes.
 */
public interface EngineProvider extends SciJavaPlugin {

	/** @return the name that users give, lower case */
	String name();

	/**
	 * Looks whether this engine runs here. Never throws; loads natives if that is
	 * what it takes to know.
	 *
	 * @return what can be used, or why not
	 */
	Availability probe();

	/**
	 * @param network what to compute
	 * @param settings device, precision and threads, each possibly {@code auto}
	 * @param maxBatch the largest number of images of a call
	 * @param training whether {@link NetworkEngine#forward} will be called;
	 *          engines may save memory where it will not
	 * @return an engine whose weights are all zero until some are loaded
	 * @throws sc.fiji.ssd.SsdException if a device or precision is asked for that
	 *           is not there
	 */
	NetworkEngine create(NetworkSpec network, EngineSettings settings, int maxBatch, boolean training);
}
