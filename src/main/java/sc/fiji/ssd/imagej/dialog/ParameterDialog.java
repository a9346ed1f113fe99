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
package sc.fiji.ssd.imagej.dialog;

import java.awt.EventQueue;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.scijava.ItemVisibility;
import org.scijava.module.MethodCallException;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;

import ij.IJ;

import sc.fiji.ssd.imagej.results.EventThread;
import sc.fiji.ssd.io.Daemon;

/**
 * Asks for the parameters of a command. The window shows the parameters that matter, and the advanced ones on request; what is
 * entered goes to the command at once, and its callbacks and lists run outside the event thread.
 */
final class ParameterDialog {

	/** Longest wait for a callback that does not end. */
	private static final int SECONDS = 10;

	private final Module module;
	private final DialogCommand command;
	private final List<ModuleItem<?>> items;
	private final String title;
	private final Map<ModuleItem<?>, ParameterField> fields = new LinkedHashMap<>();
	private final AtomicInteger changes = new AtomicInteger();
	private ParameterWindow window;
	private ExecutorService worker;
	private Future<?> running;
	private boolean refreshing;

	/** @param items parameters to ask for, in their order */
	ParameterDialog(final Module module, final DialogCommand command, final List<ModuleItem<?>> items) {
		this.module = module;
		this.command = command;
		this.items = items.stream().filter(item -> command.isRelevant(item.getName())).toList();
		title = DialogCommand.label(module.getInfo()).replace("...", "");
	}

	/** @param item of a parameter @return whether dialogs have it: text, a path, a switch, or a message */
	static boolean isShown(final ModuleItem<?> item) {
		return isMessage(item) || item.getVisibility() == ItemVisibility.NORMAL && DialogCommand.isText(item);
	}

	static boolean isMessage(final ModuleItem<?> item) {
		return item.getVisibility() == ItemVisibility.MESSAGE;
	}

	private static boolean isRemembered(final ModuleItem<?> item) {
		return !isMessage(item) && !ParameterField.isStyled(item, DialogCommand.FORGET);
	}

	/** Sets the values that were entered last since ImageJ was started. */
	void recall() {
		for (final ModuleItem<?> item : items)
			if (isRemembered(item))
				SessionMemory.last(title, item.getName()).ifPresent(last -> set(item, last));
	}

	/**
	 * Shows the dialog until the user presses OK or cancels.
	 *
	 * @param message why it is shown again; empty the first time
	 * @return whether the user pressed OK; the command has the values then
	 */
	boolean show(final String message) {
		worker = Daemon.pool("SSD-dialog", 1);
		final boolean[] accepted = new boolean[1];
		try {
			EventThread.run(() -> {
				build(message);
				work(callbacks(items));
				accepted[0] = window.ask();
			});
		}
		finally {
			worker.shutdownNow(); // a callback that waits gives up
			awaitEnd();
		}
		if (!accepted[0]) return false;
		for (final ModuleItem<?> item : items)
			if (isRemembered(item) && (command.isRemembered() || SessionMemory.isShared(item.getName())))
				SessionMemory.remember(title, item.getName(), text(item));
		return true;
	}

