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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

import sc.fiji.ssd.detect.DetectionProgress;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.FileDetection;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.image.SeriesPath;
import sc.fiji.ssd.io.CodePoints;
import sc.fiji.ssd.io.Daemon;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.OutputLock;
import sc.fiji.ssd.io.ShutdownGuard;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;

/**
 * Detects in every image of a folder and writes {@code detections.csv},
 * {@code detections.json}, {@code images.csv}, {@code failures.csv},
 * {@code run.json} and the overlays.
 *
 * <pre>{@code
 * FolderResult result = new FolderDetection(detector, reader, overlays, modelFile, null, (done, total, message) -> {}).run(
 * 	new FolderSettings(input, output, false, true, Shard.ALL, false, null));
 * }</pre>
 * <p> An image that cannot be read is listed in {@code failures.csv}, and all others are processed. The files are
 * written every two seconds or so, each next to its name and then renamed, so that a run that was stopped or killed can
 * be resumed: without {@code overwrite}, images that are in the results, unchanged since, with their overlay if
 * requested, are not processed again. Results that were made with other settings (see {@link RunRecord}) are refused.
 * </p>
 */
public final class FolderDetection {

	private static final long SAVE_EVERY_NANOS = 2_000_000_000L;

	/** Writing may take at most one part in this number of the time. */
	private static final int SAVE_SHARE = 50;

	private static final int MOST_OVERLAYS_WAITING = 32;

	/** Threads that write overlays; most of writing is waiting for the disk. */
	private static final int OVERLAY_THREADS = 2;

	private final Detector detector;
	private final ImageReader reader;
	private final OverlayWriter overlays;
	private final Path modelFile;
	private final String modelDigest;
	private final DetectionProgress progress;
	private Consumer<String> notes = line -> {};

	/**
	 * @param detector finds the objects
	 * @param reader of the images; called by other threads
	 * @param overlays writes the images with their overlays; called by other threads; not used where no overlays are
	 * requested
	 * @param modelFile the file of the detector's model, for {@code run.json}
	 * @param modelDigest SHA-256 of that file before it was read; null: computed when the run begins
	 * @param progress is told about every image, in the thread of {@link #run}
	 */
	public FolderDetection(final Detector detector, final ImageReader reader, final OverlayWriter overlays,
		final Path modelFile, final String modelDigest, final DetectionProgress progress)
	{
		this.detector = detector;
		this.reader = reader;
		this.overlays = overlays;
		this.modelFile = modelFile;
		this.modelDigest = modelDigest;
		this.progress = progress;
	}

	/** @param listener receives messages about the folder for the user, one line each */
	public void setNotes(final Consumer<String> listener) {
		notes = listener;
	}

	/**
	 * @param settings which folder, what to write where
	 * @return the counts of the results
	 * @throws UserException if there is no image, if the output holds other results,
	 *           or if the results cannot be written
	 */
	public FolderResult run(final FolderSettings settings) {
		return FileAccess.get(() -> new Run(settings).run(),
			e -> "output: " + settings.output() + " cannot be written: " + OneLine.of(e) +
			"; free some space or choose another folder.");
	}

	private record Waiting(String image, List<PlaneDetections> planes, Future<?> overlay) {}

	/** One run. */
	private final class Run {

		final FolderSettings settings;
		final ResultFiles files;
		final Map<String, Integer> places = new HashMap<>();
		final Map<String, Path> mine = new LinkedHashMap<>();
		final Map<String, SourceFiles.State> states = new HashMap<>();
		final FolderResults results = new FolderResults(detector.model().classNames());
		final Deque<Waiting> waiting = new ArrayDeque<>();
		RunRecord record;
		OutputLock lock;
		volatile boolean jvmEnds;
		int done;
		long savedAt = System.nanoTime();
		long saveTook;

		Run(final FolderSettings settings) {
			this.settings = settings;
			files = new ResultFiles(settings);
		}

		FolderResult run() throws IOException {
			if (Files.exists(settings.output()) && !Files.isDirectory(settings.output()))
				throw new UserException("output: " + settings.output() + " is not a folder; give a folder.");
			final ImageFiles listed = ImageFiles.list(settings, reader);
			listed.notes().forEach(notes);
			states.putAll(listed.states());
			listed.files().forEach((image, file) -> {
				places.put(image, places.size() + 1);
				if (settings.shard().takes(image)) mine.put(image, file);
			});
			record = RunRecord.of(detector, modelFile, digest(), settings, Instant.now().toString());
			try (ShutdownGuard guard = new ShutdownGuard(() -> jvmEnds = true);
				OutputLock held = OutputLock.take(files.lock(), "output"))
			{
				lock = held;
				return locked();
			}
		}

		private String digest() {
			final String digest = ModelFile.digest(modelFile);
			if (modelDigest != null && !modelDigest.equals(digest))
				throw new UserException("model: " + modelFile + " was replaced while it was read; run it again.");
			return digest;
		}

		private boolean canceled() {
			return jvmEnds || progress.canceled();
		}

		private FolderResult locked() throws IOException {
			takeUp();
			final List<String> todo = mine.keySet().stream().filter(image -> !results.has(image)).toList();
			done = mine.size() - todo.size();
			if (done > 0)
				progress.progress(done, mine.size(),
					done + " of " + mine.size() + " images were already done and are kept");
			final ExecutorService overlayThreads = Daemon.pool("SSD-overlays", OVERLAY_THREADS);
			boolean all = false;
			try {
				if (!canceled())
					new FileDetection(detector, reader).run(todo.stream().map(mine::get).toList(),
						(index, planes, failure) -> accept(todo.get(index), planes, failure, overlayThreads),
						tiles -> !canceled());
				finish(0);
				all = done == mine.size();
			}
			finally {
				end(overlayThreads, all);
			}
			return results.totals();
		}

