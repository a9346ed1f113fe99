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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is measured: {@code KEY=VALUE} pairs, see {@link EngineBenchmark}. */
final class BenchmarkSettings {

	private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();
	static {
		final String[] pairs = { "engines=onednn", "precisions=bfloat16,float32", "presets=ssd300-voc", "forward=1,8",
			"detect=0", "train=8", "deterministic=false", "pipeline=8", "folder=8", "latency=1", "postprocessing=1",
			"endurance=0", "endurance_batch=8", "accuracy=0", "rounds=3", "seconds=5", "threads=0", "isa=", "dataset=",
			"model=", "python=/usr/bin/python3", "write=", "mode=", "engine=", "precision=", "preset=", "batch=" };
		for (final String pair : pairs)
			put(DEFAULTS, pair);
	}

	private final Map<String, String> values = new LinkedHashMap<>(DEFAULTS);

	/** @param args pairs, several in one argument allowed */
	BenchmarkSettings(final String... args) {
		for (final String arg : String.join(" ", args).trim().split("\\s+")) {
			if (arg.isEmpty()) continue;
			if (!arg.contains("=") || !DEFAULTS.containsKey(arg.substring(0, arg.indexOf('='))))
				throw new IllegalArgumentException(
					"benchmark: '" + arg + "' is not one of " + DEFAULTS.keySet() + " with =VALUE.");
			put(values, arg);
		}
		if (number("threads") == 0) values.put("threads", String.valueOf(Runtime.getRuntime().availableProcessors()));
	}

	private static void put(final Map<String, String> to, final String pair) {
		final int at = pair.indexOf('=');
		to.put(pair.substring(0, at), pair.substring(at + 1));
	}

	/** @return these with other values, for a process that measures one thing */
	BenchmarkSettings with(final String... pairs) {
		final List<String> all = new ArrayList<>(pairs());
		all.addAll(Arrays.asList(pairs));
		return new BenchmarkSettings(all.toArray(String[]::new));
	}

	/** @return all pairs */
	List<String> pairs() {
		return values.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
	}

	String text(final String key) {
		return values.get(key);
	}

	boolean has(final String key) {
		return !text(key).isEmpty();
	}

	int number(final String key) {
		return Integer.parseInt(text(key));
	}

	double seconds() {
		return Double.parseDouble(text("seconds"));
	}

	List<String> list(final String key) {
		return List.of(text(key).split(","));
	}

	/** @return whether only GPUs are measured */
	boolean onGpu() {
		return list("engines").stream().allMatch("cudnn"::equals);
	}

	/** @return the batch sizes of a kind of measurement; none if it is 0 */
	List<Integer> batches(final String mode) {
		return list(mode).stream().map(Integer::valueOf).filter(n -> n > 0).toList();
	}
}
