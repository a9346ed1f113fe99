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

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A queue of items that several threads make from numbered sources and that are taken in the order of the sources. The
 * number of waiting items is limited, but the thread that works on the source being taken from may always add one, so
 * there is no deadlock.
 *
 * @param <T> what is made
 */
final class ItemsInOrder<T> {

	private final int capacity;
	private final Map<Integer, Deque<T>> items = new HashMap<>();
	private final Set<Integer> complete = new HashSet<>();
	/** The source that is taken from. */
	private int current;
	/** All sources before it are complete. */
	private int read;
	private int waiting;
	private boolean ended;

	/** @param capacity items that may wait, at least 1 */
	ItemsInOrder(final int capacity) {
		this.capacity = capacity;
	}

	/**
	 * Adds an item; first waits while there are too many.
	 *
	 * @param source that the item is of
	 * @param item not null
	 * @return false once nobody takes any more
	 */
	synchronized boolean put(final int source, final T item) throws InterruptedException {
		while (!ended && waiting >= capacity && (source != current || items.containsKey(source)))
			wait();
		if (ended) return false;
		items.computeIfAbsent(source, s -> new ArrayDeque<>()).add(item);
		waiting++;
		notifyAll();
		return true;
	}

	/** Adds the last item of a source; otherwise as {@link #put}. */
	synchronized boolean putLast(final int source, final T item) throws InterruptedException {
		if (!put(source, item)) return false;
		complete.add(source);
		while (complete.contains(read))
			read++;
		return true;
	}

	/**
	 * @param millis to wait at most
	 * @return the next item of the first source that is not taken completely; null if there was none in that time
	 * @throws InterruptedException also if there is one
	 */
	synchronized T take(final long millis) throws InterruptedException {
		if (Thread.interrupted()) throw new InterruptedException();
		final long end = System.nanoTime() + millis * 1_000_000;
		while (!items.containsKey(current)) {
			final long left = (end - System.nanoTime()) / 1_000_000;
			if (left <= 0) return null;
			wait(left);
		}
		final Deque<T> own = items.get(current);
		final T item = own.poll();
		waiting--;
		if (own.isEmpty()) {
			items.remove(current);
			if (complete.remove(current)) current++;
		}
		notifyAll();
		return item;
	}

	/**
	 * Waits until all items of all earlier sources have been added.
	 *
	 * @return false once nobody takes any more
	 */
	synchronized boolean awaitEarlier(final int source) throws InterruptedException {
		while (!ended && read < source)
			wait();
		return !ended;
	}

	/** Releases all threads that are waiting to add an item. */
	synchronized void end() {
		ended = true;
		notifyAll();
	}
}
