package sc.fiji.ssd.commands;

import java.util.LinkedHashMap;
import java.util.Map;

import org.scijava.Priority;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.process.AbstractPreprocessorPlugin;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;

/**
 * Notes, before all others, which inputs the caller has given, as programs do
 * through {@code CommandService}. A script that a macro started would otherwise
 * have its command's inputs replaced by the options of the script itself, which
 * are in sight of every command that runs below it.
 */
@Plugin(type = PreprocessorPlugin.class, priority = Priority.FIRST)
public final class GivenInputs extends AbstractPreprocessorPlugin {

	@Override
	public void process(final Module module) {
		if (!(module.getDelegateObject() instanceof SsdCommand command)) return;
		final Map<String, Object> given = new LinkedHashMap<>();
		for (final ModuleItem<?> item : module.getInfo().inputs())
			if (module.isInputResolved(item.getName()) && (item.getType() == ImagePlus.class || MacroInputs.isKey(item))) given
				.put(item.getName(), module.getInput(item.getName()));
		command.give(given);
	}
}
