package sc.fiji.ssd.box;

import java.util.ArrayList;
import java.util.List;

/** The default boxes of torchvision's SSD300, written out by hand. */
final class TorchvisionPriors {

	private TorchvisionPriors() {}

	static PriorBoxes ssd300(final PriorBoxes.Clipping clipping) {
		final int[] maps = { 38, 19, 10, 5, 3, 1 }, steps = { 8, 16, 32, 64, 100, 300 }, sizes = { 21, 45, 99, 153, 207, 261,
			315 };
		final List<PriorLayer> layers = new ArrayList<>();
		for (int i = 0; i < maps.length; i++)
			layers.add(new PriorLayer(maps[i], maps[i], steps[i], PriorLayer.shapes(sizes[i], sizes[i + 1], i >= 1 && i <= 3
				? List.of(2.0, 3.0) : List.of(2.0))));
		return new PriorBoxes(300, layers, clipping);
	}
}
