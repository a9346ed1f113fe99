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
package sc.fiji.ssd.examples;

import java.nio.file.Path;
import java.util.List;

import org.scijava.Context;

import ij.IJ;
import ij.ImagePlus;
import sc.fiji.ssd.Ssd;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.PlaneDetections;

/** Finds objects in one image, prints them and draws their boxes. */
public final class DetectInImage {

	private DetectInImage() {}

	/**
	 * @param model file of the model
	 * @param image to search
	 * @return what was found; the image has it as an overlay
	 */
	public static List<Detection> run(final Path model, final ImagePlus image) {
		try (Context context = new Context(); Ssd ssd = new Ssd(context)) {
			final List<PlaneDetections> found = ssd.detect(ssd.model(model), image, DetectionSettings.DEFAULT);
			ssd.draw(image, found);
			for (final Detection object : found.get(0).detections())
				System.out.printf("%s %.2f at %s%n", object.className(), object.score(), object.box());
			return found.get(0).detections();
		}
	}

	public static void main(final String... args) {
		run(Path.of("cells.ssd"), IJ.openImage("field.tif"));
	}
}
