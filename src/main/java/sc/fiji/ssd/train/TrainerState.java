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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.io.UserException;

/**
 * The state in a checkpoint besides weights and momentum. The state of the random numbers and the image order follow
 * from seed and iteration.
 *
 * @param iteration the last one done
 * @param bestMap best validation so far; NaN: none
 * @param bestIteration when that was; 0: never
 * @param validationDue whether the validation of the last iteration was its turn
 *          and was canceled
 * @param engine that computed, for the user to read
 * @param settings those that a resumed training must share, by macro key
 */
record TrainerState(int iteration, double bestMap, int bestIteration, boolean validationDue, String engine,
	Map<String, String> settings)
{

	/** Value of a setting that the paper does not have. */
	private static final String NOT_USED = "none";

	/** The paper's values of the settings that a checkpoint with the paper's recipe leaves out. */
	private static final Map<String, String> PAPER = Map.of("normalization", NOT_USED, "schedule", NOT_USED, "weight_average", NOT_USED,
		"weight_decay", String.valueOf(SgdStep.PAPER_DECAY));
	private static final Pattern COSINE = Pattern.compile("cosine over (\\d+) iterations");

	private static final String ITERATION = "iteration";
	private static final String BEST_MAP = "best_map";
	private static final String BEST_ITERATION = "best_iteration";
	private static final String VALIDATION_DUE = "validation_due";
	private static final String ENGINE = "engine";
	private static final String SETTINGS = "settings";

	/**
	 * The settings that must not change when a training is resumed. Iterations may change, because a training can be
	 * made longer, and so may settings that do not affect the weights.
	 */
	static Map<String, String> settings(final TrainingSettings s, final Dataset train, final Dataset validation) {
		final Map<String, String> map = new LinkedHashMap<>();
		map.put("dataset", train.digest());
		map.put("validation", validation == null ? "none" : validation.digest());
		map.put("batch_size", String.valueOf(s.batchSize()));
		map.put("accumulate", String.valueOf(s.accumulate()));
		map.put("learning_rate", String.valueOf(s.learningRate()));
		map.put("steps", String.join(",", s.steps().stream().map(String::valueOf).toList()));
		map.put("warmup", String.valueOf(s.warmup()));
		map.put("augmentation", s.augmentation().key());
		map.put("empty_images", s.emptyAsNegatives() ? "negatives" : "ignore");
		map.put("freeze", s.freeze());
		map.put("gradient_clip", String.valueOf(s.gradientClip()));
		// absent with the paper's recipe, so that checkpoints of older versions can be resumed
		if (s.recipe().batchNormalization()) map.put("normalization", "batch");
		if (s.recipe().cosine()) map.put("schedule", "cosine over " + s.iterations() + " iterations");
		if (s.recipe().averageDecay() > 0) map.put("weight_average", String.valueOf(s.recipe().averageDecay()));
		if (s.recipe().weightDecay() != SgdStep.PAPER_DECAY) map.put("weight_decay", String.valueOf(s.recipe().weightDecay()));
		map.put("seed", String.valueOf(s.seed()));
		return map;
	}

	Map<String, Object> toMap() {
		final Map<String, Object> map = new LinkedHashMap<>();
		map.put(ITERATION, iteration);
		if (!Double.isNaN(bestMap)) {
			map.put(BEST_MAP, bestMap);
			map.put(BEST_ITERATION, bestIteration);
		}
		map.put(VALIDATION_DUE, validationDue);
		map.put(ENGINE, engine);
		map.put(SETTINGS, settings);
		return map;
	}

	/**
	 * @param file for messages
	 * @param map as it came from the file
	 * @return the state
	 * @throws UserException if something is missing
	 */
	static TrainerState of(final Path file, final Map<String, Object> map) {
		if (map == null || !(map.get(ITERATION) instanceof Number iteration) ||
			!(map.get(SETTINGS) instanceof Map<?, ?> settings))
			throw new UserException("resume: " + file + " does not say how far the training had come; start without resume.");
		final Map<String, String> text = new LinkedHashMap<>();
		settings.forEach((key, value) -> text.put(String.valueOf(key), String.valueOf(value)));
		final Number best = map.get(BEST_MAP) instanceof Number n ? n : Double.NaN;
		final Number bestIteration = map.get(BEST_ITERATION) instanceof Number n ? n : 0;
		return new TrainerState(iteration.intValue(), best.doubleValue(), bestIteration.intValue(),
			Boolean.TRUE.equals(map.get(VALIDATION_DUE)), String.valueOf(map.get(ENGINE)), text);
	}

	/**
	 * @param file for messages
	 * @param now the settings of the training that wants to continue
	 * @throws UserException naming the first that differs
	 */
	void check(final Path file, final Map<String, String> now) {
		final Set<String> keys = new LinkedHashSet<>(now.keySet());
		keys.addAll(PAPER.keySet().stream().sorted().toList());
		keys.forEach(key -> {
			final String paper = PAPER.getOrDefault(key, NOT_USED);
			final String before = settings.getOrDefault(key, paper), value = now.getOrDefault(key, paper);
			if (Objects.equals(before, value)) return;
			final boolean data = key.equals("dataset") || key.equals("validation");
			throw new UserException("resume: " + (data
				? "the images or objects of " + key + " (or of its split) are not those that " + file +
					" was trained with; give the same data, or start again with resume=false."
				: key + " is " + shown(value) + ", but " + file + " was trained with " + shown(before) + "; " +
					wayOut(key, before) + ", or start again with resume=false."));
		});
	}

	private static String shown(final String value) {
		return value == null || value.isEmpty() ? "empty" : "'" + value + "'";
	}

	/** The correction that the user has to make. Some values come from other keys. */
	private static String wayOut(final String key, final String before) {
		final Matcher cosine = COSINE.matcher(before == null ? "" : before);
		if (cosine.matches()) return "set schedule=cosine and iterations=" + cosine.group(1) + ", which a cosine depends on";
		if (NOT_USED.equals(before) && key.equals("schedule")) return "set schedule=steps";
		final String same = "set " + key + "=" + (before == null || before.isEmpty() ? "[]" : before);
		return switch (key) {
			case "gradient_clip" -> same + ", or give the initial_weights that it started with";
			case "steps", "warmup" -> same + " (its default follows from iterations)";
			default -> same;
		};
	}
}
