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

import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.SecondaryLoop;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.HierarchyEvent;
import java.awt.event.HierarchyListener;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import sc.fiji.ssd.io.Daemon;

/**
 * Work that the callback of a dialog asks for and that may take long, such as a look into a dataset. It is done in its
 * own thread; the callback waits, and if it is the event thread, as in Fiji's dialogs, events continue meanwhile: the
 * dialog stays awake. Only the latest request counts: earlier requests are dropped, and all of them when the dialog
 * closes.
 *
 * <pre>{@code
 * work.of(() -> look(folder)).ifPresent(found -> message = found.toString());
 * }</pre>
 */
public final class Debouncer {

	/** Nanoseconds before work begins: who types on has not chosen yet. */
	private static final long PAUSE = 200_000_000;

	private FutureTask<?> latest;

	/**
	 * @param <T> of the outcome
	 * @param work to do; what is dropped runs to its end, unheard
	 * @return what came of it, not null; empty if it was dropped
	 * @throws RuntimeException that the work threw
	 */
	public <T> Optional<T> of(final Supplier<T> work) {
		final SecondaryLoop events = EventQueue.isDispatchThread()
			? Toolkit.getDefaultToolkit().getSystemEventQueue().createSecondaryLoop()
			: null;
		final FutureTask<T> task = new FutureTask<>(work::get) {

			@Override
			protected void done() {
				if (events != null) EventQueue.invokeLater(events::exit); // when it has been entered
			}
		};
		replace(task);
		Daemon.start("SSD-dialog-work", () -> {
			LockSupport.parkNanos(PAUSE);
			task.run(); // nothing if it was dropped meanwhile
		});
		if (events != null) goOn(events, task);
		final Optional<T> outcome = outcome(task);
		synchronized (this) {
			return latest == task ? outcome : Optional.empty(); // it may have been overtaken when it was done
		}
	}

	/** Drops what is being done: the dialog is closed, or its command begins. */
	public void drop() {
		replace(null);
	}

	private void replace(final FutureTask<?> next) {
		final FutureTask<?> before;
		synchronized (this) {
			before = latest;
			latest = next;
		}
		if (before != null) before.cancel(false);
	}

	/** Handles events until the work is done or dropped, or the dialog that asked is gone. */
	private static void goOn(final SecondaryLoop events, final FutureTask<?> task) {
		final Window dialog = dialog();
		final HierarchyListener gone = event -> {
			if ((event.getChangeFlags() & HierarchyEvent.SHOWING_CHANGED) != 0 && !dialog.isShowing())
				task.cancel(false);
		};
		if (dialog != null) dialog.addHierarchyListener(gone);
		try {
			events.enter();
		}
		finally {
			if (dialog != null) dialog.removeHierarchyListener(gone);
		}
	}

	/** @return the dialog that is being filled in; null if none is */
	private static Window dialog() {
		Window found = null;
		for (final Window window : Window.getWindows())
			if (window instanceof Dialog dialog && dialog.isModal() && dialog.isShowing()) found = window;
		return found;
	}

	private static <T> Optional<T> outcome(final FutureTask<T> task) {
		try {
			return Optional.of(task.get());
		}
		catch (final CancellationException e) {
			return Optional.empty();
		}
		catch (final InterruptedException e) {
			task.cancel(false);
			Thread.currentThread().interrupt();
			return Optional.empty();
		}
		catch (final ExecutionException e) {
			if (e.getCause() instanceof Error error) throw error;
			throw (RuntimeException) e.getCause(); // a supplier throws no others
		}
	}
}
