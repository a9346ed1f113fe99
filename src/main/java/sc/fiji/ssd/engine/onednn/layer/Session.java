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
package sc.fiji.ssd.engine.onednn.layer;

import java.util.List;

import sc.fiji.ssd.engine.onednn.primitives.Dnnl;
import sc.fiji.ssd.engine.onednn.primitives.Threads;
import sc.fiji.ssd.engine.onednn.primitives.WorkerStream;
import sc.fiji.ssd.engine.plan.NetworkPlan;

/**
 * The state that all programs of one engine share.
 *
 * @param dnnl makes oneDNN's objects
 * @param plan network that is computed
 * @param precision type of maps and kernels
 * @param training whether a backward pass follows
 * @param cache bytes that an operation of one thread should read and write at a time, see {@link RowTiles}; 0 for no
 *          limit
 * @param threads threads that run the operations
 * @param memory images and predictions
 * @param parameters weights, gradients and momenta
 * @param kernels kernels, as operations read them
 * @param workers one for each thread
 */
public record Session(Dnnl dnnl, NetworkPlan plan, Precision precision, boolean training, long cache, Threads threads,
	HostMemory memory, Parameters parameters, Kernels kernels, List<WorkerStream> workers)
{}
