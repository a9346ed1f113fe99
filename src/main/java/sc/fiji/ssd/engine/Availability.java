package sc.fiji.ssd.engine;

import java.util.List;

/**
 * What an engine can do on this machine.
 *
 * @param usable whether it runs
 * @param devices names of the devices it runs on
 * @param precisions names of its precisions, its default first
 * @param detail one line: library and version where usable, else why not and
 *          what to do
 */
public record Availability(boolean usable, List<String> devices, List<String> precisions, String detail) {

	/**
	 * @param reason one line: why not, and what to do
	 * @return an engine that cannot be used
	 */
	public static Availability unusable(final String reason) {
		return new Availability(false, List.of(), List.of(), reason);
	}
}
