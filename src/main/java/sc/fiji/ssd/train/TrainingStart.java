package sc.fiji.ssd.train;

import java.util.List;

import sc.fiji.ssd.engine.EngineDescription;

/**
 * What a training is about to do.
 *
 * @param firstIteration the first iteration to be run; above 1 when resumed
 * @param iterations the last iteration
 * @param trainingImages number of images that are trained on
 * @param validationImages number of images for validation; 0: none
 * @param classNames the model's classes, class 1 first
 * @param engine what the network runs on
 * @param warnings lines that the user should read: odd annotations, images that
 *          are left out, an engine other than the one before resuming
 */
public record TrainingStart(int firstIteration, int iterations, int trainingImages, int validationImages,
	List<String> classNames, EngineDescription engine, List<String> warnings)
{

	public TrainingStart {
		classNames = List.copyOf(classNames);
		warnings = List.copyOf(warnings);
	}
}
