package sc.fiji.ssd.engine.onednn;

import java.util.List;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;

/**
 * A primitive with all that it reads and writes.
 *
 * @param primitive that is executed
 * @param arguments in native memory
 * @param count of the arguments
 */
record Operation(dnnl_primitive primitive, dnnl_exec_arg_t arguments, int count) {

	/** Executes operations one after another. */
	static void run(final Dnnl dnnl, final List<Operation> operations) {
		for (int i = 0; i < operations.size(); i++) {
			final Operation o = operations.get(i);
			dnnl.execute(o.primitive, o.arguments, o.count);
		}
		dnnl.await();
	}
}
