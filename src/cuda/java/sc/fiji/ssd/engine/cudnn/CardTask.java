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
package sc.fiji.ssd.engine.cudnn;

import java.util.function.Consumer;

import sc.fiji.ssd.engine.cudnn.convolution.Precision;
import sc.fiji.ssd.engine.gpu.CudaDevice;
import sc.fiji.ssd.engine.plan.HostBuffer;
import sc.fiji.ssd.engine.plan.NetworkPlan;

/**
 * The task of one GPU.
 *
 * @param plan network
 * @param device the card
 * @param precision of the maps
 * @param maxBatch largest number of images in a call
 * @param cards number of GPUs that sum their gradients
 * @param training whether the network will learn
 * @param deterministic whether results must repeat to the bit
 * @param versions of the libraries and the driver, part of the key of kernels that were chosen before
 * @param log hears what the user should know
 */
record CardTask(NetworkPlan plan, CudaDevice device, Precision precision, int maxBatch, int cards, boolean training,
	boolean deterministic, String versions, Consumer<String> log)
{
	/** @return a part of this task, for one of several cards */
	CardTask on(final CudaDevice card, final int images, final int ofCards) {
		return new CardTask(plan, card, precision, images, ofCards, training, deterministic, versions, log);
	}

	/** @return the size of an image in a host buffer, in bytes */
	long bytes(final HostBuffer buffer) {
		return (long) buffer.valuesPerImage(plan) * Float.BYTES;
	}
}
