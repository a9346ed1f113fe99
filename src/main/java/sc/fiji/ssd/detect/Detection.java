package sc.fiji.ssd.detect;

import sc.fiji.ssd.box.Box;

/**
 * One found object.
 *
 * @param box where, in pixels of the original image, sub-pixel, clipped to the
 *          image
 * @param classIndex of the model, 1-based (0 would be background)
 * @param className of the model
 * @param score the class's probability, 0 to 1
 */
public record Detection(Box box, int classIndex, String className, double score) {}
