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

import java.awt.AWTEvent;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.Component;
import java.awt.EventQueue;
import java.awt.TextField;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.swing.SwingUtilities;

import org.scijava.ItemVisibility;
import org.scijava.module.MethodCallException;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.process.AbstractPreprocessorPlugin;

import ij.IJ;
import ij.gui.GenericDialog;
import ij.gui.MultiLineLabel;
import ij.io.DirectoryChooser;
import ij.io.OpenDialog;
import ij.io.SaveDialog;

/**
 * Asks for a command's keys in a dialog of plain ImageJ, made from the command's
 * parameters: what SciJava's harvesters do in Fiji. Callbacks run beside the dialog, so
 * that it stays awake while one reads files.
 */
final class ParameterDialog extends AbstractPreprocessorPlugin {

	/** Of a callback that does not end. */
	private static final int MOST_SECONDS = 10;

	private Module module;
	private boolean asked;
	private Future<?> running;
	private final Map<ModuleItem<?>, Component> fields = new LinkedHashMap<>();
	private final Map<ModuleItem<?>, MultiLineLabel> messages = new HashMap<>();
	private final AtomicInteger changes = new AtomicInteger();

	/** @return whether there was something to ask */
	boolean asked() {
		return asked;
	}

	@Override
	public void process(final Module asking) {
		module = asking;
		final List<ModuleItem<?>> items = new ArrayList<>();
		for (final ModuleItem<?> item : module.getInfo().inputs())
			if (!module.isInputResolved(item.getName()) && (isMessage(item) || CommandRecorder.isKey(item)))
				items.add(item);
		if (items.stream().allMatch(ParameterDialog::isMessage)) return;
		asked = true;
		final GenericDialog dialog = dialog(items);
		final ExecutorService callbacks = Executors.newSingleThreadExecutor(task -> {
			final Thread thread = new Thread(task, "SSD-dialog");
			thread.setDaemon(true);
			return thread;
		});
		try {
			dialog.addDialogListener((d, event) -> changed(event, callbacks));
			dialog.showDialog();
		}
		finally {
			callbacks.shutdownNow(); // a callback that waits gives up
			awaitEnd(callbacks);
		}
		if (dialog.wasCanceled()) {
			cancel(null);
			return;
		}
		fields.keySet().forEach(item -> module.setInput(item.getName(), value(item)));
		items.forEach(item -> module.resolveInput(item.getName()));
		CommandRecorder.record(module);
	}

