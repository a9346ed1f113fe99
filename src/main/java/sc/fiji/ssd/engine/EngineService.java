package sc.fiji.ssd.engine;

import java.util.Map;

import org.scijava.service.SciJavaService;

/** Finds the engines that are installed and makes the one that is asked for. */
public interface EngineService extends SciJavaService {

	/**
	 * Asks every engine whether it runs here.
	 *
	 * @return what each says, by name in the order of priority; {@code auto} takes the
	 *         first usable one with a GPU, else the first usable one
	 */
	Map<String, Availability> probe();

	/**
	 * @param network what to compute
	 * @param settings which engine, device, precision and threads
	 * @param maxBatch the largest number of images of a call
	 * @param training whether it will learn
	 * @return the engine, to be closed by the caller
	 * @throws sc.fiji.ssd.SsdException if no engine can do what is asked; the
	 *           message says why
	 */
	NetworkEngine create(NetworkSpec network, EngineSettings settings, int maxBatch, boolean training);
}
