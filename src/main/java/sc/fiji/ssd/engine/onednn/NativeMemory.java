package sc.fiji.ssd.engine.onednn;

import java.nio.FloatBuffer;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Native memory that is freed by hand, aligned to cache lines.
 *
 * @param raw what the C library gave
 * @param start its first aligned byte
 * @param bytes that can be used from there
 */
record NativeMemory(Pointer raw, BytePointer start, long bytes) implements AutoCloseable {

	private static final int ALIGNMENT = 64;

	/** @return zeroed memory */
	static NativeMemory allocate(final long bytes) {
		final Pointer raw = Pointer.calloc(1, bytes + ALIGNMENT);
		if (raw == null || raw.isNull()) throw new OutOfMemoryError("The network needs " + (bytes >> 20) +
			" MiB more of native memory");
		final long skipped = (ALIGNMENT - raw.address() % ALIGNMENT) % ALIGNMENT;
		return new NativeMemory(raw, new BytePointer(raw).getPointer(skipped), bytes);
	}

	/** @return the place that many bytes behind the start */
	Pointer at(final long offset) {
		return start.getPointer(offset);
	}

	/** @return a view of so many floats behind an index */
	FloatBuffer floats(final long index, final int count) {
		return new FloatPointer(at(index * Float.BYTES)).capacity(count).asBuffer();
	}

	@Override
	public void close() {
		Pointer.free(raw);
	}
}