	private static void awaitEnd(final ExecutorService callbacks) {
		try {
			callbacks.awaitTermination(MOST_SECONDS, TimeUnit.SECONDS);
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	private static boolean isMessage(final ModuleItem<?> item) {
		return item.getVisibility() == ItemVisibility.MESSAGE;
	}

	private GenericDialog dialog(final List<ModuleItem<?>> items) {
		final GenericDialog dialog = new GenericDialog(
			module.getInfo().getMenuPath().getLeaf().getName().replace("...", ""));
		final ParameterPanel grid = new ParameterPanel(dialog);
		final StringBuilder help = new StringBuilder("<html><table>");
		for (final ModuleItem<?> item : items) {
			if (isMessage(item)) {
				messages.put(item, grid.message(plain(module.getInput(item.getName()))));
				continue;
			}
			fields.put(item, field(grid, item));
			help.append("<tr><td><b>").append(item.getName()).append("</b></td><td>").append(item.getDescription())
				.append("</td></tr>");
		}
		dialog.addPanel(grid);
		dialog.addHelp(help.append("</table></html>").toString());
		return dialog;
	}

	private Component field(final ParameterPanel grid, final ModuleItem<?> item) {
		final String label = label(item), text = text(item);
		if (item.getType() == boolean.class)
			return grid.check(label, Boolean.TRUE.equals(module.getInput(item.getName())));
		if (item.getChoices() != null && !item.getChoices().isEmpty())
			return grid.choice(label, item.getChoices().stream().map(String::valueOf).toList(), text);
		if (isStyled(item, "directory"))
			return grid.path(label, text, () -> new DirectoryChooser(label).getDirectory());
		if (isStyled(item, "save")) return grid.path(label, text, () -> {
			final SaveDialog save = new SaveDialog(label, "", isStyled(item, "extensions:ssd") ? ".ssd" : "");
			return save.getFileName() == null ? null : save.getDirectory() + save.getFileName();
		});
		return item.getType() == File.class
			? grid.path(label, text, () -> new OpenDialog(label).getPath())
			: grid.text(label, text);
	}

	private static boolean isStyled(final ModuleItem<?> item, final String style) {
		return item.getWidgetStyle() != null && item.getWidgetStyle().contains(style);
	}

	private static String label(final ModuleItem<?> item) {
		final String label = item.getLabel() == null || item.getLabel().isEmpty() ? item.getName() : item.getLabel();
		return Character.toUpperCase(label.charAt(0)) + label.substring(1).replace('_', ' ');
	}

	private String text(final ModuleItem<?> item) {
		final Object value = module.getInput(item.getName());
		return value == null ? "" : value.toString();
	}

	/** Messages may be HTML, which Fiji's dialogs show. */
	private static String plain(final Object message) {
		return (message == null ? "" : message.toString()).replace("<br>", "\n").replaceAll("<[^>]*>", "")
			.replace("&lt;", "<").replace("&amp;", "&");
	}

	private Object value(final ModuleItem<?> item) {
		final Component field = fields.get(item);
		if (field instanceof Checkbox box) return box.getState();
		final String text = field instanceof Choice choice ? choice.getSelectedItem() : ((TextField) field).getText();
		if (item.getType() != File.class) return text;
		return text.isBlank() ? null : new File(text.strip());
	}

	/** Hands changed values to the command, and runs their callbacks in another thread. */
	private boolean changed(final AWTEvent event, final ExecutorService callbacks) {
		if (event == null) return true; // the dialog is closing
		final List<ModuleItem<?>> changed = new ArrayList<>();
		for (final ModuleItem<?> item : fields.keySet()) {
			if (Objects.equals(value(item), module.getInput(item.getName()))) continue;
			module.setInput(item.getName(), value(item));
			if (item.getCallback() != null && !item.getCallback().isEmpty()) changed.add(item);
		}
		if (changed.isEmpty()) return true;
		final int number = changes.incrementAndGet();
		if (running != null) running.cancel(true); // what it looks at is no longer wanted
		running = callbacks.submit(() -> {
			if (number < changes.get()) return; // the user typed on
			final Map<ModuleItem<?>, Object> before = new HashMap<>();
			fields.keySet().forEach(item -> before.put(item, module.getInput(item.getName())));
			try {
				for (final ModuleItem<?> item : changed)
					item.callback(module);
			}
			catch (final MethodCallException e) {
				IJ.handleException(e);
			}
			EventQueue.invokeLater(() -> refresh(before));
		});
		return true;
	}

	private void refresh(final Map<ModuleItem<?>, Object> before) {
		fields.forEach((item, field) -> {
			if (Objects.equals(before.get(item), module.getInput(item.getName()))) return;
			// the same text once more would move the caret of who is typing
			if (field instanceof TextField text && !text.getText().equals(text(item))) text.setText(text(item));
			if (field instanceof Choice choice) choice.select(text(item));
			if (field instanceof Checkbox box) box.setState(Boolean.TRUE.equals(module.getInput(item.getName())));
		});
		messages.forEach((item, label) -> {
			label.setText(ParameterPanel.wrapped(plain(module.getInput(item.getName()))));
			label.invalidate();
			if (SwingUtilities.getWindowAncestor(label) instanceof GenericDialog dialog) dialog.pack();
		});
	}
}
