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
package sc.fiji.ssd.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleException;
import org.scijava.module.ModuleItem;
import org.scijava.service.Service;

import ij.ImagePlus;

/** Holds the commands to the table of labels and keys in docs/interface.md, which scripts rely on. */
class KeysTest {

	/** A row of docs/interface.md: label, and keys. */
	private static final Pattern ROW = Pattern.compile("^\\| `(SSD [^`]+)` \\| (.*) \\|$", Pattern.MULTILINE);
	private static final Pattern PARENTHESES = Pattern.compile("\\([^()]*\\)");
	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	/** What is in File > Open Samples. */
	private static final List<String> SAMPLES = List.of("SSD Fluorescence Field", "SSD Fluorescence Field with Boxes",
		"SSD Large Field", "SSD Two-Channel Stack");

	private static final Map<String, Set<String>> TABLE = table();

	/** What the page promises: every name in code outside parentheses is a key. */
	private static Map<String, Set<String>> table() {
		final Map<String, Set<String>> table = new HashMap<>();
		try {
			final Matcher rows = ROW.matcher(Files.readString(Path.of("docs", "interface.md")));
			while (rows.find()) {
				String cell = rows.group(2), shorter = PARENTHESES.matcher(cell).replaceAll("");
				while (!shorter.equals(cell)) {
					cell = shorter;
					shorter = PARENTHESES.matcher(cell).replaceAll("");
				}
				final Set<String> keys = new HashSet<>();
				CODE.matcher(cell).results().forEach(key -> keys.add(key.group(1)));
				table.put(rows.group(1), keys);
			}
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
		return table;
	}

	private static final Pattern LOWER_SNAKE_CASE = Pattern.compile("[a-z]+(_[a-z]+)*");

	private static Context context;
	private static final Map<String, CommandInfo> COMMANDS = new HashMap<>();

	@BeforeAll
	static void findCommands() {
		context = new Context(CommandService.class);
		for (final CommandInfo info : context.service(CommandService.class).getCommands())
			if (info.getClassName().startsWith("sc.fiji.ssd."))
				COMMANDS.put(info.getMenuPath().getLeaf().getName(), info);
	}

	@AfterAll
	static void dispose() {
		context.dispose();
	}

	private static Set<String> keys(final CommandInfo info) {
		try {
			return MacroOptionsPreprocessor.keys(info.createModule()).keySet();
		}
		catch (final ModuleException e) {
			throw new IllegalStateException(e);
		}
	}

	@Test
	void everyCommandHasExactlyTheKeysOfTheTable() {
		assertEquals(TABLE.keySet(), COMMANDS.keySet());
		TABLE.forEach((label, keys) -> assertEquals(keys, keys(COMMANDS.get(label)), label));
	}

	@Test
	void commandsAreInTheMenuAndRunHeadless() {
		COMMANDS.forEach((label, info) -> {
			assertEquals((SAMPLES.contains(label) ? "File > Open Samples > " : "Plugins > SSD > ") + label, info.getMenuPath().getMenuString());
			assertTrue(info.canRunHeadless(), label);
		});
	}

	/** ImageJ lower-cases keys, and finds a key after any character that is not a letter. */
	@Test
	void noKeyIsHiddenByAnother() {
		COMMANDS.forEach((label, info) -> {
			for (final String key : keys(info)) {
				assertTrue(LOWER_SNAKE_CASE.matcher(key).matches(), label + " " + key);
				for (final String other : keys(info))
					assertFalse(other.endsWith("_" + key), label + ": " + key + " takes the value of " + other);
			}
		});
	}

	/** What persists would come back in a later macro; what is required opens a dialog. */
	@Test
	void noInputIsRequiredOrPersists() throws ModuleException {
		for (final CommandInfo info : COMMANDS.values()) {
			final Module module = info.createModule();
			for (final ModuleItem<?> item : info.inputs()) {
				if (isSupplied(item)) continue;
				assertFalse(item.isPersisted(), info.getTitle() + " " + item.getName());
				assertFalse(item.isRequired(), info.getTitle() + " " + item.getName());
				if (item.getType() == String.class) assertTrue(module.getInput(item.getName()) != null, item.getName());
			}
		}
	}

	/** SciJava drops numbers that it cannot read, so that a default would be taken: they are text. */
	@Test
	void noInputIsANumber() {
		for (final CommandInfo info : COMMANDS.values())
			for (final ModuleItem<?> item : info.inputs())
				assertTrue(
					isSupplied(item) || List.of(String.class, File.class, boolean.class, ImagePlus.class, Object.class)
						.contains(item.getType()),
					info.getTitle() + " " + item.getName());
	}

	private static boolean isSupplied(final ModuleItem<?> item) {
		return item.getType() == Context.class || Service.class.isAssignableFrom(item.getType());
	}
}
