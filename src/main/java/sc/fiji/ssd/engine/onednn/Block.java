package sc.fiji.ssd.engine.onednn;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.dnnl.dnnl_memory;

/**
 * A piece of memory that operations share, each for as long as it runs. It
 * grows while operations are made.
 */
final class Block {

	private record Tenant(dnnl_memory memory, long offset) {}

	private final List<Tenant> tenants = new ArrayList<>();
	private NativeMemory memory = NativeMemory.allocate(0);

	Block(final Dnnl dnnl) {
		dnnl.atClose(() -> memory.close());
	}

	/**
	 * @param tenant that shall lie here
	 * @param offset where, in bytes
	 */
	void add(final dnnl_memory tenant, final long offset) {
		tenants.add(new Tenant(tenant, offset));
		Dnnl.place(tenant, memory.at(offset));
	}

	/** @param bytes that shall be there at least; what the memory holds is lost if it grows */
	void require(final long bytes) {
		if (bytes <= memory.bytes()) return;
		final NativeMemory larger = NativeMemory.allocate(bytes);
		memory.close();
		memory = larger;
		tenants.forEach(t -> Dnnl.place(t.memory(), memory.at(t.offset())));
	}
}
