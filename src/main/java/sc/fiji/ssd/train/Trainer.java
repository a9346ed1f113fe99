/*-
 * #%L
 * Trains, runs and evaluates SSD, the Single Shot MultiBox Detector (Liu et al., ECCV 2016), inside Fiji and ImageJ.
 * %%
 * Copyright (C) 2026 SSD for Fiji developers.
 * %%
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 * 
 * 1. Redistributions of source code must retain the above copyright notice,
 *    this list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the documentation
 *    and/or other materials provided with the distribution.
 * 
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
 * AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
 * IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
 * ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE
 * LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
 * CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
 * SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
 * INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
 * CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
 * ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
 * POSSIBILITY OF SUCH DAMAGE.
 * #L%
 */
package sc.fiji.ssd.train;

import java.nio.file.Path;
import java.util.List;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.OutputLock;
import sc.fiji.ssd.io.ShutdownGuard;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingResult;

/**
 * Trains a model.
 *
 * <pre>{@code
 * NetworkSpec network = architecture.network(classNames.size() + 1);
 * SsdModel start = new SsdModel(architecture, classNames, Preprocessing.CAFFE, Map.of(), Initialization.heXavier(network, seed));
 * Trainer trainer = new Trainer(engines, reader, settings, List.of(listener));
 * TrainingResult result = trainer.train(start, train, validation, Path.of("cells.ssd"), false);
 * }</pre>
 * <p> Next to the model {@code NAME.ssd} (the best by validation, otherwise the last) it writes {@code NAME.last.ssd}
 * (the last, with what resuming needs), {@code training.csv} and {@code NAME.loss.png}. An older {@code NAME.ssd} stays
 * until the new one is complete.
 * </p>
 * <p> A resumed training continues as if it had never stopped: weights, momentum, iteration, random numbers and image
 * order are those of an uninterrupted one, and bit for bit the same if the engine is deterministic. When the JVM is
 * asked to end, the training stops after the step it is in and writes its checkpoint, within 30 seconds. A trainer can
 * only be used once.
 * </p>
 */
public final class Trainer {

	private final EngineService engines;
	private final ImageReader reader;
	private final TrainingSettings settings;
	private final List<TrainingListener> listeners;
	private volatile boolean canceled;
	private volatile boolean discarded;
	private boolean discardable;

	/**
	 * @param engines the installed engines
	 * @param reader of the image files; used by several threads at once
	 * @param settings of the training
	 * @param listeners that are told about its progress, in order
	 */
	public Trainer(final EngineService engines, final ImageReader reader, final TrainingSettings settings,
		final List<TrainingListener> listeners)
	{
		this.engines = engines;
		this.reader = reader;
		this.settings = settings;
		this.listeners = List.copyOf(listeners);
	}

	/**
	 * Trains until the last iteration or {@link #cancel()}.
	 *
	 * @param start weights to begin with, architecture, classes and preprocessing;
	 *          when resuming its weights are not used, the rest must be that of the
	 *          checkpoint
	 * @param train images for training
	 * @param validation chooses the best model; null: none, the last is kept
	 * @param modelFile of the model, ending in {@code .ssd}
	 * @param resume whether to continue from {@code NAME.last.ssd}
	 * @return the result of the training
	 * @throws sc.fiji.ssd.io.UserException if the datasets do not fit the model or contain no objects to learn, an
	 * image cannot be read, no engine can train, the checkpoint belongs to another training, a file cannot be written,
	 * or the loss is no longer finite; the last checkpoint stays
	 */
	public TrainingResult train(final SsdModel start, final Dataset train, final Dataset validation,
		final Path modelFile, final boolean resume)
	{
		final TrainingFiles files = TrainingFiles.of(modelFile);
		return FileAccess.get(() -> {
			try (ShutdownGuard guard = new ShutdownGuard(this::cancel);
				OutputLock lock = OutputLock.take(files.lock(), "model");
				Backup before = discardable ? new Backup(files) : null)
			{
				final TrainingResult result;
				try (Training training = new Training(engines, reader, settings, listeners, () -> canceled, start, train,
					validation, files, resume))
				{
					result = training.run();
				}
				if (!discarded) return result;
				before.restore();
				return result.discard();
			}
		}, e -> "model: " + files.model().getParent() + " cannot be written: " + e +
			"; free some space or choose another folder.");
	}

	/**
	 * Ends the training after the current step, with a usable model and a checkpoint
	 * to resume from. Callable from any thread, before the training begins too.
	 */
	public void cancel() {
		canceled = true;
	}

	/**
	 * Lets {@link #discard()} restore what the training overwrites. To be called before {@link #train}.
	 *
	 * @return this
	 */
	public Trainer discardable() {
		discardable = true;
		return this;
	}

	/**
	 * Ends the training after the current step and leaves its files as they were before: an earlier model of that name
	 * is restored, and a new one is deleted. Callable from any thread.
	 *
	 * @throws IllegalStateException if it was not made {@link #discardable()}
	 */
	public void discard() {
		if (!discardable) throw new IllegalStateException("The trainer was not made discardable");
		discarded = true;
		canceled = true;
	}

	/** @return whether {@link #cancel()} was called */
	boolean isCanceled() {
		return canceled;
	}
}
