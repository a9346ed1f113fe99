package sc.fiji.ssd.engine;

import java.nio.FloatBuffer;

/**
 * What the network says about a batch: a view of the engine's memory, valid
 * until its next call.
 *
 * @param images number of images, n
 * @param priors number of boxes an image, P
 * @param classes number of classes, background (0) included, C
 * @param locations {@code [n][P][4]} encoded offsets: dx, dy, dw, dh
 * @param confidences {@code [n][P][C]} logits, before the softmax
 */
public record Predictions(int images, int priors, int classes, FloatBuffer locations, FloatBuffer confidences) {}
