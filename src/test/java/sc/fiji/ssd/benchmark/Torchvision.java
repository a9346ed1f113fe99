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

package sc.fiji.ssd.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** torchvision's SSD next to ours, where Python has it. */
final class Torchvision {

	private static final String[] SCRIPTS = { "torchvision_ssd.py", "voc_augmentation.py" };

	/** Memory orders that are tried for a precision; the faster counts. */
	private static List<String> layouts(final String precision) {
		return precision.equals("float32") ? List.of("nchw", "channels_last") : List.of("channels_last");
	}

	private final BenchmarkSettings settings;
	private final Path folder;

	private Torchvision(final BenchmarkSettings settings, final Path folder) {
		this.settings = settings;
		this.folder = folder;
	}

	/** @return null if Python or torchvision is not there */
	static Torchvision find(final BenchmarkSettings settings) throws IOException, InterruptedException {
		try {
			if (new ProcessBuilder(settings.text("python"), "-c", "import torchvision").redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() != 0) return null;
		}
		catch (final IOException e) {
			return null;
		}
		final Path folder = Files.createTempDirectory("ssd-benchmark");
		for (final String script : SCRIPTS)
			try (InputStream in = Torchvision.class.getResourceAsStream(script)) {
				Files.copy(in, folder.resolve(script), StandardCopyOption.REPLACE_EXISTING);
			}
		return new Torchvision(settings, folder);
	}

	/** @return the orders for {@link #measure} */
	List<String> layoutsOf(final String precision) {
		return layouts(precision);
	}

	/** Measures what {@code torchvision_ssd.py} measures. */
	Figures measure(final BenchmarkSettings what, final String layout) throws IOException, InterruptedException {
		return Figures.of(process(what, layout));
	}

	/** @return what measures */
	ProcessBuilder process(final BenchmarkSettings what, final String layout) {
		final ProcessBuilder builder = new ProcessBuilder(settings.text("python"),
			folder.resolve(SCRIPTS[0]).toString(), "mode=" + what.text("mode"), "batch=" + what.text("batch"),
			"precision=" + what.text("precision"), "layout=" + layout, "threads=" + what.text("threads"),
			"seconds=" + what.text("seconds"), "preset=" + what.text("preset"), "dataset=" + what.text("dataset"),
			"device=" + (what.text("engine").equals("cudnn") ? "cuda" : "cpu"));
		EngineBenchmark.limit(builder, what);
		if (what.has("isa")) builder.environment().put("ATEN_CPU_CAPABILITY", what.text("isa").toLowerCase());
		return builder;
	}
}
