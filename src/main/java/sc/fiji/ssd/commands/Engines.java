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

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import ij.IJ;
import sc.fiji.ssd.commands.keys.ParameterParser;
import sc.fiji.ssd.engine.Availability;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.gpu.CudaDevice;
import sc.fiji.ssd.engine.gpu.CudaDevices;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.io.JsonFiles;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.train.machine.EngineCheck;

/**
 * Lists the engines that can run here, with their devices and precisions, and says why others cannot. With
 * {@code check} every usable engine is compared with another one, trains shortly and is timed (see {@link EngineCheck};
 * about two minutes), and the command fails if any engine fails. With {@code output} the list is also written as JSON:
 * for each engine {@code engine}, {@code usable}, {@code devices}, {@code precisions}, {@code detail}, {@code check};
 * after them for each NVIDIA GPU {@code card}, {@code name}, {@code compute_capability}, {@code free_bytes} (-1: not
 * known), {@code total_bytes}, {@code driver}, {@code detail}.
 */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS),
	@Menu(label = SsdCommand.SSD), @Menu(label = "SSD Engines", weight = 130) })
public final class Engines extends SsdCommand {

	@Parameter
	private EngineService engines;

	@Parameter(persist = false, required = false, label = "JSON file", style = FileWidget.SAVE_STYLE + "," +
		ADVANCED, description = "Also write the list to this JSON file; empty: do not")
	private File output;

	@Parameter(persist = false, required = false, label = "Test each engine", description = "Check each engine: compare its results, train and measure its speed; takes about two minutes")
	private boolean check = false;

	@Override
	protected void execute() throws Exception {
		final Path target = ParameterParser.isEmpty(output) ? null : output.toPath();
		if (target != null && Files.isDirectory(target))
			throw new UserException("output: " + target + " is a folder; give the JSON file to write.");
		final List<Map<String, Object>> all = new ArrayList<>();
		final List<String> broken = new ArrayList<>();
		for (final Map.Entry<String, Availability> engine : engines.probe().entrySet()) {
			final Availability a = engine.getValue();
			final Map<String, Object> entry = new LinkedHashMap<>();
			entry.put("engine", engine.getKey());
			entry.put("usable", a.usable());
			entry.put("devices", a.devices());
			entry.put("precisions", a.precisions());
			entry.put("detail", a.detail());
			IJ.log(engine.getKey() + ": " +
				(a.usable()
					? String.join(", ", a.devices()) + "; " + String.join(", ", a.precisions()) + "; "
					: "not usable: ") +
				a.detail());
			if (check && a.usable()) check(engine.getKey(), entry, broken);
			all.add(entry);
		}
		if (all.isEmpty()) IJ.log("No engine is installed.");
		gpus(all);
		if (target != null)
			JsonFiles.write(target, all, true);
		if (!broken.isEmpty()) throw new UserException("check: " + String.join("; ", broken) + ".");
	}

	/** The GPUs, also those that no installed engine uses. */
	private static void gpus(final List<Map<String, Object>> all) {
		final CudaDevices found = CudaDevices.discover();
		if (!found.problem().isEmpty()) IJ.log("GPU: " + found.problem() + ".");
		for (final CudaDevice gpu : found.devices()) {
			IJ.log(gpu.device() + ": " + found.describe(gpu) + ".");
			final Map<String, Object> entry = new LinkedHashMap<>();
			entry.put("card", gpu.device());
			entry.put("name", gpu.name());
			entry.put("compute_capability", gpu.major() + "." + gpu.minor());
			entry.put("free_bytes", gpu.freeBytes());
			entry.put("total_bytes", gpu.totalBytes());
			entry.put("driver", found.driver());
			entry.put("detail", found.describe(gpu));
			all.add(entry);
		}
	}

	private void check(final String name, final Map<String, Object> entry, final List<String> broken) {
		try {
			final EngineCheck.Result result = new EngineCheck(engines).run(name, line -> IJ.log(name + ": " + line));
			entry.put("check", result.lines());
			if (!result.passed())
				broken.add(name + " failed: " +
					result.lines().stream().filter(line -> line.endsWith("FAILED")).collect(Collectors.joining(", ")));
		}
		catch (final RuntimeException | LinkageError | OutOfMemoryError e) {
			log().debug(e);
			broken.add(name + " failed: " + e.getMessage());
			entry.put("check", "failed: " + e.getMessage());
		}
	}
}
