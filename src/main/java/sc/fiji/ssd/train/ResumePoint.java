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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdArchitecture;

/**
 * The settings that an interrupted training was begun with. A training that is resumed
 * takes them for keys that are left at their defaults, so that asking for more
 * iterations does not move the steps of the learning rate.
 *
 * @param iteration the last one done
 * @param settings by macro key
 * @param architecture of the network
 */
public record ResumePoint(int iteration, Map<String, String> settings, SsdArchitecture architecture) {

	/**
	 * @param model file of the model, {@code NAME.ssd}
	 * @return what {@code NAME.last.ssd} says; empty if there is no such file
	 * @throws sc.fiji.ssd.io.UserException if the file is damaged
	 */
	public static Optional<ResumePoint> of(final Path model) {
		final Path last = TrainingFiles.of(model).last();
		if (!Files.exists(last)) return Optional.empty();
		final ModelFile.Resumable resumable = ModelFile.readResumable(last);
		final TrainerState state = TrainerState.of(last, resumable.trainerState());
		return Optional.of(new ResumePoint(state.iteration(), state.settings(), resumable.model().architecture()));
	}

	/**
	 * @param key such as {@code batch_size}
	 * @return its value as a whole number; empty if the file does not say
	 */
	public Optional<Integer> whole(final String key) {
		final String text = settings.get(key);
		return text != null && text.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
	}

	/** @return the iterations at which the learning rate falls; empty if the file does not say */
	public Optional<List<Integer>> steps() {
		final String text = settings.get("steps");
		if (text == null || !text.matches("(\\d{1,9}(,\\d{1,9})*)?")) return Optional.empty();
		return Optional.of(text.isEmpty() ? List.of() : List.of(text.split(",")).stream().map(Integer::valueOf).toList());
	}

	/** @return the limit of the gradients' norm; empty if the file does not say */
	public Optional<Double> gradientClip() {
		try {
			return Optional.ofNullable(settings.get("gradient_clip")).map(Double::valueOf);
		}
		catch (final NumberFormatException e) {
			return Optional.empty();
		}
	}
}
