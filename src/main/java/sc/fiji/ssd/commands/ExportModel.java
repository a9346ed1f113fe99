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
import java.util.List;
import java.util.stream.Stream;

import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.plugin.PluginService;
import org.scijava.widget.FileWidget;

import sc.fiji.ssd.commands.keys.ParameterLists;
import sc.fiji.ssd.commands.keys.ParameterParser;
import sc.fiji.ssd.engine.NetworkExporter;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.model.weights.WeightExport;

/** Writes a model for other software (PyTorch, programs with Deeplearning4j), or at half its size. */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Export Model...", weight = 100) })
public final class ExportModel extends SsdCommand {

	/** The plugin's own format with kernels in float16. */
	private static final String SMALL = "ssd-float16";

	@Parameter
	private PluginService plugins;

	@Parameter(persist = false, required = false, style = FileWidget.OPEN_STYLE +
		",extensions:ssd," + LIST, description = "A model by name, or a file NAME.ssd")
	private String model = "";

	@Parameter(persist = false, required = false, description = "The software that will read the file", choices = {
		"safetensors-amdegroot", "safetensors-torchvision", "dl4j", SMALL })
	private String format = "safetensors-torchvision";

	@Parameter(persist = false, required = false, style = FileWidget.SAVE_STYLE, label = "File to write", description = "The file to write: NAME.safetensors, NAME.zip for dl4j, or NAME.ssd for ssd-float16")
	private File target;

	@Override
	public List<Option> options(final String key) {
		return "model".equals(key) ? ParameterLists.models() : List.of();
	}

	@Override
	public void propose() {
		model = ParameterLists.modelOr(model);
	}

	@Override
	protected void execute() {
		final List<NetworkExporter> exporters = plugins.createInstancesOfType(NetworkExporter.class);
		final String chosen = ParameterParser.choice("format", format,
			Stream.of(WeightExport.formats().stream(), exporters.stream().map(NetworkExporter::format), Stream.of(SMALL))
				.flatMap(formats -> formats).toArray(String[]::new));
		final NetworkExporter exporter = exporters.stream().filter(e -> e.format().equals(chosen)).findFirst()
			.orElse(null);
		final boolean small = chosen.equals(SMALL);
		final Path file = target(small ? ModelFile.ENDING : exporter == null ? WeightExport.ENDING : exporter.ending());
		final SsdModel read = ModelFile.read(ParameterParser.model("model", model));
		if (small) ModelFile.writeSmall(file, read);
		else if (exporter == null) WeightExport.write(read, chosen, file);
		else write(read, exporter, file);
		conclude("Model written to " + file + " (" + chosen + ")");
	}

	private static void write(final SsdModel read, final NetworkExporter exporter, final Path file) {
		FileAccess.run(() -> AtomicFiles.write(file,
				out -> exporter.write(read.network(), read.weights(), WeightExport.description(read), out)),
			e -> "target: " + file + " cannot be written: " + e.getMessage() + ".");
	}

	private Path target(final String ending) {
		final Path path = ParameterParser.path("target", target, "the " + ending + " file to write");
		if (!path.toString().endsWith(ending))
			throw new UserException(
				"target: " + path + " does not end in " + ending + "; call it " + path.getFileName() + ending + ".");
		if (Files.isDirectory(path))
			throw new UserException("target: " + path + " is a folder; give the " + ending + " file to write.");
		return path;
	}
}