		/** Also after an interruption, which would stop every write. */
		private void end(final ExecutorService overlayThreads, final boolean complete) throws IOException {
			final boolean interrupted = Thread.interrupted();
			try {
				finish(0);
			}
			finally {
				overlayThreads.shutdownNow();
				save(complete);
				if (interrupted) Thread.currentThread().interrupt();
			}
		}

		/** Keeps the results of an earlier run with the same settings. */
		private void takeUp() throws IOException {
			if (settings.overwrite()) files.delete();
			if (!Files.exists(files.run())) {
				for (final Path file : List.of(files.detections(), files.images()))
					if (Files.exists(file))
						throw refusal("without a " + files.run().getFileName() + " that says how they were made");
				begin(record);
				return;
			}
			final RunRecord earlier = RunRecord.read(files.run());
			final RunRecord.Difference difference = earlier.difference(record).orElse(null);
			if (difference != null) throw refusal("of another run (" + difference + ")");
			if (Files.exists(files.detections()) && Files.exists(files.images())) keep(earlier);
			begin(earlier);
		}

		/**
		 * Records that this run is in progress before it has results, so that it can be resumed if it is killed. If it
		 * resumes an earlier run, the start time of that run stays, because its images are judged by it until new ones
		 * are written.
		 */
		private void begin(final RunRecord run) throws IOException {
			run.with(false, results.totals()).write(files.run());
		}

		private void keep(final RunRecord earlier) throws IOException {
			final FolderResults before = FolderResults.read(files, detector.model().classNames());
			final Instant since = Instant.parse(earlier.started());
			final Map<String, SourceFiles.State> sources = SourceFiles.read(files.sources());
			for (final Map.Entry<String, Path> image : mine.entrySet())
				if (before.has(image.getKey()) && isCurrent(image.getKey(), image.getValue(), sources, since))
					results.take(image.getKey(), before);
		}

		private boolean isCurrent(final String image, final Path file, final Map<String, SourceFiles.State> sources,
			final Instant since) throws IOException
		{
			if (settings.overlays() && !Files.exists(files.overlay(image))) return false;
			if (!Files.exists(SeriesPath.file(file))) return false;
			final SourceFiles.State before = sources.get(image);
			return before != null
				? before.equals(states.get(image))
				: !Files.getLastModifiedTime(SeriesPath.file(file)).toInstant().isAfter(since);
		}

		private UserException refusal(final String what) {
			return new UserException(
				"output: " + settings.output() + " contains results " + what + "; use overwrite=true or another folder.");
		}

		private boolean accept(final String image, final List<PlaneDetections> planes, final Exception failure,
			final ExecutorService overlayThreads) throws IOException
		{
			if (failure != null) {
				checkInput(image);
				fail(image, failure);
			}
			else if (!settings.overlays()) succeed(image, planes);
			else waiting.add(new Waiting(image, planes, overlayThreads.submit(() -> {
				final Path target = files.overlay(image);
				Files.createDirectories(target.getParent());
				overlays.write(mine.get(image), target, planes);
				return null;
			})));
			finish(MOST_OVERLAYS_WAITING);
			if (System.nanoTime() - savedAt > Math.max(SAVE_EVERY_NANOS, SAVE_SHARE * saveTook)) save(false);
			return !canceled();
		}

		/**
		 * A single missing image is a failure of that image; if the folder or network share disappears, all remaining
		 * images would fail, so the run ends.
		 */
		private void checkInput(final String image) throws IOException {
			if (Files.exists(SeriesPath.file(mine.get(image)))) return;
			if (Files.isDirectory(settings.input())) try (Stream<Path> files = Files.list(settings.input())) {
				if (files.findAny().isPresent()) return;
			}
			throw new UserException(
				"input: " + settings.input() + " no longer exists; restore it and run again to resume.");
		}

		/** Takes finished overlays, and waits while more than this number are pending. */
		private void finish(final int most) {
			while (!waiting.isEmpty() && (waiting.size() > most || waiting.peek().overlay.isDone())) {
				final Waiting next = waiting.poll();
				try {
					next.overlay.get();
					succeed(next.image, next.planes);
				}
				catch (final ExecutionException e) {
					if (e.getCause() instanceof Error error && !(error instanceof OutOfMemoryError)) throw error;
					fail(next.image, e.getCause());
				}
				catch (final InterruptedException e) {
					Thread.currentThread().interrupt();
					throw new UserException("The run was interrupted; run it again to resume.", e);
				}
			}
		}

		private void succeed(final String image, final List<PlaneDetections> planes) {
			results.add(image, planes);
			done++;
			progress.progress(done, mine.size(),
				image + ": " + planes.stream().mapToInt(p -> p.detections().size()).sum() + " detections");
		}

		private void fail(final String image, final Throwable failure) {
			final String error = OneLine.of(failure);
			results.fail(image, error);
			done++;
			progress.progress(done, mine.size(), image + " failed: " + error);
		}

		private Map<String, SourceFiles.State> done() {
			final Map<String, SourceFiles.State> done = new TreeMap<>(CodePoints.ORDER);
			for (final String image : mine.keySet())
				if (results.has(image) && states.containsKey(image)) done.put(image, states.get(image));
			return done;
		}

		private void save(final boolean complete) throws IOException {
			final long start = System.nanoTime();
			lock.check();
			SourceFiles.write(files.sources(), done());
			results.write(files, places, record.with(complete, results.totals()));
			savedAt = System.nanoTime();
			saveTook = savedAt - start;
		}
	}
}