	private void awaitEnd() {
		try {
			worker.awaitTermination(SECONDS, TimeUnit.SECONDS);
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	private void build(final String message) {
		window = new ParameterWindow(title, message);
		fields.clear();
		refreshing = true;
		for (final ModuleItem<?> item : items) {
			final boolean advanced = ParameterField.isStyled(item, DialogCommand.ADVANCED);
			if (isMessage(item)) {
				window.addMessage(item, Objects.toString(module.getInput(item.getName()), ""));
				continue;
			}
			final ParameterField field = field(item);
			field.component().setName(item.getName());
			field.show(item.getType() == boolean.class ? module.getInput(item.getName()) : text(item));
			fields.put(item, field);
			window.addField(item, field, advanced);
		}
		refreshing = false;
	}

	private ParameterField field(final ModuleItem<?> item) {
		final Runnable changed = this::changed;
		if (item.getType() == boolean.class) return new CheckParameter(ParameterField.label(item), changed);
		if (ParameterField.isStyled(item, DialogCommand.SLIDER)) return new SliderParameter(changed);
		if (item.getChoices() != null && !item.getChoices().isEmpty()) {
			final ListParameter list = new ListParameter(false, null, changed);
			list.offer(item.getChoices().stream().map(choice -> new DialogCommand.Option(choice.toString())).toList());
			return list;
		}
		final FileBrowser browser = FileBrowser.of(item);
		if (!ParameterField.isStyled(item, DialogCommand.LIST))
			return new TextParameter(ParameterField.isStyled(item, DialogCommand.WIDE), browser,
				ParameterField.isStyled(item, DialogCommand.SEVERAL), changed);
		return new ListParameter(true, browser, changed);
	}

	private String text(final ModuleItem<?> item) {
		return Objects.toString(module.getInput(item.getName()), "");
	}

	private void set(final ModuleItem<?> item, final Object value) {
		final String text = Objects.toString(value, "");
		module.setInput(item.getName(), item.getType() == boolean.class
			? Boolean.valueOf(text)
			: item.getType() != File.class ? text : text.isBlank() ? null : new File(text.strip()));
	}

	/** Hands changed values to the command, and runs their callbacks in another thread. */
	private void changed() {
		if (refreshing) return;
		final List<ModuleItem<?>> changed = new ArrayList<>();
		fields.forEach((item, field) -> {
			if (text(item).equals(field.value().toString())) return;
			set(item, field.value());
			changed.add(item);
		});
		if (!changed.isEmpty()) work(callbacks(changed));
	}

	private static List<ModuleItem<?>> callbacks(final List<ModuleItem<?>> changed) {
		return changed.stream().filter(item -> item.getCallback() != null && !item.getCallback().isEmpty()).toList();
	}

	/** Runs callbacks, then looks up the lists. */
	private void work(final List<ModuleItem<?>> callbacks) {
		final int number = changes.incrementAndGet();
		if (running != null && !callbacks.isEmpty()) running.cancel(true); // what it looks at is no longer wanted
		final Future<?> task = worker.submit(() -> {
			if (number < changes.get() && callbacks.isEmpty()) return; // the user typed on
			final Map<ModuleItem<?>, String> before = new HashMap<>();
			fields.keySet().forEach(item -> before.put(item, text(item)));
			try {
				final List<String> done = new ArrayList<>();
				for (final ModuleItem<?> item : callbacks)
					if (!done.contains(item.getCallback())) {
						done.add(item.getCallback());
						item.callback(module);
					}
			}
			catch (final MethodCallException e) {
				IJ.handleException(e);
			}
			final Map<ModuleItem<?>, List<DialogCommand.Option>> options = new HashMap<>();
			for (final ModuleItem<?> item : fields.keySet())
				if (ParameterField.isStyled(item, DialogCommand.LIST))
					options.put(item, command.options(item.getName()));
			EventQueue.invokeLater(() -> refresh(before, options));
		});
		if (!callbacks.isEmpty()) running = task;
	}

	private void refresh(final Map<ModuleItem<?>, String> before,
		final Map<ModuleItem<?>, List<DialogCommand.Option>> options)
	{
		refreshing = true;
		fields.forEach((item, field) -> {
			if (options.containsKey(item)) field.offer(options.get(item));
			// what the user typed meanwhile stays
			if (!before.get(item).equals(text(item)) && before.get(item).equals(field.value().toString()))
				field.show(item.getType() == boolean.class ? module.getInput(item.getName()) : text(item));
		});
		for (final ModuleItem<?> item : items)
			if (isMessage(item)) window.setMessage(item, Objects.toString(module.getInput(item.getName()), ""));
		refreshing = false;
		changed(); // what the user typed meanwhile
	}
}
