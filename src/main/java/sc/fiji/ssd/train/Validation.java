package sc.fiji.ssd.train;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.FolderProgress;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.evaluate.Evaluator;
import sc.fiji.ssd.evaluate.ModelEvaluation;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.model.SsdModel;

/** Scores the weights that an engine has while it trains. */
final class Validation {

	private final Dataset dataset;
	private final Detector detector;
	private final ImageReader reader;
	private final BooleanSupplier canceled;

	/**
	 * @param dataset with ground truth
	 * @param model whose architecture, classes and preprocessing are used
	 * @param engine with the weights; shared with the training
	 * @param reader of the images
	 * @param canceled asked after every image
	 */
	Validation(final Dataset dataset, final SsdModel model, final NetworkEngine engine, final ImageReader reader,
		final BooleanSupplier canceled)
	{
		this.dataset = dataset;
		this.reader = reader;
		this.canceled = canceled;
		detector = new Detector(model, engine, DetectionSettings.PAPER);
	}

	/** @return mean average precision (voc2012), 0 to 1; NaN if canceled before the last image */
	double map() {
		final Map<String, List<Detection>> found = ModelEvaluation.detect(dataset, detector, reader, new FolderProgress() {

			@Override
			public void progress(final int done, final int total, final String message) {
				// the training tells of its iterations
			}

			@Override
			public boolean canceled() {
				return canceled.getAsBoolean();
			}
		});
		if (found.size() < dataset.images().size()) return Double.NaN;
		return Evaluator.evaluate(dataset, found, Evaluator.VOC2012).map();
	}
}
