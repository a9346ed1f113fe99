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

import java.awt.GraphicsEnvironment;
import java.util.ArrayList;
import java.util.List;

import org.scijava.Priority;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.process.AbstractPreprocessorPlugin;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.plugin.Plugin;

/**
 * Asks for the parameters of this plugin's commands when a person calls them from the menu, before SciJava's own dialogs
 * would. So Fiji and plain ImageJ show the same dialog.
 */
@Plugin(type = PreprocessorPlugin.class, priority = Priority.LOW)
public final class ParameterDialogPreprocessor extends AbstractPreprocessorPlugin {

	@Override
	public void process(final Module module) {
		if (!(module.getDelegateObject() instanceof DialogCommand command)) return;
		if (!command.isAsking() || GraphicsEnvironment.isHeadless()) return;
		final List<ModuleItem<?>> items = new ArrayList<>();
		for (final ModuleItem<?> item : DialogCommand.inputs(module.getInfo()))
			if (!module.isInputResolved(item.getName()) && ParameterDialog.isShown(item)) items.add(item);
		if (items.stream().anyMatch(item -> !ParameterDialog.isMessage(item))) {
			final ParameterDialog dialog = new ParameterDialog(module, command, items);
			dialog.recall();
			command.propose();
			if (!dialog.show("")) {
				command.dismiss();
				cancel(null);
				return;
			}
			command.onRefusal(dialog::show);
		}
		module.getInfo().inputs().forEach(item -> module.resolveInput(item.getName()));
	}
}
