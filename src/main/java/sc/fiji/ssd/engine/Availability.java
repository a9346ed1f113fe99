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

import java.util.List;

import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.UserException;

/**
 * The devices and precisions of an engine on this machine, or the reason why it cannot run.
 *
 * @param usable whether it runs
 * @param devices names of the devices it runs on
 * @param precisions names of its precisions, its default first
 * @param detail one line: library and version where usable, otherwise why not and what to do
 */
public record Availability(boolean usable, List<String> devices, List<String> precisions, String detail) {

	/**
	 * @param reason one line: why not, and what to do
	 * @return an engine that cannot be used
	 */
	public static Availability unusable(final String reason) {
		return new Availability(false, List.of(), List.of(), reason);
	}

	/**
	 * @param problem what does not load or start
	 * @param e why not
	 * @return an engine whose natives are not there for this machine
	 */
	public static Availability withoutNatives(final String problem, final Throwable e) {
		return unusable(problem + " (" + OneLine.root(e).getClass().getSimpleName() + ": " + OneLine.rootMessage(e) +
			"); " + remedy(System.getProperty("os.name"), System.getProperty("os.arch")));
	}

	/** No engine's libraries are built for Windows on Arm. */
	static String remedy(final String system, final String processor) {
		return system.startsWith("Windows") && processor.equals("aarch64")
			? "it is not built for Windows on Arm: use Fiji for Windows on x86-64 processors, which Windows 11 emulates."
			: "install its natives for " + system + " " + processor + ".";
	}

	/**
	 * @param engine name of the engine
	 * @throws UserException if it cannot be used, with the reason
	 */
	public void require(final String engine) {
		if (!usable) throw new UserException("engine: " + engine + " cannot run here: " + detail);
	}
}
