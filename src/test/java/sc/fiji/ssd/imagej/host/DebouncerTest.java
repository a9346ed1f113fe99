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
package sc.fiji.ssd.imagej.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.EventQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Work next to a dialog, called by the event thread as in Fiji and by others. */
class DebouncerTest {

	private final Debouncer work = new Debouncer();
	private final List<String> outcomes = Collections.synchronizedList(new ArrayList<>());

	@BeforeAll
	static void hideDisplay() {
		System.setProperty("java.awt.headless", "true");
	}

	private static String after(final CountDownLatch latch, final String what) {
		try {
			assertTrue(latch.await(20, TimeUnit.SECONDS));
		}
		catch (final InterruptedException e) {
			throw new IllegalStateException(e);
		}
		return what;
	}

	@Test
	void eventsGoOnWhileTheEventThreadWaits() throws Exception {
		final CountDownLatch meanwhile = new CountDownLatch(1);
		EventQueue.invokeLater(() -> outcomes.add(work.of(() -> after(meanwhile, "done")).orElse("dropped")));
		EventQueue.invokeLater(meanwhile::countDown); // were the thread blocked, nothing would ever end
		EventQueue.invokeLater(() -> {});
		await(1);
		assertEquals(List.of("done"), outcomes);
	}

	@Test
	void onlyTheLatestCounts() throws Exception {
		final CountDownLatch first = new CountDownLatch(1), second = new CountDownLatch(1);
		EventQueue.invokeLater(() -> outcomes.add("first: " + work.of(() -> after(first, "done")).orElse("dropped")));
		EventQueue.invokeLater(() -> outcomes.add("second: " + work.of(() -> {
			first.countDown();
			return after(second, "done");
		}).orElse("dropped")));
		EventQueue.invokeAndWait(() -> {});
		second.countDown();
		await(2);
		assertEquals(List.of("second: done", "first: dropped"), outcomes);
	}

	/** The first is done, but before the event thread is told about it the user has changed the choice. */
	@Test
	void whatWasDoneBeforeIsNotToldAfterwards() throws Exception {
		final CountDownLatch first = new CountDownLatch(1);
		EventQueue.invokeLater(() -> outcomes.add("first: " + work.of(() -> after(first, "done")).orElse("dropped")));
		EventQueue.invokeLater(() -> {
			first.countDown();
			while (Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals("SSD-dialog-work")))
				Thread.onSpinWait();
			outcomes.add("second: " + work.of(() -> "done").orElse("dropped"));
		});
		await(2);
		assertEquals(List.of("second: done", "first: dropped"), outcomes);
	}

	@Test
	void aClosedDialogIsToldNothing() throws Exception {
		final CountDownLatch never = new CountDownLatch(1);
		EventQueue.invokeLater(() -> outcomes.add(work.of(() -> after(never, "done")).orElse("dropped")));
		EventQueue.invokeAndWait(work::drop);
		await(1);
		assertEquals(List.of("dropped"), outcomes);
		never.countDown();
	}

	@Test
	void otherThreadsWaitUntilTheyAreInterrupted() throws Exception {
		assertEquals(Optional.of("done"), work.of(() -> "done"));
		final AtomicReference<Optional<String>> told = new AtomicReference<>();
		final CountDownLatch never = new CountDownLatch(1);
		final Thread callback = new Thread(() -> told.set(work.of(() -> after(never, "done"))));
		callback.start();
		callback.interrupt();
		callback.join(20_000);
		assertEquals(Optional.empty(), told.get());
		never.countDown();
	}

	@Test
	void whatGoesWrongIsThrown() {
		final IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> work.of(() -> {
			throw new IllegalStateException("no such folder");
		}));
		assertEquals("no such folder", thrown.getMessage());
	}

	private void await(final int number) throws InterruptedException {
		final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (outcomes.size() < number && System.nanoTime() < end)
			Thread.sleep(5);
	}
}
