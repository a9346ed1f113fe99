package sc.fiji.ssd.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_bf16;
import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import java.util.ArrayList;
import java.util.List;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.engine.EngineSettings;

/** The type of the maps and kernels that convolutions read; they always sum in float32. */
enum Precision {
		FLOAT32("float32", dnnl_f32), BFLOAT16("bfloat16", dnnl_bf16);

	private final String text;
	private final int type;

	Precision(final String text, final int type) {
		this.text = text;
		this.type = type;
	}

	/** @return oneDNN's data type */
	int type() {
		return type;
	}

	/** @return the name that users give */
	@Override
	public String toString() {
		return text;
	}

	/**
	 * @param instructions of the processor
	 * @return names of what it computes in; what detection takes by itself first
	 */
	static List<String> names(final InstructionSet instructions) {
		final List<String> names = new ArrayList<>(List.of(FLOAT32.text));
		if (instructions.computesBfloat16()) names.add(instructions.hasBfloat16Units() ? 0 : 1, BFLOAT16.text);
		return names;
	}

	/**
	 * @param wanted what the user asks for
	 * @param training whether the network will learn, where auto stays with float32
	 * @param instructions of the processor
	 * @return the precision
	 * @throws SsdException if there is none of that name here
	 */
	static Precision of(final String wanted, final boolean training, final InstructionSet instructions) {
		if (EngineSettings.AUTO.equals(wanted)) return instructions.hasBfloat16Units() && !training ? BFLOAT16 : FLOAT32;
		if (BFLOAT16.text.equals(wanted) && !instructions.computesBfloat16()) throw new SsdException(
			"precision: onednn has no bfloat16 for this processor (" + instructions + "); use float32 or auto.");
		for (final Precision precision : values())
			if (precision.text.equals(wanted)) return precision;
		throw new SsdException("precision: onednn computes in " + String.join(" or ", names(instructions)) + ", not in '" +
			wanted + "'.");
	}
}
