package sc.fiji.ssd.engine.onednn;

import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;

/**
 * A primitive with all that it reads and writes.
 *
 * @param primitive that is executed
 * @param stream where
 * @param arguments in native memory
 * @param count of the arguments
 */
record Operation(dnnl_primitive primitive, dnnl_stream stream, dnnl_exec_arg_t arguments, int count) implements Step {}
