package sc.fiji.ssd.train;

import java.util.List;

/**
 * The samples that the network computes at once.
 *
 * @param inputs of each sample {@code [3][H][W]}, mean off
 * @param truths of each sample
 */
record Batch(List<float[]> inputs, List<Truths> truths) {}
