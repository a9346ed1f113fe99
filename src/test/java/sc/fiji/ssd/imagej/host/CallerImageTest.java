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
package sc.fiji.ssd.imagej.host;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.Callable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.thread.ThreadService;

import ij.ImagePlus;
import ij.WindowManager;

/** Tests {@link CallerImage} with threads as SciJava starts them for a command. */
class CallerImageTest {

	private final Context context = new Context(ThreadService.class);
	private final ThreadService threads = context.service(ThreadService.class);

	@AfterEach
	void dispose() {
		WindowManager.setTempCurrentImage(null);
		context.dispose();
	}

	private ImagePlus inThreadOfACommand() throws Exception {
		return threads.run((Callable<ImagePlus>) () -> CallerImage.of(threads)).get();
	}

	/** What {@code IJ.run(image, ...)} does around the command. */
	@Test
	void theCallersImageReachesTheCommandsThread() throws Exception {
		final ImagePlus image = new ImagePlus();
		WindowManager.setTempCurrentImage(image);
		assertSame(image, inThreadOfACommand());
		assertSame(image, CallerImage.of(threads));
		WindowManager.setTempCurrentImage(null);
		assertNull(inThreadOfACommand(), "it stayed behind");
	}

	@Test
	void theImageOfTheCommandsOwnThreadGoesFirst() throws Exception {
		final ImagePlus own = new ImagePlus();
		WindowManager.setTempCurrentImage(new ImagePlus());
		assertSame(own, threads.run((Callable<ImagePlus>) () -> {
			WindowManager.setTempCurrentImage(own);
			try {
				return CallerImage.of(threads);
			}
			finally {
				WindowManager.setTempCurrentImage(null);
			}
		}).get());
	}
}
