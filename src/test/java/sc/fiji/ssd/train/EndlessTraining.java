package sc.fiji.ssd.train;

import java.nio.file.Path;
import java.util.List;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.LinearEngineService;

/** A program that trains slowly until it is ended from outside. */
final class EndlessTraining {

	private EndlessTraining() {}

	static TrainingSettings settings(final int iterations) {
		return new TrainingSettings(iterations, 3, 1, 0.02, List.of(), 0, Augmentation.Kind.PAPER, true, "", 0, 6, 4, 3, 2,
			EngineSettings.DEFAULT);
	}

	static TrainingResult train(final Path model, final int iterations, final boolean resume, final long pause) {
		final TinyFields fields = new TinyFields("fields", 7, 1);
		final Dataset data = fields.dataset();
		return new Trainer(new LinearEngineService(), fields, settings(iterations), List.of(new TrainingListener() {

			@Override
			public void iteration(final TrainingProgress progress) {
				try {
					Thread.sleep(pause);
				}
				catch (final InterruptedException e) {
					throw new IllegalStateException(e);
				}
			}
		})).train(TinyFields.model(), data, data, model, resume);
	}

	public static void main(final String[] args) {
		train(Path.of(args[0]), 100000, false, 20);
	}
}
