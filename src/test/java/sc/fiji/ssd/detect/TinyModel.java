package sc.fiji.ssd.detect;

import java.util.List;
import java.util.Map;

import sc.fiji.ssd.box.PriorBoxes;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.ScriptedEngine;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;

/**
 * A model with 16 default boxes, the cells of a 4 x 4 grid on an input of 32 x
 * 32, whose engine finds bright cells: {@code grey} where the first plane's
 * centre is from 100 to 180, {@code white} above. The score grows with the
 * brightness.
 */
public final class TinyModel {

	public static final int SIZE = 32;
	public static final List<String> CLASSES = List.of("grey", "white");

	private TinyModel() {}

	public static SsdModel model() {
		final List<SsdArchitecture.LayerRecipe> layers = List.of(new SsdArchitecture.LayerRecipe("conv1", "convolution", 8, 3,
			1, 1, 1), new SsdArchitecture.LayerRecipe("pool1", "pooling", 0, 8, 8, 0, 1));
		final SsdArchitecture architecture = new SsdArchitecture("tiny", SIZE, 1, layers, List.of(
			new SsdArchitecture.SourceMap("pool1", 0, 8, 8, 0, List.of())), List.of(0.1, 0.2), false,
			PriorBoxes.Clipping.NONE);
		return new SsdModel(architecture, CLASSES, new Preprocessing("BGR", List.of(104.0, 117.0, 123.0), 1, "auto", "auto"),
			Map.of(), new NamedWeights(Map.of()));
	}

	public static ScriptedEngine engine(final int maxBatch) {
		return new ScriptedEngine(model().network(), maxBatch, TinyModel::predict);
	}

	private static void predict(final float[] input, final float[] locations, final float[] confidences) {
		for (int cell = 0; cell < 16; cell++) {
			final float brightness = input[(cell / 4 * 8 + 4) * SIZE + cell % 4 * 8 + 4] + 104;
			confidences[3 * cell] = brightness < 100 ? 8 : 0;
			confidences[3 * cell + 1] = brightness >= 100 && brightness < 180 ? brightness / 40 : -3;
			confidences[3 * cell + 2] = brightness >= 180 ? brightness / 40 : -3;
		}
	}
}
