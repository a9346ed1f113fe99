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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Times engines and what stands around them, each measurement in its own process, in turn with torchvision where Python
 * has it, and prints medians and ratios. Started by {@code mvn -q -Pbenchmark}.
 *
 * <pre>
 * -Dbenchmark="engines=onednn,dl4j precisions=bfloat16 forward=1,8 train=0 pipeline=0 write=docs/benchmarks.md"
 * </pre>
 * <p>
 * {@code forward} (the network), {@code detect} (prepared images to boxes), {@code train} (forward, backward, step),
 * {@code pipeline} (training with loading, augmentation and loss), {@code folder}
 * (JPEG files to tables and overlays) and {@code latency} (pixels to overlay) take
 * batch sizes, 0 for none; {@code postprocessing} 1 or 0; {@code endurance} the
 * number of calls of {@code predict}; {@code accuracy} the iterations of a training whose
 * model is scored in every precision ({@code model}: that one is scored instead).
 * {@code deterministic} is a list of false and true, for {@code train}. {@code engines}, {@code precisions} and
 * {@code presets} are lists. {@code dataset} is a folder in the layout of VOC (empty:
 * synthetic fields), {@code model} what detects in folders (empty: an untrained
 * one), {@code isa} a limit such as {@code AVX2}, for torchvision as well. Each
 * process measures for so many {@code seconds}, in so many {@code rounds}.
 * {@code write} names a document whose tables get the rows.
 * </p>
 */
public final class EngineBenchmark {

	private static final String MEASURE = "measure";

	private static final List<String> ENDURANCE = List.of("predict", "steps", "opened");

	/** So that what a process holds grows by what is outside the heap alone. */
	private static final List<String> HEAP_THAT_DOES_NOT_GROW = List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");

	private final BenchmarkSettings settings;
	private final Torchvision torchvision;
	private int failures;

	private EngineBenchmark(final BenchmarkSettings settings) throws IOException, InterruptedException {
		this.settings = settings;
		torchvision = Torchvision.find(settings);
	}

	/** @param args settings as KEY=VALUE; after {@code measure}, those of a process that measures */
	public static void main(final String[] args) throws Exception {
		if (args.length > 0 && args[0].equals(MEASURE)) System.out.println(measured(new BenchmarkSettings(args[1])));
		else {
			final EngineBenchmark benchmark = new EngineBenchmark(new BenchmarkSettings(args));
			benchmark.run();
			if (benchmark.failures > 0) System.out.println(benchmark.failures + " rows failed, see above.");
			System.exit(benchmark.failures > 0 ? 1 : 0);
		}
		System.exit(0);
	}

	private static Figures measured(final BenchmarkSettings what) throws Exception {
		if (!what.text("engine").equals("cudnn")) return Measurements.of(what).withPeak();
		try (CardMemory card = new CardMemory()) {
			return Measurements.of(what).with(Figures.PEAK, card::peak);
		}
	}

	private void run() throws Exception {
		final BenchmarkSettings with = settings.has("dataset")
			? settings
			: settings.with("dataset=" + BenchmarkImages.folder());
		compare(with, "forward");
		compare(with, "detect");
		compare(with, "train");
		compare(with, "pipeline");
		folder(with);
		latency(with);
		if (with.number("postprocessing") > 0) postProcessing(with);
		if (with.number("endurance") > 0) endurance(with);
		if (with.number("accuracy") > 0) accuracy(with);
	}

	private interface Row {

		void of(BenchmarkSettings what, String name) throws Exception;
	}

	private void each(final BenchmarkSettings settings, final String mode, final Row row) throws Exception {
		for (final String preset : settings.list("presets"))
			for (final String engine : settings.list("engines"))
				for (final String precision : settings.list("precisions"))
					for (final int batch : settings.batches(mode))
						for (final String deterministic : mode.equals("train")
							? settings.list("deterministic")
							: List.of("false"))
							attempt(row,
								settings.with("mode=" + mode, "preset=" + preset, "engine=" + engine,
									"precision=" + precision, "batch=" + batch, "deterministic=" + deterministic),
								preset + ", " + engine + " " + precision + ", " + mode + ", batch " + batch +
									(deterministic.equals("true") ? ", deterministic" : "") +
									(settings.has("isa") ? ", limited to " + settings.text("isa") : ""));
	}

	/** A row that fails is said in a line; the others are measured all the same. */
	private void attempt(final Row row, final BenchmarkSettings what, final String name) throws Exception {
		try {
			row.of(what, name);
		}
		catch (final IOException e) {
			failures++;
			System.out.println(name + ": " + e.getMessage());
		}
	}

