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
package sc.fiji.ssd.engine;

import java.lang.management.ManagementFactory;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;

/**
 * Limits the memory that engines may take outside Java's heap. JavaCPP allows as much as the heap may have, and three
 * times that in all; Fiji gives the heap 75 % of the machine, so in total that would exceed the machine's memory.
 * Unless Java was started with limits, half of the machine's memory is allowed outside the heap, and 90 % of it in
 * total.
 */
final class NativeMemoryLimits {

	static final String OUTSIDE = "org.bytedeco.javacpp.maxbytes";
	static final String ALL = "org.bytedeco.javacpp.maxphysicalbytes";

	private NativeMemoryLimits() {}

	/**
	 * Sets the limits that Java was not started with; must be called before JavaCPP is loaded.
	 *
	 * @return one line for the log
	 */
	static String set() {
		final long machine = machineBytes();
		final String outside = property(OUTSIDE, "org.bytedeco.javacpp.maxBytes", machine / 2);
		final String all = property(ALL, "org.bytedeco.javacpp.maxPhysicalBytes", machine / 10 * 9);
		return "Memory: the heap may take " + gigabytes(Runtime.getRuntime().maxMemory()) + " of " +
			gigabytes(machine) + "; engines " + outside + " outside it (" + OUTSIDE + "), in total " + all +
			" (" + ALL + ").";
	}

	private static String property(final String name, final String otherSpelling, final long bytes) {
		final String given = System.getProperty(name, System.getProperty(otherSpelling));
		if (given != null && given.matches("\\d{1,18}")) return gigabytes(Long.parseLong(given));
		if (given != null && !given.isBlank()) return given;
		System.setProperty(name, Long.toString(bytes));
		return gigabytes(bytes);
	}

	/** Memory of the machine, or of the control group that Java runs in. */
	private static long machineBytes() {
		return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
	}

	private static String gigabytes(final long bytes) {
		return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
	}
}
