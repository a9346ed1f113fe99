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
package sc.fiji.ssd.engine.gpu;

import java.nio.charset.StandardCharsets;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * Queries CUDA's driver and its management library (NVML), without any other CUDA library and without taking memory of
 * a device.
 */
class Driver {

	private static final int NO_DEVICE = 100;
	private static final int CAPABILITY_MAJOR = 75;
	private static final int CAPABILITY_MINOR = 76;
	private static final int TEXT = 256;

	private final NativeLibrary cuda;
	private final NativeLibrary nvml;

	/** @throws UnsatisfiedLinkError if there is no driver */
	Driver() {
		this(NativeLibrary.getInstance(Platform.isWindows() ? "nvcuda" : "libcuda.so.1"), management());
	}

	/**
	 * @param cuda the driver
	 * @param nvml null if it does not exist
	 */
	Driver(final NativeLibrary cuda, final NativeLibrary nvml) {
		this.cuda = cuda;
		this.nvml = nvml;
	}

	private static NativeLibrary management() {
		try {
			final NativeLibrary library = NativeLibrary
				.getInstance(Platform.isWindows() ? "nvml" : "libnvidia-ml.so.1");
			return library.getFunction("nvmlInit_v2").invokeInt(new Object[0]) == 0 ? library : null;
		}
		catch (final UnsatisfiedLinkError e) {
			return null;
		}
	}

	/**
	 * Starts the driver.
	 *
	 * @return the number of devices
	 * @throws IllegalStateException if it does not start
	 */
	int start() {
		final int status = cuda.getFunction("cuInit").invokeInt(new Object[] { 0 });
		if (status == NO_DEVICE) return 0;
		if (status != 0) throw new IllegalStateException("cuInit returns error " + status);
		final IntByReference count = new IntByReference();
		call("cuDeviceGetCount", count);
		return count.getValue();
	}

	/** @return the newest CUDA that the driver runs, 13000 for 13.0 */
	int cudaVersion() {
		final IntByReference version = new IntByReference();
		call("cuDriverGetVersion", version);
		return version.getValue();
	}

	/** @return version of the driver, empty if it is not known */
	String version() {
		if (nvml == null) return "";
		final Memory text = new Memory(TEXT);
		text.clear();
		final int status = nvml.getFunction("nvmlSystemGetDriverVersion").invokeInt(new Object[] { text, TEXT });
		return status == 0 ? text.getString(0) : "";
	}

	CudaDevice device(final int index) {
		final IntByReference device = new IntByReference(), major = new IntByReference(), minor = new IntByReference();
		call("cuDeviceGet", device, index);
		final Memory name = new Memory(TEXT), bus = new Memory(TEXT);
		name.clear();
		bus.clear();
		call("cuDeviceGetName", name, TEXT, device.getValue());
		call("cuDeviceGetAttribute", major, CAPABILITY_MAJOR, device.getValue());
		call("cuDeviceGetAttribute", minor, CAPABILITY_MINOR, device.getValue());
		final LongByReference total = new LongByReference();
		call("cuDeviceTotalMem_v2", total, device.getValue());
		call("cuDeviceGetPCIBusId", bus, TEXT, device.getValue());
		return new CudaDevice(index, name.getString(0, StandardCharsets.UTF_8.name()), major.getValue(), minor.getValue(),
			total.getValue(), free(bus));
	}

	/** Uses NVML, because CUDA itself would have to take memory first. */
	private long free(final Pointer bus) {
		if (nvml == null) return -1;
		final PointerByReference device = new PointerByReference();
		if (nvml.getFunction("nvmlDeviceGetHandleByPciBusId_v2").invokeInt(new Object[] { bus, device }) != 0)
			return -1;
		final Memory totalFreeUsed = new Memory(3 * Long.BYTES);
		final int status = nvml.getFunction("nvmlDeviceGetMemoryInfo")
			.invokeInt(new Object[] { device.getValue(), totalFreeUsed });
		return status == 0 ? totalFreeUsed.getLong(Long.BYTES) : -1;
	}

	private void call(final String name, final Object... arguments) {
		final Function function = cuda.getFunction(name);
		final int status = function.invokeInt(arguments);
		if (status != 0) throw new IllegalStateException(name + " returns error " + status);
	}
}
