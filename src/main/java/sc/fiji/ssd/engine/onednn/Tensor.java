package sc.fiji.ssd.engine.onednn;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * What operations read and write.
 *
 * @param desc how it lies in memory
 * @param memory where it lies
 * @param storage whose memory it is; null if it lies there for good
 */
record Tensor(dnnl_memory_desc desc, dnnl_memory memory, Storage storage) {

	/**
	 * Where a tensor or an alias begins in its storage.
	 *
	 * @param memory of the tensor
	 * @param offset in bytes
	 */
	record Place(dnnl_memory memory, long offset) {}

	/** Memory of one tensor and its aliases, which others take over outside its lifetime. */
	static final class Storage {

		private final long bytes;
		private final List<Place> places = new ArrayList<>();
		private int first = Integer.MAX_VALUE;
		private int last = -1;

		Storage(final long bytes) {
			this.bytes = bytes;
		}

		void add(final dnnl_memory memory, final long offset) {
			places.add(new Place(memory, offset));
		}

		/** @param step of the execution that uses it */
		void use(final int step) {
			first = Math.min(first, step);
			last = Math.max(last, step);
		}

		long bytes() {
			return bytes;
		}

		int first() {
			return first;
		}

		int last() {
			return last;
		}

		List<Place> places() {
			return places;
		}
	}
}
