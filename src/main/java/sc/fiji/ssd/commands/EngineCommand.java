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

import java.util.List;

import org.scijava.plugin.Parameter;

import sc.fiji.ssd.commands.keys.EngineKeys;
import sc.fiji.ssd.commands.keys.ImageKeys;
import sc.fiji.ssd.commands.keys.ParameterLists;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.imagej.read.ReadLimits;

/**
 * A command that runs a network. Its keys come after those of its subclasses, see
 * {@link sc.fiji.ssd.imagej.dialog.DialogCommand#inputs}.
 */
abstract class EngineCommand extends SsdCommand {

	@Parameter
	private EngineService engines;

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "Software that runs the network: auto, or an engine that SSD Engines lists")
	private String engine = EngineSettings.AUTO;

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "Where it runs: auto, cpu, cuda (a GPU), cuda:N (the GPU with that number), or in training all (all GPUs of one kind train together)")
	private String device = EngineSettings.AUTO;

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "Number format of the computation: auto, or one that SSD Engines lists")
	private String precision = EngineSettings.AUTO;

	@Parameter(persist = false, required = false, style = ADVANCED, description = "Processor threads: auto, or a number")
	private String threads = EngineSettings.AUTO;

	/** @return what the keys say; throws a {@link sc.fiji.ssd.io.UserException} if one is not valid */
	final EngineSettings engineSettings() {
		return EngineKeys.settings(engine, device, precision, threads);
	}

	final EngineService engines() {
		return engines;
	}

	@Override
	public List<Option> options(final String key) {
		return ParameterLists.common(key, engines);
	}

	/** One that runs a network on many images, which may be too large or take too long. */
	abstract static class OfImages extends EngineCommand {

		@Parameter(persist = false, required = false, label = "Seconds per image", style = ADVANCED, description = "Longest time to read one image, or auto (120 s); a run over a folder lists images that take longer in failures.csv")
		private String image_seconds = EngineSettings.AUTO;

		@Parameter(persist = false, required = false, label = "Memory per image", style = ADVANCED, description = "Largest plane of an image in MiB, or auto (all of Java's memory); a run over a folder lists larger images in failures.csv")
		private String image_memory = EngineSettings.AUTO;

		/** @return what the keys say; throws a {@link sc.fiji.ssd.io.UserException} if one is not valid */
		final ReadLimits limits() {
			return ReadLimits.parse(image_seconds, image_memory);
		}

		/** @return a reader of annotated images with these limits */
		final ImageJReader reader() {
			return ImageKeys.reader(limits(), this::say);
		}
	}
}
