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
package sc.fiji.ssd.detect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.io.Daemon;
import sc.fiji.ssd.io.UserException;

/**
 * Detects in the planes of one source after another. Other threads read and
 * prepare the next tiles while the network works, and one more turns the
 * predictions of the batch before into boxes; only a few prepared tiles are in memory
 * at a time. A detector with several workers has a batch on each. Batches are filled
 * across tiles, planes and sources; what is found does not depend on that.
 */
final class PlaneStream {

	/** Opens the source of planes. */
	@FunctionalInterface
	interface Source {

		/**
		 * @param index of the source
		 * @return its planes; called by a thread that reads ahead
		 * @throws IOException if it cannot be read
		 */
		List<ImagePlane> open(int index) throws IOException;

		/** @return whether it may be opened while others are: it takes little memory */
		default boolean isSmall(final int index) {
			return false;
		}
	}

	private sealed interface Item permits Tile, End {}

	/** A plane in progress; only the detecting thread adds to it. */
	private record Plane(int slice, Detector.Tiles tiles, PlaneTiles found) {}

	private record Tile(Plane plane, Detector.Prepared prepared) implements Item {}

	/** Marks the end of a source's tiles. */
	private record End(Exception failure, Error fatal) implements Item {}

	private static final class Work {

		final int index;
		final List<PlaneDetections> planes = new ArrayList<>();
		int pending;
		Exception failure;
		boolean ended;

		Work(final int index) {
			this.index = index;
		}
	}

	private record Waiting(Work work, Tile tile) {}

	/** A batch that the network computes, or whose predictions are being turned into boxes. */
	private record Late(List<Waiting> tiles, Future<List<List<Detection>>> future) {

		List<List<Detection>> found() throws InterruptedException {
			try {
				return future.get();
			}
			catch (final ExecutionException e) {
				if (e.getCause() instanceof Error error) throw error;
				throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
			}
		}
	}

	/** Interval at which the watcher is called while an image is read. */
	private static final long LOOK_MILLIS = 200;

	/** Time after which readers are abandoned and their results ignored. */
	private static final long LEAVE_MILLIS = 2000;

	/** May be there when others are done. */
	private static final End LACKS_MEMORY = new End(null, null);

	private final Detector detector;
	private final int readers;
	private final LongPredicate watcher;
	private final ExecutorService boxes = Daemon.pool("SSD-boxes", 1);
	private final DetectionWorkers workers;
	private final Deque<Late> late = new ArrayDeque<>();
	private long tilesDone;

	/**
	 * @param detector finds the objects
	 * @param readers threads that read and prepare, at least 1
	 * @param watcher hears after every batch, in the caller's thread
	 */
	PlaneStream(final Detector detector, final int readers, final LongPredicate watcher) {
		this.detector = detector;
		this.readers = readers;
		this.watcher = watcher;
		workers = detector.workers().size() > 1 ? new DetectionWorkers(detector) : null;
	}

	/**
	 * @param count of the sources
	 * @param source opens them
	 * @param sink takes the results in their order
	 * @throws IOException if the sink throws it
	 * @throws UserException if the thread is interrupted
	 */
	void run(final int count, final Source source, final FileDetection.Sink sink) throws IOException {
		final ItemsInOrder<Item> queue = new ItemsInOrder<>(2 * detector.batchSize() + 2);
		final AtomicInteger next = new AtomicInteger();
		final List<Thread> ahead = new ArrayList<>();
		for (int i = 0; i < Math.min(readers, count); i++)
			ahead.add(Daemon.start("SSD-read-ahead-" + (i + 1), () -> readAll(count, next, source, queue)));
		try {
			consume(count, queue, sink);
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new UserException("The run was interrupted; run it again to resume.", e);
		}
		finally {
			queue.end();
			boxes.shutdownNow();
			if (workers != null) workers.close();
			ahead.forEach(PlaneStream::join);
		}
	}

	private void consume(final int count, final ItemsInOrder<Item> queue, final FileDetection.Sink sink)
		throws IOException, InterruptedException
	{
		final Deque<Work> open = new ArrayDeque<>();
		final List<Waiting> batch = new ArrayList<>();
		for (int index = 0; index < count; index++) {
			final Work work = new Work(index);
			open.add(work);
			while (!work.ended) {
				final Item item = queue.take(LOOK_MILLIS);
				if (item == null) { // a slow image does not delay the ones before it
					final boolean more = batch.isEmpty() ? watcher.test(tilesDone) : run(batch);
					collect(Integer.MAX_VALUE);
					if (!more) return;
				}
				else if (item instanceof Tile tile) {
					batch.add(new Waiting(work, tile));
					work.pending++;
					if (batch.size() == detector.workers().get(0).batch() && !run(batch)) return;
				}
				else if (item instanceof End end) {
					if (end.fatal != null) throw end.fatal;
					work.failure = end.failure;
					work.ended = true;
				}
				if (!report(open, sink)) return;
			}
		}
		if (!run(batch)) return;
		collect(0);
		report(open, sink);
	}

