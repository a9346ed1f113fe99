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
package sc.fiji.ssd.train;

import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.io.UserException;

/**
 * The differences of a training from the paper's, which starts from a pretrained base.
 *
 * @param batchNormalization whether convolutions are normalised by the batch while they learn
 *          (ScratchDet, CVPR 2019); the model has it folded in
 * @param cosine whether the rate falls along half a cosine to the last iteration
 *          (Loshchilov and Hutter, ICLR 2017) instead of by steps
 * @param averageDecay share that the moving average of the weights keeps in an iteration, 0 to below 1; the
 *          average is what is validated and written; 0: no average
 * @param weightDecay weight decay of the kernels, at least 0 and below 1
 */
public record TrainingRecipe(boolean batchNormalization, boolean cosine, double averageDecay, double weightDecay) {

	/** The paper's. */
	public static final TrainingRecipe PAPER = new TrainingRecipe(false, false, 0, SgdStep.PAPER_DECAY);

	public TrainingRecipe {
		if (!(averageDecay >= 0 && averageDecay < 1))
			throw new UserException("weight_average: " + averageDecay + " is not valid; use 0 for no average, or a number below 1.");
		if (!(weightDecay >= 0 && weightDecay < 1))
			throw new UserException("weight_decay: " + weightDecay + " is not valid; use 0 for none, or a number below 1.");
	}
}
