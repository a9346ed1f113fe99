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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ItemsInOrderTest {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stop() {
		threads.shutdownNow();
	}

	/** 300 sources of 0 to 6 items before the last one, made by five threads. */
	@Test
	void everyItemComesInOrder() throws Exception {
		for (final int capacity : new int[] { 1, 3, 50 }) {
			final ItemsInOrder<String> items = new ItemsInOrder<>(capacity);
			final AtomicInteger next = new AtomicInteger(), there = new AtomicInteger(), most = new AtomicInteger();
			final List<Future<?>> makers = new ArrayList<>();
			for (int i = 0; i < 5; i++)
				makers.add(threads.submit((Callable<Void>) () -> {
					for (int source = next.getAndIncrement(); source < 300; source = next.getAndIncrement()) {
						if (source % 11 == 0) assertTrue(items.awaitEarlier(source));
						for (int item = 0; item < source % 7; item++) {
							assertTrue(items.put(source, source + "." + item));
							most.accumulateAndGet(there.incrementAndGet(), Math::max);
						}
						assertTrue(items.putLast(source, source + " ends"));
						most.accumulateAndGet(there.incrementAndGet(), Math::max);
					}
					return null;
				}));
			final Random pauses = new Random(capacity);
			for (int source = 0; source < 300; source++) {
				for (int item = 0; item < source % 7; item++, there.decrementAndGet())
					assertEquals(source + "." + item, items.take(60_000));
				assertEquals(source + " ends", items.take(60_000));
				there.decrementAndGet();
				if (pauses.nextInt(20) == 0) Thread.sleep(1);
			}
			for (final Future<?> maker : makers)
				maker.get();
			assertTrue(most.get() <= capacity + 1 + makers.size(), capacity + ": " + most);
		}
	}

	@Test
	void earlierSourcesAreWaitedForAndOnlyThey() throws Exception {
		final ItemsInOrder<Integer> items = new ItemsInOrder<>(2);
		assertTrue(items.awaitEarlier(0));
		final Future<Boolean> second = threads.submit(() -> items.awaitEarlier(2));
		items.putLast(1, 10);
		Thread.sleep(50);
		assertFalse(second.isDone());
		items.putLast(0, 0);
		assertTrue(second.get(5, TimeUnit.SECONDS));
		assertEquals(0, items.take(60_000));
		assertEquals(10, items.take(60_000));
	}

	@Test
	void endLetsAllGo() throws Exception {
		final ItemsInOrder<Integer> items = new ItemsInOrder<>(1);
		assertTrue(items.put(3, 0));
		final Future<Boolean> full = threads.submit(() -> items.put(4, 0)),
			early = threads.submit(() -> items.awaitEarlier(4)), last = threads.submit(() -> items.putLast(5, 0));
		Thread.sleep(50);
		assertFalse(full.isDone() || early.isDone() || last.isDone());
		items.end();
		assertFalse(full.get(5, TimeUnit.SECONDS));
		assertFalse(early.get(5, TimeUnit.SECONDS));
		assertFalse(last.get(5, TimeUnit.SECONDS));
	}
}
