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
package sc.fiji.ssd.commands;

import java.util.Locale;

import org.scijava.app.StatusService;
import org.scijava.log.LogService;

import ij.IJ;
import sc.fiji.ssd.detect.DetectionProgress;

/**
 * Shows the progress of a command and the time left: in ImageJ's status bar, in Fiji's list of tasks, and now and then
 * as a line in the log, also in headless runs. The escape key cancels, and the button in the list of tasks.
 */
final class Progress implements DetectionProgress {

	private static final double SECONDS_BETWEEN_LINES = 15;

	private final SsdCommand command;
	private final StatusService status;
	private final LogService log;
	private final long start = System.nanoTime();
	private long lastLine = start;
	private int doneBefore = -1;

	Progress(final SsdCommand command) {
		this.command = command;
		status = command.status();
		log = command.log();
		IJ.resetEscape();
	}

	@Override
	public void progress(final int done, final int total, final String message) {
		if (doneBefore < 0) doneBefore = done > 1 ? done : 0; // work done by an earlier run took no time in this one
		final int mine = done - doneBefore;
		final double perUnit = mine > 0 ? seconds(start) / mine : Double.NaN;
		report(done, total, message + (mine > 0 ? ", " + rate(1 / perUnit) : ""), perUnit * (total - done));
	}

	/**
	 * @param done units of work
	 * @param total units of work
	 * @param message one line
	 * @param secondsLeft NaN if not known
	 */
	void report(final int done, final int total, final String message, final double secondsLeft) {
		command.begun();
		final String line = message +
			(done < total && Double.isFinite(secondsLeft) ? ", " + time(secondsLeft) + " left" : "");
		status.showStatus(done, total, line);
		IJ.showProgress(done, total);
		command.task().setProgressMaximum(total);
		command.task().setProgressValue(done);
		command.task().setStatusMessage(line);
		if (seconds(lastLine) < SECONDS_BETWEEN_LINES) return;
		lastLine = System.nanoTime();
		log.info(done + " of " + total + ": " + line);
	}

	@Override
	public boolean canceled() {
		if (IJ.escapePressed() && !command.isCanceled()) command.cancel("Stopped by the escape key.");
		return command.isCanceled();
	}

	/** @return {@code 12.3 a second} or {@code 4.5 a minute} */
	static String rate(final double perSecond) {
		return perSecond >= 1
			? String.format(Locale.ROOT, "%.1f a second", perSecond)
			: String.format(Locale.ROOT, "%.1f a minute", 60 * perSecond);
	}

	/** @return {@code 5 s}, {@code 3:05} or {@code 2:03:05} */
	static String time(final double seconds) {
		final long s = Math.round(seconds);
		if (s < 60) return s + " s";
		if (s < 3600) return String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
		return String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
	}

	private static double seconds(final long since) {
		return (System.nanoTime() - since) / 1e9;
	}
}
