/*-
 * #%L
 * Trains, runs and evaluates SSD, the Single Shot MultiBox Detector (Liu et al., ECCV 2016), inside Fiji and ImageJ.
 * %%
 * Copyright (C) 2026 SSD for Fiji developers.
 * %%
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 * 
 * 1. Redistributions of source code must retain the above copyright notice,
 *    this list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the documentation
 *    and/or other materials provided with the distribution.
 * 
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
 * AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
 * IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
 * ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE
 * LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
 * CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
 * SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
 * INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
 * CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
 * ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
 * POSSIBILITY OF SUCH DAMAGE.
 * #L%
 */
package sc.fiji.ssd.engine.cudnn.layer;

import static org.bytedeco.cuda.global.cudart.*;
import static org.bytedeco.cuda.global.nvrtc.*;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

import sc.fiji.ssd.engine.cudnn.convolution.Precision;
import sc.fiji.ssd.engine.cudnn.driver.Cuda;
import sc.fiji.ssd.engine.cudnn.driver.CudaException;
import sc.fiji.ssd.engine.gpu.CudaDevice;

/** The kernels of {@code kernels.cu}, compiled for one GPU and one type of maps. */
public final class KernelModule implements AutoCloseable {

	private static final String SOURCE = "kernels.cu";
	private static final int THREADS = 256;

	private final Cuda cuda;
	private final CUmod_st module = new CUmod_st();
	private final Map<String, CUfunc_st> functions = new HashMap<>();

	public KernelModule(final Cuda cuda, final CudaDevice card, final Precision precision) {
		this.cuda = cuda;
		Cuda.check(cuModuleLoadData(module, compile(card, precision)), "cuModuleLoadData");
	}

	private static BytePointer compile(final CudaDevice card, final Precision precision) {
		final _nvrtcProgram program = new _nvrtcProgram();
		final BytePointer source = new BytePointer(source(), StandardCharsets.UTF_8);
		check(nvrtcCreateProgram(program, source, new BytePointer(SOURCE), 0, (PointerPointer) null,
			(PointerPointer) null), "nvrtcCreateProgram");
		try {
			// no fused multiply-add: candidates are those that the processor finds
			final PointerPointer<BytePointer> options = new PointerPointer<>(
				"--gpu-architecture=sm_" + card.capability(), "-DTYPE=" + precision.source(), "--fmad=false");
			final int status = nvrtcCompileProgram(program, 3, options);
			if (status != NVRTC_SUCCESS)
				throw new CudaException("NVRTC cannot compile " + SOURCE + ": " + log(program));
			final SizeTPointer size = new SizeTPointer(1);
			check(nvrtcGetCUBINSize(program, size), "nvrtcGetCUBINSize");
			final BytePointer binary = new BytePointer(size.get());
			check(nvrtcGetCUBIN(program, binary), "nvrtcGetCUBIN");
			return binary;
		}
		finally {
			nvrtcDestroyProgram(program);
		}
	}

	private static String log(final _nvrtcProgram program) {
		final SizeTPointer size = new SizeTPointer(1);
		if (nvrtcGetProgramLogSize(program, size) != NVRTC_SUCCESS) return "no log";
		final BytePointer log = new BytePointer(size.get());
		return nvrtcGetProgramLog(program, log) == NVRTC_SUCCESS
			? log.getString().lines().findFirst().orElse("no log")
			: "no log";
	}

	private static void check(final int status, final String call) {
		if (status != NVRTC_SUCCESS)
			throw new CudaException(call + " gives " + nvrtcGetErrorString(status).getString());
	}

	private static String source() {
		try (InputStream in = KernelModule.class.getResourceAsStream(SOURCE)) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (final IOException e) {
			throw new CudaException(SOURCE + " cannot be read: " + e.getMessage());
		}
	}

	/** A kernel with its arguments, which stay in place in memory. */
	final class Launch implements Runnable {

		private final CUfunc_st function;
		private final LongPointer values;
		private final PointerPointer<LongPointer> arguments;
		private final int blocks;

		private Launch(final CUfunc_st function, final long threads, final Object... values) {
			this.function = function;
			blocks = Math.toIntExact((threads + THREADS - 1) / THREADS);
			this.values = new LongPointer(values.length);
			arguments = new PointerPointer<>(values.length);
			for (int i = 0; i < values.length; i++) {
				this.values.put(i, bits(values[i]));
				arguments.put(i, this.values.getPointer(i));
			}
		}

		/** Every machine that CUDA runs on is little-endian. */
		private static long bits(final Object value) {
			if (value instanceof Float f) return Float.floatToRawIntBits(f) & 0xffffffffL;
			if (value instanceof Double d) return Double.doubleToRawLongBits(d);
			if (value instanceof Integer i) return i & 0xffffffffL;
			return (Long) value;
		}

		@Override
		public void run() {
			if (blocks > 0)
				Cuda.check(cuLaunchKernel(function, blocks, 1, 1, THREADS, 1, 1, 0, cuda.work(), arguments, null),
					"cuLaunchKernel");
		}
	}

	/**
	 * @param name of a kernel
	 * @param threads least number of threads, rounded up to whole blocks
	 * @param arguments with the types of the kernel's parameters; addresses are long
	 * @return code that launches it
	 */
	public Runnable launch(final String name, final long threads, final Object... arguments) {
		return new Launch(functions.computeIfAbsent(name, this::function), threads, arguments);
	}

	private CUfunc_st function(final String name) {
		final CUfunc_st function = new CUfunc_st();
		Cuda.check(cuModuleGetFunction(function, module, name), "cuModuleGetFunction of " + name);
		return function;
	}

	@Override
	public void close() {
		if (!module.isNull()) cuModuleUnload(module);
		module.setNull();
	}
}
