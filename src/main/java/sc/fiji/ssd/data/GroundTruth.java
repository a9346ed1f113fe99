package sc.fiji.ssd.data;

import sc.fiji.ssd.box.Box;

/**
 * One annotated object.
 *
 * @param box in continuous pixel coordinates of the original image, inside it and
 *          with area
 * @param className the class as the dataset spells it
 * @param difficult VOC's mark: neither counted nor punished in evaluation
 * @param crowd COCO's mark: a group of objects, left out of training
 */
public record GroundTruth(Box box, String className, boolean difficult, boolean crowd) {

	/**
	 * An ordinary object, neither difficult nor crowd.
	 *
	 * @param box see {@link #box()}
	 * @param className see {@link #className()}
	 */
	public GroundTruth(final Box box, final String className) {
		this(box, className, false, false);
	}
}
