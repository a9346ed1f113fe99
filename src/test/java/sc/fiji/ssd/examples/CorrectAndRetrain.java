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
import java.util.Map;

import org.scijava.Context;
import org.scijava.command.CommandService;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import sc.fiji.ssd.Ssd;
import sc.fiji.ssd.commands.SaveAnnotations;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.model.SsdModel;

/** The loop of correction: detect, correct the boxes, save them as annotations, train on from the model. */
public final class CorrectAndRetrain {

	private CorrectAndRetrain() {}

	/**
	 * @param before model to improve
	 * @param image to search and to learn from
	 * @param dataset folder that the corrected boxes are added to
	 * @param after file of the better model
	 * @param iterations updates of the weights
	 * @return the better model
	 */
	public static SsdModel run(final Path before, final ImagePlus image, final Path dataset, final Path after,
		final int iterations) throws Exception
	{
		try (Context context = new Context(); Ssd ssd = new Ssd(context)) {
			ssd.draw(image, ssd.detect(ssd.model(before), image, DetectionSettings.DEFAULT));
			correct(image.getOverlay());
			context.service(CommandService.class)
				.run(SaveAnnotations.class, true, Map.of("image", image, "dataset", dataset.toFile(), "split", "train")).get();
			return ssd.train(dataset).validation("").initialWeights(before).width(0.125).iterations(iterations).to(after);
		}
	}

	/** Where a person deletes and draws boxes; here the least certain box is taken away. */
	private static void correct(final Overlay boxes) {
		final List<Roi> all = List.of(boxes.toArray());
		if (all.size() > 1) boxes.remove(all.get(all.size() - 1));
	}
}
