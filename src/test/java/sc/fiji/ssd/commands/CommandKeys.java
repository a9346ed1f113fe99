package sc.fiji.ssd.commands;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleException;

/** What macros may give to each command, for tests. */
public final class CommandKeys {

	private CommandKeys() {}

	/** @return keys by simple name of the command's class */
	public static Map<String, Set<String>> byClass() {
		final Map<String, Set<String>> keys = new HashMap<>();
		try (Context context = new Context(CommandService.class)) {
			for (final CommandInfo info : context.service(CommandService.class).getCommands())
				if (info.getClassName().startsWith("sc.fiji.ssd.")) keys.put(info.getClassName().replaceAll(".*\\.", ""), MacroInputs
					.keys(info.createModule()).keySet());
		}
		catch (final ModuleException e) {
			throw new IllegalStateException(e);
		}
		return keys;
	}
}
