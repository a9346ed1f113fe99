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
package sc.fiji.ssd.detect.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;

import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.Tiling;
import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.SsdModel;

/**
 * The file {@code run.json}, which records how the results next to it were made. Keys are the components' names in
 * lower_snake_case.
 *
 * @param complete false while the run continues, or if it was ended early
 * @param started when, UTC, ISO 8601
 * @param input folder of the images
 * @param recursive whether folders within were searched
 * @param shard {@code K/N}
 * @param model the model used
 * @param settings the detection settings
 * @param engine the engine used
 * @param versions of the software
 * @param results counts of the results
 * @param citation references to cite; null in files of earlier versions
 */
public record RunRecord(boolean complete, String started, String input, boolean recursive, String shard, Model model,
	Settings settings, Engine engine, Versions versions, FolderResult results, List<String> citation)
{

	/** The references to cite in work that uses the results. */
	private static final List<String> CITATION = List.of(
		"Liu et al., SSD: Single Shot MultiBox Detector, ECCV 2016, doi:10.1007/978-3-319-46448-0_2",
		"SSD for Fiji, https://imagej.net/plugins/ssd");

	/**
	 * @param file of the model
	 * @param digest SHA-256 of the file, hex
	 * @param architecture its name
	 * @param classes class 1 first
	 */
	public record Model(String file, String digest, String architecture, List<String> classes) {}

	/**
	 * @param score threshold
	 * @param overlap of suppression
	 * @param maxDetections of an image
	 * @param tiling {@code off}, {@code SIZE,OVERLAP}, or {@code auto} with what that follows
	 * @param channels that became red, green and blue
	 * @param intensityRange that became 0 to 255
	 * @param zProjection how slices became one plane; null: not at all
	 * @param averageFlips whether the results of flipped images were averaged; null: no
	 */
	public record Settings(double score, double overlap, int maxDetections, String tiling, String channels,
		String intensityRange, String zProjection, Boolean averageFlips)
	{}

	/**
	 * @param name of the engine
	 * @param device it ran on; several separated by commas
	 * @param precision of its arithmetic
	 * @param instructionSet of its kernels
	 * @param threads that computed
	 * @param batch images it took at once
	 * @param version of its library
	 */
	public record Engine(String name, String device, String precision, String instructionSet, int threads, int batch,
		String version)
	{}

	/**
	 * @param plugin this software
	 * @param java the virtual machine
	 * @param system operating system and processor
	 */
	public record Versions(String plugin, String java, String system) {}

	private static final Gson JSON = new GsonBuilder()
		.setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES).setPrettyPrinting().disableHtmlEscaping()
		.create();

	static RunRecord of(final Detector detector, final Path modelFile, final String modelDigest,
		final FolderSettings folder, final String started)
	{
		final SsdModel m = detector.model();
		final DetectionSettings d = detector.settings();
		final EngineDescription e = detector.engine();
		final String version = RunRecord.class.getPackage().getImplementationVersion();
		return new RunRecord(false, started, folder.input().toAbsolutePath().normalize().toString(), folder.recursive(),
			folder.shard().toString(),
			new Model(modelFile.toAbsolutePath().normalize().toString(), modelDigest, m.architecture().name(),
				m.classNames()),
			new Settings(d.score(), d.overlap(), d.maxDetections(), tiling(d, m), m.preprocessing().channels(),
				m.preprocessing().intensityRange(), folder.projection(), d.averageFlips() ? true : null),
			new Engine(e.engine(), e.device(), e.precision(), e.instructionSet(), e.threads(), detector.batchSize(),
				e.version()),
			new Versions(version == null ? "development" : version, System.getProperty("java.version"),
				System.getProperty("os.name") + " " + System.getProperty("os.arch")),
			new FolderResult(0, 0, 0), CITATION);
	}

	private static String tiling(final DetectionSettings settings, final SsdModel model) {
		if (settings.tiling().kind() != Tiling.Kind.AUTO) return settings.tiling().toString();
		return model.sampling() == null ? Tiling.OFF.toString() : Tiling.AUTO.toString();
	}

	/**
	 * @param shards records of all shards of one run
	 * @param total their combined counts
	 * @return the record of the whole; values that do not affect results, such as the number of threads, are those of
	 * the first
	 */
	static RunRecord merged(final List<RunRecord> shards, final FolderResult total) {
		final RunRecord first = shards.get(0);
		final String started = shards.stream().map(RunRecord::started).min(Comparator.comparing(Instant::parse))
			.orElseThrow();
		return new RunRecord(true, started, first.input, first.recursive, Shard.ALL.toString(), first.model,
			first.settings, first.engine, first.versions, total, CITATION);
	}

	RunRecord with(final boolean nowComplete, final FolderResult newResults) {
		return new RunRecord(nowComplete, started, input, recursive, shard, model, settings, engine, versions,
			newResults, citation);
	}

	void write(final Path file) throws IOException {
		AtomicFiles.writeString(file, JSON.toJson(this) + "\n");
	}

	/**
	 * @param file a {@code run.json}
	 * @return what it says
	 * @throws UserException if it is not one
	 */
	public static RunRecord read(final Path file) {
		try {
			final RunRecord run = JSON.fromJson(Files.readString(file), RunRecord.class);
			if (run == null || run.started == null || run.model == null || run.settings == null || run.engine == null)
				throw new UserException(file +
					": it does not say how its results were made; one of started, model, settings, engine is missing.");
			Instant.parse(run.started);
			return run;
		}
		catch (final DateTimeException e) {
			throw new UserException(file + ": it is not a valid run.json: started is not a time.", e);
		}
		catch (final JsonParseException | NumberFormatException e) {
			throw new UserException(file + ": it is not a valid run.json: " + OneLine.words(e) + ".", e);
		}
		catch (final IOException e) {
			throw new UserException(file + ": it cannot be read: " + OneLine.of(e) + ".", e);
		}
	}

	/**
	 * @param detections a detections file
	 * @return the record next to it, if there is one
	 * @throws UserException if it cannot be read
	 */
	public static Optional<RunRecord> nextTo(final Path detections) {
		final Path file = ResultFiles.nextTo(detections).run();
		return Files.isRegularFile(file) ? Optional.of(read(file)) : Optional.empty();
	}

	/**
	 * A difference between the settings of two runs that makes their results differ. @param what the key @param mine of
	 * this run @param other of the other
	 */
	record Difference(String what, Object mine, Object other) {

		@Override
		public String toString() {
			return what + " was " + mine + " and is " + other;
		}
	}

	/**
	 * @param other another run
	 * @return the first thing that would make its results differ from this one's;
	 *         empty if nothing
	 */
	Optional<Difference> difference(final RunRecord other) {
		return first(numbers(), other.numbers());
	}

	/**
	 * @param other another shard
	 * @return the first thing that keeps the two from being parts of one run; empty
	 *         if nothing
	 */
	Optional<Difference> shardDifference(final RunRecord other) {
		return first(shardNumbers(), other.shardNumbers());
	}

	private static Optional<Difference> first(final Map<String, Object> mine, final Map<String, Object> others) {
		return mine.entrySet().stream().filter(e -> !e.getValue().equals(others.get(e.getKey())))
			.map(e -> new Difference(e.getKey(), e.getValue(), others.get(e.getKey()))).findFirst();
	}

	/** The settings that are the same for all shards of a run. */
	Map<String, Object> shardNumbers() {
		final Map<String, Object> numbers = numbers();
		numbers.put("recursive", recursive);
		numbers.put("plugin version", versions == null ? "" : String.valueOf(versions.plugin));
		return numbers;
	}

	/**
	 * The settings that the results depend on. GPUs of one kind compute the same results, regardless of their number.
	 */
	private Map<String, Object> numbers() {
		final Map<String, Object> numbers = new LinkedHashMap<>();
		numbers.put("digest of the model", String.valueOf(model.digest));
		numbers.put("input", String.valueOf(input));
		numbers.put("score", settings.score);
		numbers.put("overlap", settings.overlap);
		numbers.put("max_detections", settings.maxDetections);
		numbers.put("tiling", String.valueOf(settings.tiling));
		numbers.put("channels", String.valueOf(settings.channels));
		numbers.put("intensity_range", String.valueOf(settings.intensityRange));
		numbers.put("z_projection", settings.zProjection == null ? "none" : settings.zProjection);
		numbers.put("average_flips", Boolean.TRUE.equals(settings.averageFlips));
		numbers.put("engine", String.valueOf(engine.name));
		numbers.put("device", String.valueOf(engine.device).replaceFirst(":\\d+(,.*)?$", ""));
		numbers.put("precision", String.valueOf(engine.precision));
		numbers.put("instruction set", String.valueOf(engine.instructionSet));
		numbers.put("batch", engine.batch);
		numbers.put("engine version", String.valueOf(engine.version));
		return numbers;
	}
}
