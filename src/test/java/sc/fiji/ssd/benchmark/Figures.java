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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;

/**
 * What one process measured, by name. Its last line of output is these:
 * {@code NAME=NUMBER ...}.
 *
 * @param values by name
 */
record Figures(Map<String, Double> values) {

	/** Name of the peak memory of a process, in MiB. */
	static final String PEAK = "peak_mib";

	/** Runs a process to its end. */
	static Figures of(final ProcessBuilder builder) throws IOException, InterruptedException {
		final Path errors = Files.createTempFile("ssd-benchmark", ".err");
		try {
			final Process process = builder.redirectError(errors.toFile()).start();
			String last = "";
			try (BufferedReader out = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)))
			{
				for (String line = out.readLine(); line != null; line = out.readLine())
					last = line;
			}
			if (process.waitFor() != 0) throw new IOException("failed: " + reason(Files.readString(errors)));
			return parse(last);
		}
		finally {
			Files.delete(errors);
		}
	}

	/**
	 * @param errors what a process wrote as errors
	 * @return the line that says why it failed: the last exception or error, or the last line
	 */
	static String reason(final String errors) {
		final List<String> lines = errors.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
		if (lines.isEmpty()) return "no message";
		final List<String> named = lines.stream()
			.filter(line -> !line.startsWith("at ") && line.matches(".*(Exception|Error)\\b.*")).toList();
		return named.isEmpty() ? lines.get(lines.size() - 1) : named.get(named.size() - 1);
	}

	static Figures parse(final String line) {
		final Map<String, Double> values = new LinkedHashMap<>();
		for (final String pair : line.trim().split("\\s+")) {
			final String[] parts = pair.split("=");
			values.put(parts[0], Double.valueOf(parts[1]));
		}
		return new Figures(values);
	}

	/** @return these and this process's peak memory */
	Figures withPeak() throws IOException {
		final double peak = memory("VmHWM:");
		return with(PEAK, () -> peak);
	}

	/** @return these and another */
	Figures with(final String name, final DoubleSupplier value) {
		final Map<String, Double> all = new LinkedHashMap<>(values);
		all.put(name, value.getAsDouble());
		return new Figures(all);
	}

	/**
	 * @param entry of /proc/self/status
	 * @return MiB; 0 where there is no such account
	 */
	static double memory(final String entry) throws IOException {
		final Path status = Path.of("/proc/self/status");
		if (!Files.isReadable(status)) return 0;
		return Files.readAllLines(status).stream().filter(l -> l.startsWith(entry))
			.mapToDouble(l -> Double.parseDouble(l.replaceAll("\\D+", "")) / 1024).findFirst().orElse(0);
	}

	double get(final String name) {
		return values.get(name);
	}

	/** @return the median of a figure over several processes */
	static double median(final List<Figures> all, final String name) {
		return median(all.stream().map(f -> f.get(name)).toList());
	}

	static double median(final List<Double> numbers) {
		final List<Double> sorted = numbers.stream().sorted().toList();
		return sorted.get(sorted.size() / 2);
	}

	/** @return the largest of a figure over several processes */
	static double largest(final List<Figures> all, final String name) {
		return all.stream().mapToDouble(f -> f.get(name)).max().orElse(0);
	}

	@Override
	public String toString() {
		return values.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining(" "));
	}
}
