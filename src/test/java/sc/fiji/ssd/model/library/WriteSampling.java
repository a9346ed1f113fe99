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
package sc.fiji.ssd.model.library;

import java.nio.file.Path;

import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.PixelSize;
import sc.fiji.ssd.model.Sampling;
import sc.fiji.ssd.model.SsdModel;

/** Notes in a model file how its training saw images, for images whose files cannot say it. */
public final class WriteSampling {

	private WriteSampling() {}

	/** @param args the model's file, edge of its training images, size of their large objects, size of a pixel in microns */
	public static void main(final String[] args) {
		final Path file = Path.of(args[0]);
		final SsdModel model = ModelFile.read(file);
		final int edge = Integer.parseInt(args[1]);
		final Sampling sampling = new Sampling(false, edge, edge, Double.parseDouble(args[2]),
			new PixelSize(Double.parseDouble(args[3]), PixelSize.MICRON));
		ModelFile.write(file, new SsdModel(model.architecture(), model.classNames(), model.preprocessing(),
			model.provenance(), model.weights(), sampling));
	}
}
