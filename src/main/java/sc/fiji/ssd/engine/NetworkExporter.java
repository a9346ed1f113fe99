package sc.fiji.ssd.engine;

import java.io.IOException;
import java.io.OutputStream;

import org.scijava.plugin.SciJavaPlugin;

/** Writes a network in the file format of other software. Exporters are SciJava plugins of this type. */
public interface NetworkExporter extends SciJavaPlugin {

	/** @return the name that users give, lower case */
	String format();

	/** @return what files of the format end in, with the dot */
	String ending();

	/**
	 * @param network to write
	 * @param weights of all its layers
	 * @param description what the software that reads the file needs to know beside
	 *          the network, as JSON; put into the file where the format has room
	 * @param out receives the file; stays open
	 * @throws IOException if it cannot be written
	 * @throws sc.fiji.ssd.SsdException if the format cannot express the network
	 */
	void write(NetworkSpec network, NamedWeights weights, String description, OutputStream out) throws IOException;
}
