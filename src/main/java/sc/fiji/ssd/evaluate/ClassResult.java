package sc.fiji.ssd.evaluate;

/**
 * How well one class was found. Curve and counts are at an IoU of 0.5.
 *
 * @param ap average precision, 0 to 1; NaN if the truth has no such object. For
 *          COCO the mean over its ten IoU
 * @param positives objects to be found: neither difficult nor crowd
 * @param detections of this class that were scored
 * @param precision along the curve, by falling score, those that hit an ignored
 *          object left out; COCO: at its 101 recalls
 * @param recall along the curve
 * @param scores the score at each point of the curve
 */
public record ClassResult(double ap, int positives, int detections, double[] precision, double[] recall,
	double[] scores)
{}