	private DocumentedTable table(final String name, final String... columns) {
		return new DocumentedTable(settings.has("write") ? Path.of(settings.text("write")) : null, name,
			List.of(columns));
	}

	/** In turn: ours, then torchvision in each of its layouts. */
	private void compare(final BenchmarkSettings all, final String mode) throws Exception {
		if (all.batches(mode).isEmpty()) return;
		final String memory = all.onGpu() ? "card MiB" : "peak MiB";
		final List<String> columns = new ArrayList<>(
			List.of(all.onGpu() ? CardMemory.name() : all.text("threads") + " threads", "images/s", memory,
				"torchvision, images/s", memory, "its layout", "ratio"));
		if (all.onGpu()) columns.add("TFLOP/s");
		final DocumentedTable table = table(all.onGpu() ? "gpu" : "speed", columns.toArray(String[]::new));
		table.head();
		each(all, mode, (what, name) -> {
			final List<String> layouts = torchvision == null || what.text("deterministic").equals("true") ||
				!what.text("preset").matches("ssd(300|512)-voc")
					? List.of()
					: torchvision.layoutsOf(what.text("precision"));
			final List<Figures> ours = new ArrayList<>();
			final List<List<Figures>> theirs = new ArrayList<>();
			layouts.forEach(l -> theirs.add(new ArrayList<>()));
			for (int round = 0; round < what.number("rounds"); round++) {
				ours.add(measure(what));
				for (int i = 0; i < layouts.size(); i++)
					theirs.get(i).add(torchvision.measure(what, layouts.get(i)));
			}
			final double rate = 1000 * what.number("batch") / Figures.median(ours, "ms");
			final List<String> cells = new ArrayList<>(
				List.of(name, number(rate, 2), number(Figures.largest(ours, Figures.PEAK), 0)));
			int best = -1;
			for (int i = 0; i < layouts.size(); i++)
				if (best < 0 || Figures.median(theirs.get(i), "ms") < Figures.median(theirs.get(best), "ms")) best = i;
			if (best < 0) cells.addAll(List.of("", "", "", ""));
			else {
				final double other = 1000 * what.number("batch") / Figures.median(theirs.get(best), "ms");
				cells.addAll(List.of(number(other, 2), number(Figures.largest(theirs.get(best), Figures.PEAK), 0),
					layouts.get(best), number(rate / other, 2)));
			}
			cells.add(number(rate * NetworkTimes.operations(what) / 1e12, 1));
			table.row(all.onGpu() ? cells : cells.subList(0, cells.size() - 1));
			shares(ours);
		});
	}

	/** What a training's time goes to. */
	private static void shares(final List<Figures> figures) {
		final StringBuilder shares = new StringBuilder();
		for (final String name : figures.get(0).values().keySet())
			if (name.endsWith("_share"))
				shares.append(String.format(Locale.ROOT, " %s %.1f %%", name.replace("_share", ""),
					100 * Figures.median(figures, name)));
		if (shares.length() > 0) System.out.println("  of a step:" + shares);
	}

	private void folder(final BenchmarkSettings all) throws Exception {
		if (all.batches("folder").isEmpty()) return;
		final DocumentedTable table = table(all.onGpu() ? "gpu-folder" : "folder", all.text("threads") + " threads",
			"images/s", "network alone, images/s", "share", "peak MiB");
		table.head();
		each(all, "folder", (what, name) -> {
			final List<Figures> rounds = rounds(what);
			table.row(List.of(name, number(Figures.median(rounds, "rate"), 2),
				number(Figures.median(rounds, "network_rate"), 2), number(Figures.median(rounds, "share"), 2),
				number(Figures.largest(rounds, Figures.PEAK), 0)));
		});
	}

	private void latency(final BenchmarkSettings all) throws Exception {
		if (all.batches("latency").isEmpty()) return;
		final DocumentedTable table = table(all.onGpu() ? "gpu-latency" : "latency", all.text("threads") + " threads",
			"network alone, ms", "pixels to overlay, ms", "peak MiB");
		table.head();
		each(all, "latency", (what, name) -> {
			final List<Figures> rounds = rounds(what);
			table.row(List.of(name, number(Figures.median(rounds, "network_ms"), 1),
				number(Figures.median(rounds, "ms"), 1), number(Figures.largest(rounds, Figures.PEAK), 0)));
		});
	}

