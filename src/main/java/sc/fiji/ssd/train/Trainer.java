package sc.fiji.ssd.train;

import java.nio.file.Path;
import java.util.List;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.model.SsdModel;

/** Trains a model. Only the public face is here yet. */
public final class Trainer {

	public Trainer(final EngineService engines, final ImageReader reader, final TrainingSettings settings,
		final List<TrainingListener> listeners)
	{}

	public TrainingResult train(final SsdModel start, final Dataset train, final Dataset validation,
		final Path modelFile, final boolean resume)
	{
		throw new UnsupportedOperationException("Not there yet");
	}

	/** Ends the training after the current iteration. Callable from any thread. */
	public void cancel() {}
}
