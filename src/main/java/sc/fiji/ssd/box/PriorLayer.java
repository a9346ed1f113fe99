package sc.fiji.ssd.box;

import java.util.ArrayList;
import java.util.List;

/**
 * The default boxes of one source map: the same shapes in every cell.
 *
 * @param columns width of the map
 * @param rows height of the map
 * @param step distance of the cells' centres, pixels of the network's input
 * @param shapes the boxes of a cell in their order, pixels of the input
 */
public record PriorLayer(int columns, int rows, double step, List<Shape> shapes) {

	/**
	 * Width and height of a default box.
	 *
	 * @param width pixels of the input
	 * @param height pixels of the input
	 */
	public record Shape(double width, double height) {}

	public PriorLayer {
		shapes = List.copyOf(shapes);
	}

	/**
	 * The shapes in Caffe's order: min, sqrt(min * max), then for every ratio r
	 * (min * sqrt(r), min / sqrt(r)) and its inverse.
	 *
	 * @param min smaller size of the map
	 * @param max the next map's size; 0: the box between is left out
	 * @param ratios aspect ratios other than 1, without their inverses
	 * @return the shapes of a cell
	 */
	public static List<Shape> shapes(final double min, final double max, final List<Double> ratios) {
		final List<Shape> shapes = new ArrayList<>();
		shapes.add(new Shape(min, min));
		if (max > 0) shapes.add(new Shape(Math.sqrt(min * max), Math.sqrt(min * max)));
		for (final double ratio : ratios) {
			final double root = Math.sqrt(ratio);
			shapes.add(new Shape(min * root, min / root));
			shapes.add(new Shape(min / root, min * root));
		}
		return shapes;
	}
}
