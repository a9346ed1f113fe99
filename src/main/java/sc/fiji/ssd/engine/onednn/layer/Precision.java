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

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import java.util.ArrayList;
import java.util.List;

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.onednn.primitives.InstructionSet;
import sc.fiji.ssd.io.UserException;

/** The type of the maps and kernels that convolutions read; they always sum in float32. */
public enum Precision {
	FLOAT32("float32", dnnl_f32), BFLOAT16("bfloat16", dnnl_bf16);

	private final String text;
	private final int type;

	Precision(final String text, final int type) {
		this.text = text;
		this.type = type;
	}

	/** @return oneDNN's data type */
	public int type() {
		return type;
	}

	/** @return the name that users give */
	@Override
	public String toString() {
		return text;
	}

	/**
	 * @param instructions of the processor
	 * @return names of the precisions that it computes in; the default of detection comes first
	 */
	public static List<String> names(final InstructionSet instructions) {
		final List<String> names = new ArrayList<>(List.of(FLOAT32.text));
		if (instructions.computesBfloat16()) names.add(instructions.hasBfloat16Units() ? 0 : 1, BFLOAT16.text);
		return names;
	}

	/**
	 * @param wanted what the user asks for
	 * @param instructions of the processor
	 * @return the precision
	 * @throws UserException if there is no such precision here
	 */
	public static Precision of(final String wanted, final InstructionSet instructions) {
		if (EngineSettings.AUTO.equals(wanted))
			return instructions.hasBfloat16Units() ? BFLOAT16 : FLOAT32;
		if (BFLOAT16.text.equals(wanted) && !instructions.computesBfloat16())
			throw new UserException(
				"precision: onednn has no bfloat16 for this processor (" + instructions + "); use float32 or auto.");
		for (final Precision precision : values())
			if (precision.text.equals(wanted)) return precision;
		throw new UserException(
			"precision: onednn computes in " + String.join(" or ", names(instructions)) + ", not in '" + wanted + "'.");
	}
}