	private void postProcessing(final BenchmarkSettings all) throws Exception {
		final DocumentedTable table = table("postprocessing", "one thread", "boxes", "classes", "ms an image");
		table.head();
		for (final PostProcessingCase of : PostProcessingCase.ALL) {
			final Figures figures = measure(all.with("mode=postprocessing", "preset=" + of.name()));
			table.row(List.of(of.text(), String.valueOf(of.boxes()), String.valueOf(of.classes()),
				number(figures.get("ms"), 3)));
		}
	}

	private void endurance(final BenchmarkSettings all) throws Exception {
		final DocumentedTable table = all.onGpu()
			? table("gpu-endurance", "repeated", "after warm-up: card MiB", "resident MiB", "at the end: card MiB",
				"resident MiB")
			: table("endurance", "repeated", "after warm-up: resident MiB", "heap MiB", "at the end: resident MiB",
				"heap MiB");
		final String first = all.onGpu() ? "card" : "rss", second = all.onGpu() ? "rss" : "heap";
		table.head();
		for (final String mode : ENDURANCE)
			each(all.with("forward=" + all.text("endurance_batch")), "forward", (what, name) -> {
				final Figures f = measure(what.with("mode=" + mode));
				table.row(List.of(
					what.text("preset") + ", " + what.text("engine") + " " + what.text("precision") + ", batch " +
						what.text("batch") + ": " + number(f.get("count"), 0) + " " + mode,
					number(f.get(first + "_before"), 0), number(f.get(second + "_before"), 0),
					number(f.get(first + "_after"), 0), number(f.get(second + "_after"), 0)));
			});
	}

	/** One model is scored in every precision, and in float32 for the difference. */
	private void accuracy(final BenchmarkSettings all) throws Exception {
		final DocumentedTable table = table(all.onGpu() ? "gpu-accuracy" : "accuracy", "one model", "images",
			"mAP (voc2012)", "in float32", "difference");
		table.head();
		final String batch = "forward=" + (all.onGpu() ? 32 : 8);
		for (final String preset : all.list("presets")) {
			final BenchmarkSettings one = all.with(batch, "presets=" + preset,
				"model=" + (all.has("model")
					? all.text("model")
					: Files.createTempDirectory("ssd-benchmark-accuracy").resolve("model.ssd")));
			if (!all.has("model"))
				each(one.with("precisions=" + all.list("precisions").get(0), "engines=" + all.list("engines").get(0)),
					"forward", (what, name) -> System.out.printf(Locale.ROOT, "%s, trained in %.0f s%n", name,
						measure(what.with("mode=training")).get("seconds")));
			each(one, "forward", (what, name) -> {
				final Figures full = measure(what.with("mode=accuracy", "precision=float32")),
					f = measure(what.with("mode=accuracy"));
				table.row(List.of(what.text("preset") + ", " + what.text("engine") + " " + what.text("precision"),
					number(f.get("images"), 0), number(f.get("map"), 4), number(full.get("map"), 4),
					number(f.get("map") - full.get("map"), 4)));
			});
		}
	}

	private List<Figures> rounds(final BenchmarkSettings what) throws Exception {
		final List<Figures> all = new ArrayList<>();
		for (int round = 0; round < what.number("rounds"); round++)
			all.add(measure(what));
		return all;
	}

	private static Figures measure(final BenchmarkSettings what) throws Exception {
		return Figures.of(process(what));
	}

	/** @return what runs this class in its own process */
	static ProcessBuilder process(final BenchmarkSettings what) {
		final List<String> command = new ArrayList<>(
			List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
		command.addAll(ENDURANCE.contains(what.text("mode"))
			? HEAP_THAT_DOES_NOT_GROW
			: List.of(what.onGpu() ? "-Xmx8g" : "-Xmx2g"));
		command.addAll(List.of("-Djava.awt.headless=true", "-Dorg.bytedeco.javacpp.maxbytes=12g",
			"-Dorg.bytedeco.javacpp.maxphysicalbytes=" + (what.onGpu() ? "32g" : "16g"),
			"-Dorg.bytedeco.javacpp.logger=slf4j", "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp",
			System.getProperty("java.class.path"), EngineBenchmark.class.getName(), MEASURE,
			String.join(" ", what.pairs())));
		final ProcessBuilder builder = new ProcessBuilder(command);
		limit(builder, what);
		return builder;
	}

	/** Keeps oneDNN from using newer instructions. */
	static void limit(final ProcessBuilder builder, final BenchmarkSettings what) {
		if (!what.has("isa")) return;
		builder.environment().put("DNNL_MAX_CPU_ISA", what.text("isa"));
		builder.environment().put("ONEDNN_MAX_CPU_ISA", what.text("isa"));
	}

	private static String number(final double value, final int decimals) {
		return String.format(Locale.ROOT, "%." + decimals + "f", value);
	}
}
