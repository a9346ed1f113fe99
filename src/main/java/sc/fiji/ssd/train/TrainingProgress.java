package sc.fiji.ssd.train;

/**
 * How far a training is after an iteration.
 *
 * @param iteration just done, 1-based
 * @param iterations to be done in all
 * @param loss of this iteration: localization plus confidence loss, for each
 *          matched default box
 * @param localizationLoss smooth L1 part
 * @param confidenceLoss softmax cross-entropy part
 * @param learningRate that this iteration used
 * @param imagesPerSecond trained, over the last iterations
 * @param secondsLeft until the last iteration, estimated from the last
 *          iterations, validations included
 */
public record TrainingProgress(int iteration, int iterations, double loss, double localizationLoss,
	double confidenceLoss, double learningRate, double imagesPerSecond, double secondsLeft)
{}
