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
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.model.SsdModel;

/**
 * The provenance of a model, as recorded in its file. Only the names of folders are recorded, so that a model reveals
 * nothing about its maker's disks.
 */
final class Provenance {

	private final Map<String, Object> fixed = new LinkedHashMap<>();

	/**
	 * @param start the model that training begins with
	 * @param settings of the training
	 * @param train to learn from
	 * @param trainingImages number of images that are used
	 * @param validation null: none
	 */
	Provenance(final SsdModel start, final TrainingSettings settings, final Dataset train, final int trainingImages,
		final Dataset validation)
	{
		final String version = Provenance.class.getPackage().getImplementationVersion();
		fixed.put("software", "SSD for Fiji " + (version == null ? "development" : version));
		fixed.put("java", System.getProperty("java.version"));
		fixed.put("dataset", names(train.location()));
		fixed.put("dataset_digest", train.digest());
		fixed.put("training_images", trainingImages);
		if (validation != null) {
			fixed.put("validation", names(validation.location()));
			fixed.put("validation_digest", validation.digest());
			fixed.put("validation_images", validation.images().size());
		}
		fixed.put("seed", String.valueOf(settings.seed()));
		fixed.put("iterations", settings.iterations());
		fixed.put("batch_size", settings.batchSize());
		fixed.put("accumulate", settings.accumulate());
		fixed.put("learning_rate", settings.learningRate());
		fixed.put("steps", settings.steps());
		fixed.put("warmup", settings.warmup());
		fixed.put("augmentation", settings.augmentation().key());
		fixed.put("empty_images", settings.emptyAsNegatives() ? "negatives" : "ignore");
		fixed.put("freeze", settings.freeze());
		fixed.put("gradient_clip", settings.gradientClip());
		fixed.put("normalization", settings.recipe().batchNormalization() ? "batch" : "none");
		fixed.put("schedule", settings.recipe().cosine() ? "cosine" : "steps");
		fixed.put("weight_average", settings.recipe().averageDecay());
		fixed.put("weight_decay", settings.recipe().weightDecay());
		if (!start.provenance().isEmpty()) fixed.put("initial_weights", start.provenance());
	}

	/**
	 * @param engine that computed
	 * @param iteration after which the weights are taken
	 * @return a map to which more may be added
	 */
	Map<String, Object> of(final EngineDescription engine, final int iteration) {
		final Map<String, Object> map = new LinkedHashMap<>(fixed);
		map.put("iterations_done", iteration);
		map.put("engine", engine.engine() + " " + engine.version() + ", " + engine.device() + ", " +
			engine.precision() + ", " + engine.instructionSet() + ", " + engine.threads() + " threads");
		map.put("date",
			ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS).format(DateTimeFormatter.ISO_INSTANT));
		return map;
	}

	/** @return the folders' own names */
	static List<String> names(final String location) {
		final List<String> names = new ArrayList<>();
		for (final String folder : location.split(";")) {
			if (folder.isBlank()) continue;
			final Path name = Path.of(folder.strip()).toAbsolutePath().normalize().getFileName();
			names.add(name == null ? folder.strip() : name.toString());
		}
		return names;
	}
}
