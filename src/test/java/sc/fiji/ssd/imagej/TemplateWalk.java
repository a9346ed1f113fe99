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
package sc.fiji.ssd.imagej;

import java.awt.Dialog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;

import org.scijava.Context;

import ij.IJ;

/**
 * Runs every script template and every macro template in an ImageJ with windows. The exit code is 0 only if all went well and no
 * dialog opened.
 */
public final class TemplateWalk {

	private TemplateWalk() {}

	/** @param args a folder to work in */
	public static void main(final String[] args) {
		final AtomicReference<String> dialog = new AtomicReference<>();
		try {
			DesktopImageJ.start();
			final Thread watchdog = new Thread(() -> {
				while (dialog.get() == null) {
					final Dialog open = Screen.anyDialog();
					if (open != null) {
						dialog.set(String.valueOf(open.getTitle()));
						System.out.println("A dialog opened: " + open);
						System.exit(2); // the script waits for it
					}
					pause();
				}
			}, "watchdog");
			watchdog.setDaemon(true);
			watchdog.start();
			final TemplateRuns scripts = new TemplateRuns(Files.createDirectories(Path.of(args[0], "scripts")));
			try (Context context = new Context()) {
				scripts.groovy(context);
			}
			scripts.check();
			System.out.println("ok: scripts");
			final TemplateRuns macros = new TemplateRuns(Files.createDirectories(Path.of(args[0], "macros")));
			final Thread macro = new Thread(() -> run(macros), "Run$_macros");
			macro.start();
			macro.join();
			macros.check();
			System.out.println("ok: macros");
			System.exit(0);
		}
		catch (final Throwable e) {
			e.printStackTrace();
			System.exit(1);
		}
	}

	private static void run(final TemplateRuns macros) {
		try {
			IJ.runMacro(macros.macro());
		}
		catch (final java.io.IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
	}

	private static void pause() {
		try {
			Thread.sleep(20);
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
