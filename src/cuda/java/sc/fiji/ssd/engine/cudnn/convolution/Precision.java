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
package sc.fiji.ssd.engine.cudnn.convolution;

import static org.bytedeco.cuda.global.cudnn.CUDNN_DATA_BFLOAT16;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DATA_FLOAT;
import static org.bytedeco.cuda.global.cudnn.CUDNN_DATA_HALF;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.gpu.CudaDevice;
import sc.fiji.ssd.engine.plan.ActivationLayout;
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.io.UserException;

/**
 * The number type of maps and kernels, and whether products of floats may be rounded. Sums, parameters, gradients
 * and momenta are always float.
 */
public enum Precision {
	/** Exact float products, which do not use the matrix units. */
	FLOAT32("float32", CUDNN_DATA_FLOAT, 32, 0),
	/** Factors rounded to 10 bits after the point. */
	TF32("tf32", CUDNN_DATA_FLOAT, 32, 80), BFLOAT16("bfloat16", CUDNN_DATA_BFLOAT16, 17, 80),
	/** Training scales the loss, because half precision has a small range. */
	FLOAT16("float16", CUDNN_DATA_HALF, 16, 75);

	/** Channels are padded to a multiple of this, as matrix units require. */
	public static final int PACK = 8;
	/** Floats that a batch normalization keeps for each channel. */
	private static final int BATCH_STATISTICS = 3;

	private final String text;
	private final int type;
	private final int source;
	private final int capability;

	Precision(final String text, final int type, final int source, final int capability) {
		this.text = text;
		this.type = type;
		this.source = source;
		this.capability = capability;
	}

	/** @return cuDNN's data type */
	int type() {
		return type;
	}

	/** @return TYPE of the kernels' source */
	public int source() {
		return source;
	}

	/** @return bytes of a value */
	public int bytes() {
		return type == CUDNN_DATA_FLOAT ? Float.BYTES : Short.BYTES;
	}

	/**
	 * @param channels of a map
	 * @return its channels in memory, padding included
	 */
	public static int padded(final int channels) {
		return (channels + PACK - 1) / PACK * PACK;
	}

	/** @return how maps are stored; a pooling keeps a byte for each value, an L2 norm a float for each
	 *         pixel, a batch normalization three floats for each channel */
	public ActivationLayout.Format format() {
		return new ActivationLayout.Format(PACK, bytes(), Precision::kept);
	}

	private static long kept(final LayerPlan o, final int images) {
		final long pixels = (long) images * o.pixels();
		if (o.layer() instanceof Layer.MaxPooling) return pixels * padded(o.channels());
		if (o.layer() instanceof Layer.BatchNorm) return (long) BATCH_STATISTICS * padded(o.channels()) * Float.BYTES;
		return o.layer() instanceof Layer.L2Norm ? pixels * Float.BYTES : 0;
	}

	/** @return the name that users give */
	@Override
	public String toString() {
		return text;
	}

	/**
	 * @param card that computes
	 * @return the precisions that it has units for; the first is the one that {@code auto} takes
	 */
	public static List<String> names(final CudaDevice card) {
		final List<Precision> there = Arrays.stream(values()).filter(p -> card.capability() >= p.capability).toList();
		final Precision first = card.capability() >= BFLOAT16.capability ? BFLOAT16 : FLOAT16;
		return Stream.concat(there.stream().filter(p -> p == first), there.stream().filter(p -> p != first))
			.map(Precision::toString).toList();
	}

	/**
	 * @param wanted the name that the user gave
	 * @param card that computes
	 * @return the precision
	 * @throws UserException if the GPU has none of that name
	 */
	public static Precision of(final String wanted, final CudaDevice card) {
		final List<String> names = names(card);
		final String name = EngineSettings.AUTO.equals(wanted) ? names.get(0) : wanted;
		if (!names.contains(name))
			throw new UserException("precision: cudnn computes in " + String.join(", ", names) + " on " + card.name() +
				", not in '" + wanted + "'.");
		return Arrays.stream(values()).filter(p -> p.text.equals(name)).findFirst().orElseThrow();
	}
}
