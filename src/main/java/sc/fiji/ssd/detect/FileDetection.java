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
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;

/**
 * Detects in one image file after another. Another thread reads and prepares the
 * next planes while the network works; only a few prepared planes are in memory
 * at a time. Batches are filled across files; what is found does not depend on
 * that.
 */
public final class FileDetection {

	/** Takes the results in the order of the files. */
	@FunctionalInterface
	public interface Sink {

		/**
		 * @param index of the file in the list
		 * @param planes what was found; empty if it failed
		 * @param failure why the file could not be read or prepared; null if it could
		 * @return whether to go on
		 * @throws IOException if the result cannot be kept; ends the run
		 */
		boolean accept(int index, List<PlaneDetections> planes, Exception failure) throws IOException;
	}

	private sealed interface Item permits Plane, End {}

	private record Plane(int slice, Detector.Prepared prepared) implements Item {}

	/** After the planes of a file. */
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

	private record Waiting(Work work, Plane plane) {}

	private final Detector detector;
	/** Milliseconds between two looks whether anybody still waits. */
	private static final long PATIENCE = 50;

	private final ImageReader reader;
	private final Object io;

	/**
	 * @param detector finds the objects
	 * @param reader of the files; called by another thread than the caller's
	 */
	public FileDetection(final Detector detector, final ImageReader reader) {
		this(detector, reader, new Object());
	}

	/** @param io is locked while the reader reads */
	FileDetection(final Detector detector, final ImageReader reader, final Object io) {
		this.detector = detector;
		this.reader = reader;
		this.io = io;
	}

	/**
	 * @param files to detect in
	 * @param sink takes the results
	 * @throws IOException if the sink throws it
	 * @throws sc.fiji.ssd.SsdException if the thread is interrupted
	 */
	public void run(final List<Path> files, final Sink sink) throws IOException {
		final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(2 * detector.batchSize() + 2);
		final AtomicBoolean ended = new AtomicBoolean();
		final Thread ahead = new Thread(() -> readAll(files, item -> put(item, queue, ended)), "SSD-read-ahead");
		ahead.setDaemon(true);
		ahead.start();
		try {
			consume(files.size(), queue, sink);
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new SsdException("The run was interrupted; run it again to go on.", e);
		}
		finally {
			ended.set(true);
			join(ahead);
		}
	}

	private void consume(final int files, final BlockingQueue<Item> queue, final Sink sink)
		throws IOException, InterruptedException
	{
		final Deque<Work> open = new ArrayDeque<>();
		final List<Waiting> batch = new ArrayList<>();
		for (int index = 0; index < files; index++) {
			final Work work = new Work(index);
			open.add(work);
			while (!work.ended) {
				final Item item = queue.take();
				if (item instanceof Plane plane) {
					batch.add(new Waiting(work, plane));
					work.pending++;
					if (batch.size() == detector.batchSize()) run(batch);
				}
				else if (item instanceof End end) {
					if (end.fatal != null) throw end.fatal;
					work.failure = end.failure;
					work.ended = true;
				}
				if (!report(open, sink)) return;
			}
		}
		run(batch);
		report(open, sink);
	}

	private void run(final List<Waiting> batch) {
		if (batch.isEmpty()) return;
		final List<List<Detection>> found = detector.run(batch.stream().map(w -> w.plane.prepared).toList());
		for (int i = 0; i < batch.size(); i++) {
			final Waiting w = batch.get(i);
			w.work.planes.add(
				new PlaneDetections(w.plane.slice, w.plane.prepared.width(), w.plane.prepared.height(), found.get(i)));
			w.work.pending--;
		}
		batch.clear();
	}

	private static boolean report(final Deque<Work> open, final Sink sink) throws IOException {
		while (!open.isEmpty() && open.peek().ended && open.peek().pending == 0) {
			final Work work = open.poll();
			if (!sink.accept(work.index, work.failure == null ? work.planes : List.of(), work.failure)) return false;
		}
		return true;
	}

	/** Takes what was read; false once nobody waits for it. */
	private interface Taker {

		boolean take(Item item);
	}

	/** An interrupt would do as well, were it not that readers swallow it. */
	private static boolean put(final Item item, final BlockingQueue<Item> queue, final AtomicBoolean ended) {
		try {
			while (!ended.get())
				if (queue.offer(item, PATIENCE, TimeUnit.MILLISECONDS)) return true;
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		return false;
	}

	private void readAll(final List<Path> files, final Taker taker) {
		for (final Path file : files) {
			final End end = read(file, taker);
			if (end == null || !taker.take(end)) return;
		}
	}

	/** @return how reading the file ended; null once nobody waits for it */
	private End read(final Path file, final Taker taker) {
		try {
			final List<ImagePlane> planes;
			synchronized (io) {
				planes = reader.read(file);
			}
			if (planes.isEmpty()) throw new IOException("holds no image");
			for (final ImagePlane plane : planes)
				if (!taker.take(new Plane(plane.slice(), detector.prepare(plane.pixels())))) return null;
			return new End(null, null);
		}
		catch (final OutOfMemoryError e) {
			return new End(new IOException("needs more memory than there is; give Java more with -Xmx", e), null);
		}
		catch (final Exception e) {
			return new End(e, null);
		}
		catch (final Error e) {
			return new End(null, e);
		}
	}

	private static void join(final Thread ahead) {
		boolean interrupted = false;
		while (ahead.isAlive()) {
			try {
				ahead.join();
			}
			catch (final InterruptedException e) {
				interrupted = true;
			}
		}
		if (interrupted) Thread.currentThread().interrupt();
	}
}
