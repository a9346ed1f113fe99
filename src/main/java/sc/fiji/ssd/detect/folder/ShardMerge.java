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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.OutputLock;
import sc.fiji.ssd.io.UserException;

/**
 * Merges the results of all shards of a folder run (see {@link Shard}) into those of one run. The merged
 * {@code detections.csv}, {@code detections.json}, {@code images.csv} and {@code failures.csv} equal those of an
 * unsharded run byte for byte; so does {@code run.json}, but for {@code started}, which is that of the first shard to
 * start, and for values that can differ between machines without affecting results ({@code model.file},
 * {@code engine.device}'s number, {@code engine.threads}, {@code versions.java}, {@code versions.system}), which is the
 * first shard's.
 * <p> Nothing is merged unless every shard exists, is complete, and was made with the same model, settings and resolved
 * engine.
 * </p>
 *
 * @param input folder of the shards' results: of all of them, or with a folder within for each
 * @param output folder of the joined results; may be the same
 */
public record ShardMerge(Path input, Path output) {

	private static final Pattern RUN = Pattern.compile("run(-(\\d{1,6})-of-(\\d{1,6}))\\.json");

	/** Number of shards that a message lists. */
	private static final int NAMED = 5;

	private record Part(Shard shard, ResultFiles files) {

		String is(final String what) {
			return "input: shard " + shard + " in " + files.folder() + " " + what;
		}
	}

	/**
	 * @return the counts of the merged results
	 * @throws UserException if a shard is missing, not complete, damaged or of another
	 *           run, or if the output holds other results
	 */
	public FolderResult run() {
		final List<Part> parts = parts();
		return FileAccess.get(() -> {
			try (OutputLock lock = OutputLock.take(new ResultFiles(output, Shard.ALL.suffix()).lock(), "output")) {
				return merge(parts);
			}
		}, e -> "output: " + output + " cannot be written: " + OneLine.of(e) +
			"; free some space or choose another folder.");
	}

	private FolderResult merge(final List<Part> parts) throws IOException {
		final List<RunRecord> runs = new ArrayList<>();
		for (final Part part : parts)
			runs.add(record(part));
		checkAlike(parts, runs);
		final List<String> classes = runs.get(0).model().classes();
		final FolderResults all = new FolderResults(classes);
		for (int i = 0; i < parts.size(); i++)
			all.addAll(results(parts.get(i), runs.get(i), classes));
		final RunRecord merged = RunRecord.merged(runs, all.totals());
		final ResultFiles files = new ResultFiles(output, Shard.ALL.suffix());
		checkOutput(files, merged);
		final Map<String, Integer> places = new HashMap<>();
		for (final String image : all.names())
			places.put(image, places.size() + 1);
		merged.with(false, merged.results()).write(files.run());
		all.write(files, places, merged);
		return merged.results();
	}

	/** @return all shards in their order */
	private List<Part> parts() {
		final SortedMap<Integer, SortedMap<Integer, Part>> found = new TreeMap<>(); // by count, then index
		for (final Path file : runFiles()) {
			final Matcher name = RUN.matcher(file.getFileName().toString());
			if (!name.matches()) continue;
			final Part part = new Part(shard(name), new ResultFiles(file.getParent(), name.group(1)));
			final Part twin = found.computeIfAbsent(part.shard.count(), n -> new TreeMap<>()).put(part.shard.index(),
				part);
			if (twin != null)
				throw new UserException(twin.is("is also in " + part.files.folder() + "; move one of the two away."));
		}
		if (found.isEmpty())
			throw new UserException("input: " + input +
				" contains no results of shards (run-K-of-N.json), and neither do its subfolders; give the output folder of the shards.");
		if (found.size() > 1)
			throw new UserException("input: " + input + " contains shards of several runs, of " +
				found.keySet().stream().map(String::valueOf).collect(Collectors.joining(" and of ")) +
				" parts; move the others away.");
		final int count = found.firstKey();
		final SortedMap<Integer, Part> parts = found.get(count);
		final List<Shard> missing = IntStream.rangeClosed(1, count).filter(k -> !parts.containsKey(k))
			.mapToObj(k -> new Shard(k, count)).toList();
		if (!missing.isEmpty())
			throw new UserException(
				"input: " + input + " lacks shard " + names(missing) + "; run SSD Detect Folder... with shard=" +
					missing.get(0) + (missing.size() > 1 ? " and so on" : "") + ", then merge again.");
		return List.copyOf(parts.values());
	}

