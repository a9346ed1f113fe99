package sc.fiji.ssd.train;

import java.nio.file.Path;

/**
 * What a training left.
 *
 * @param model file of the model: the best by validation, else the last
 * @param iterations done in all, those before resuming included
 * @param bestMap mean average precision (voc2012) of that model on the validation
 *          images, 0 to 1; NaN if it was never validated
 * @param canceled whether it was stopped before the last iteration
 */
public record TrainingResult(Path model, int iterations, double bestMap, boolean canceled) {}
