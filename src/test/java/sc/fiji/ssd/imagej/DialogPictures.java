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
import java.util.List;

import ij.IJ;
import ij.ImagePlus;

/** Takes pictures of the dialogs of all commands, with and without their advanced parameters. */
public final class DialogPictures {

	private static final List<String> COMMANDS = List.of("SSD Annotate...", "SSD Save Annotations...",
		"SSD Convert Dataset...", "SSD Train...", "SSD Detect...", "SSD Evaluate...", "SSD Compare...", "SSD Check Labels...",
		"SSD Detect Folder...", "SSD Merge Results...", "SSD Import Weights...",
		"SSD Export Model...", "SSD Make Sample Dataset...", "SSD Engines");

	private DialogPictures() {}

	/** @param args folder of the pictures */
	public static void main(final String[] args) {
		try {
			final Screen screen = new Screen(Files.createDirectories(Path.of(args[0])));
			DesktopImageJ.start();
			IJ.getInstance().setLocation(20, 5);
			take(screen);
			System.exit(0);
		}
		catch (final Throwable e) {
			e.printStackTrace();
			System.exit(1);
		}
	}

	/** Opens each dialog, takes its pictures and cancels it; there is an image of two channels while it does. */
	static void take(final Screen screen) throws Exception {
		IJ.run("SSD Two-Channel Stack");
		final ImagePlus image = IJ.getImage();
		for (final String label : COMMANDS) {
			final Dialog dialog = Screen.open(label);
			final String name = label.equals("SSD Annotate...")
				? "annotate-dialog"
				: label.substring(4).replace("...", "").replace(' ', '-').toLowerCase();
			Thread.sleep(1500); // lists are looked up
			screen.picture(name, dialog);
			if (Screen.hasAdvanced(dialog)) {
				screen.advanced(dialog, true);
				Thread.sleep(500);
				screen.picture(name + "-advanced", dialog);
				screen.advanced(dialog, false);
			}
			screen.press(dialog, 1);
		}
		image.close();
	}
}