	/** @return whether to continue */
	private boolean run(final List<Waiting> batch) throws InterruptedException {
		if (batch.isEmpty()) return true;
		final List<Waiting> tiles = List.copyOf(batch);
		batch.clear();
		late.add(new Late(tiles, start(tiles.stream().map(w -> w.tile.prepared).toList())));
		collect(workers == null ? 1 : detector.workers().size() + 1);
		tilesDone += tiles.size();
		return watcher.test(tilesDone);
	}

	/** One engine is called by this thread; each of several by its own. */
	private Future<List<List<Detection>>> start(final List<Detector.Prepared> batch) {
		if (workers != null) return workers.start(batch);
		final Supplier<List<List<Detection>>> found = detector.predict(detector.workers().get(0), batch);
		return boxes.submit(found::get);
	}

	/**
	 * Takes the results of the first batches: those that are ready, and waits while more than this number are pending.
	 */
	private void collect(final int most) throws InterruptedException {
		while (!late.isEmpty() && (late.size() > most || late.peek().future.isDone()))
			take(late.remove());
	}

	private void take(final Late done) throws InterruptedException {
		final List<Waiting> tiles = done.tiles;
		final List<List<Detection>> found = done.found();
		for (int i = 0; i < tiles.size(); i++) {
			final Waiting w = tiles.get(i);
			final Detector.Prepared prepared = w.tile.prepared;
			final Plane plane = w.tile.plane;
			plane.found.add(prepared.tile(), found.get(i));
			w.work.pending--;
			if (prepared.tile() == plane.tiles.count() - 1)
				w.work.planes.add(
					new PlaneDetections(plane.slice, prepared.width(), prepared.height(), plane.found.detections()));
		}
	}

	private static boolean report(final Deque<Work> open, final FileDetection.Sink sink) throws IOException {
		while (!open.isEmpty() && open.peek().ended && open.peek().pending == 0) {
			final Work work = open.poll();
			if (!sink.accept(work.index, work.failure == null ? work.planes : List.of(), work.failure)) return false;
		}
		return true;
	}

	/** An interrupt would also end it, but readers swallow interrupts. */
	private void readAll(final int count, final AtomicInteger next, final Source source,
		final ItemsInOrder<Item> queue)
	{
		try {
			for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
				final End end = read(index, source, queue);
				if (end == null || !queue.putLast(index, end)) return;
			}
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * One source at a time that is not small, or did not fit into the memory together with others.
	 *
	 * @return how reading the source ended; null once it is no longer needed
	 */
	private End read(final int index, final Source source, final ItemsInOrder<Item> queue) throws InterruptedException {
		if (source.isSmall(index)) {
			final End end = prepare(index, source, queue, true);
			if (end != LACKS_MEMORY) return end;
		}
		return queue.awaitEarlier(index) ? prepare(index, source, queue, false) : null;
	}

	private End prepare(final int index, final Source source, final ItemsInOrder<Item> queue, final boolean again)
		throws InterruptedException
	{
		boolean begun = false;
		try {
			final List<ImagePlane> planes = source.open(index);
			if (planes.isEmpty()) throw new IOException("contains no image");
			for (final ImagePlane next : planes) {
				final Detector.Tiles tiles = detector.tiles(next);
				final Plane plane = new Plane(next.slice(), tiles,
					new PlaneTiles(tiles.plan().grid(), detector.settings().overlap()));
				for (int i = 0; i < tiles.count(); i++) {
					if (!queue.put(index, new Tile(plane, tiles.prepare(i)))) return null;
					begun = true;
				}
			}
			return new End(null, null);
		}
		catch (final OutOfMemoryError e) {
			return again && !begun
				? LACKS_MEMORY
				: new End(new IOException("needs more memory than there is; give Java more with -Xmx", e), null);
		}
		catch (final InterruptedException e) {
			throw e;
		}
		catch (final UncheckedIOException e) { // of a plane that is read late
			return new End(e.getCause(), null);
		}
		catch (final Exception e) {
			return new End(e, null);
		}
		catch (final Error e) {
			return new End(null, e);
		}
	}

	/** Interrupts the thread that waits for a slow reader, and waits a little for it to end. */
	private static void join(final Thread ahead) {
		boolean interrupted = false;
		final long end = System.nanoTime() + LEAVE_MILLIS * 1_000_000;
		while (ahead.isAlive()) {
			final long left = (end - System.nanoTime()) / 1_000_000;
			if (left <= 0) break;
			ahead.interrupt();
			try {
				ahead.join(Math.min(left, LOOK_MILLIS));
			}
			catch (final InterruptedException e) {
				interrupted = true;
			}
		}
		if (interrupted) Thread.currentThread().interrupt();
	}
}
