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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.module.MethodCallException;
import org.scijava.module.Module;
import org.scijava.module.ModuleService;

/** What the dialog of {@code SSD Train...} fills in once a dataset is chosen. */
class TrainDialogTest {

	private static Module asked(final Map<String, Object> typed) throws MethodCallException {
		try (Context context = new Context()) {
			final Module module = context.service(ModuleService.class)
				.createModule(context.service(CommandService.class).getCommand(Train.class));
			typed.forEach(module::setInput);
			module.setInput("dataset", "sample-images");
			module.getInfo().getInput("dataset", String.class).callback(module);
			return module;
		}
	}

	@Test
	void aFirstModelOnAProcessorNeedsNothingTyped() throws MethodCallException {
		final Module module = asked(Map.of());
		assertEquals("nucleus,ring,rod", module.getInput("classes"));
		assertEquals("0.25", module.getInput("width"));
		assertEquals("500", module.getInput("iterations"));
		assertEquals("0.003", module.getInput("learning_rate"));
		final String found = String.valueOf(module.getInput("found"));
		assertTrue(found.contains("96 images") && found.contains("filled in"), found);
	}

	@Test
	void whatIsTypedStays() throws MethodCallException {
		final Module module = asked(
			Map.of("width", "0.5", "iterations", "70", "learning_rate", "0.002", "classes", "rod"));
		assertEquals("rod", module.getInput("classes"));
		assertEquals("0.5", module.getInput("width"));
		assertEquals("70", module.getInput("iterations"));
		assertEquals("0.002", module.getInput("learning_rate"));
	}
}