	private static Shard shard(final Matcher name) {
		return new Shard(Integer.parseInt(name.group(2)), Integer.parseInt(name.group(3)));
	}

	private static String names(final List<Shard> shards) {
		return shards.stream().limit(NAMED).map(Shard::toString).collect(Collectors.joining(", ")) +
			(shards.size() > NAMED ? " and " + (shards.size() - NAMED) + " more" : "");
	}

	/** @return what lies in the input and in its folders */
	private List<Path> runFiles() {
		if (!Files.isDirectory(input))
			throw new UserException("input: " + input + " is not a folder; give the folder of the shards' results.");
		try (Stream<Path> files = Files.find(input, 2, (file, attributes) -> attributes.isRegularFile())) {
			return files.sorted().toList();
		}
		catch (final IOException | UncheckedIOException e) {
			throw new UserException("input: " + input + " cannot be listed: " + OneLine.of(e) + ".", e);
		}
	}

	private static RunRecord record(final Part part) {
		final RunRecord run = RunRecord.read(part.files.run());
		if (!part.shard.toString().equals(run.shard()))
			throw new UserException(part.files.run() + ": it belongs to shard " + run.shard() +
				" despite its name; run shard " + part.shard + " again with overwrite=true.");
		if (!run.complete() || run.results() == null)
			throw new UserException(part.is("is not complete; run SSD Detect " + "Folder... with shard=" + part.shard +
				" again to resume, then merge again."));
		return run;
	}

	/** Names the shard that differs from most. */
	private static void checkAlike(final List<Part> parts, final List<RunRecord> runs) {
		final Map<Map<String, Object>, Long> kinds = runs.stream().map(RunRecord::shardNumbers)
			.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
		if (kinds.size() == 1) return;
		final RunRecord usual = runs.stream().max(Comparator.comparing(run -> kinds.get(run.shardNumbers())))
			.orElseThrow();
		for (int i = 0; i < runs.size(); i++) {
			final RunRecord.Difference d = runs.get(i).shardDifference(usual).orElse(null);
			if (d != null)
				throw new UserException(parts.get(i).is("differs from shard " + usual.shard() + ": its " + d.what() +
					" is " + d.mine() + ", not " + d.other() + "; run it again with the same settings as the others and overwrite=true."));
		}
	}

	private static FolderResults results(final Part part, final RunRecord run, final List<String> classes) {
		final FolderResults results = FolderResults.readAll(part.files, classes);
		if (!results.totals().equals(run.results()))
			throw new UserException(part.is("is damaged: its files contain " + text(results.totals()) +
				", its run.json says " + text(run.results()) + "; run it again with overwrite=true."));
		for (final String image : results.names())
			if (!part.shard.takes(image))
				throw new UserException(
					part.is("holds " + image + ", which belongs to another shard; run it again with overwrite=true."));
		return results;
	}

	private static String text(final FolderResult results) {
		return results.images() + " images, " + results.detections() + " detections and " + results.failures() +
			" failures";
	}

	/** Results of another run are not replaced; those of an earlier merge are. */
	private void checkOutput(final ResultFiles files, final RunRecord merged) {
		String other = null;
		if (Files.exists(files.run()))
			other = RunRecord.read(files.run()).shardDifference(merged).map(d -> " of another run (" + d + ")")
				.orElse(null);
		else
			if (Files.exists(files.detections()) || Files.exists(files.images()))
				other = " without a run.json that says how " + "they were made";
		if (other != null)
			throw new UserException(
				"output: " + output + " contains results" + other + "; move them away or choose another folder.");
	}
}
