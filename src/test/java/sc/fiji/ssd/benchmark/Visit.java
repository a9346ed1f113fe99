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
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.scijava.Context;

import sc.fiji.ssd.engine.Availability;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.gpu.CudaDevices;
import sc.fiji.ssd.train.machine.EngineCheck;

/**
 * All figures of a machine with a GPU by one command, {@code bin/ssd-visit SECONDS [FOLDER] [KEY=VALUE ...]}: the most
 * important first, each in a process with its own time limit, each written down as soon as it is known. Nothing that
 * fails or takes too long loses what was measured before or keeps the rest from being measured. Keys: {@code engine}
 * (cudnn), {@code batch} (32), {@code precision} (bfloat16), {@code python} (python3), {@code preset} (ssd300-voc),
 * {@code width} (auto: the whole network, or a narrow one on a device that is too slow for it; or a factor, such as
 * 0.03125 for a device that is known to be slow) and {@code rows} (empty: all; or a pattern for their names).
 */
public final class Visit {

	private static final String PROBE = "probe", PARITY = "parity", FLOAT32 = "float32", REFERENCE = "onednn",
		GPU_LINE = "GPU: ";
	/** A process that has less time would find nothing. */
	private static final double LEAST_SECONDS = 3;
	private static final int PASSED = 0, FAILED = 1;

	private final long begun = System.nanoTime();
	private final long end;
	private final VisitReport report;
	/** Below so many images a second at batch 1, of the whole or else of the narrow network, the narrow one is measured. */
	private static final double SLOW_RATE = 5, SLOW_NARROW_RATE = 50;
	/** For one image, start included. */
	private static final double SLOW_SECONDS = 45;
	private static final String NARROW = "0.03125", WIDTH = " at width ", AUTO = "auto";
	private static final int NARROW_BATCH = 2, NARROW_ITERATIONS = 3;
	/** Keys that the benchmarks do not have. */
	private static final Pattern OWN = Pattern.compile("(width|rows)=(.*)");

	private BenchmarkSettings settings;
	private int batch;
	/** The network, as the names of rows have it. */
	private String network;
	private final String engine;
	private final boolean comparable;
	private final String libraryPath;
	private Torchvision torchvision;
	private final String width;
	private final Pattern rows;

	private Visit(final double seconds, final Path folder, final BenchmarkSettings settings,
		final Map<String, String> own) throws IOException, InterruptedException
	{
		width = own.getOrDefault("width", AUTO);
		rows = Pattern.compile(own.getOrDefault("rows", ".*"));
		end = System.nanoTime() + (long) (1e9 * seconds);
		this.settings = settings;
		batch = settings.number("batch");
		network = settings.text("preset");
		engine = settings.text("engine");
		report = new VisitReport(Files.createDirectories(folder), engine);
		final MachineFacts machine = new MachineFacts(settings.text("python"));
		libraryPath = machine.libraryPath();
		final Map<String, String> facts = machine.facts();
		report.machine(facts);
		comparable = !engine.equals("cudnn") || !facts.get(MachineFacts.TORCHVISION).endsWith(MachineFacts.WITHOUT);
	}

	/** @param args seconds, folder of the report, settings; or what a process of its own looks at */
	public static void main(final String[] args) throws Exception {
		if (args.length > 0 && args[0].equals(PROBE)) System.exit(probe(args[1]));
		if (args.length > 0 && args[0].equals(PARITY)) System.exit(parity(args[1], args[2]));
		if (args.length == 0 || !args[0].matches("[0-9]+")) {
			System.err.println(
				"ssd-visit: give the seconds that it may take, such as: ssd-visit 600 [FOLDER] [KEY=VALUE ...]");
			System.exit(2);
		}
		final boolean named = args.length > 1 && !args[1].contains("=");
		final List<String> pairs = new ArrayList<>(List.of("engine=cudnn", "batch=32", "precision=bfloat16",
			"preset=ssd300-voc", "python=python3", "rounds=1", "seconds=3", "accuracy=200"));
		final Map<String, String> own = new HashMap<>();
		for (final String pair : List.of(args).subList(named ? 2 : 1, args.length)) {
			final Matcher key = OWN.matcher(pair);
			if (key.matches()) own.put(key.group(1), key.group(2));
			else pairs.add(pair);
		}
		final BenchmarkSettings settings = new BenchmarkSettings(pairs.toArray(String[]::new));
		new Visit(Double.parseDouble(args[0]), Path.of(named ? args[1] : "ssd-visit"),
			settings.with("engines=" + settings.text("engine")), own).run();
		System.exit(PASSED);
	}

	/** In its own process: says which GPUs there are and whether an engine and the reference run; fails if it does not. */
	private static int probe(final String engine) {
		final CudaDevices gpus = CudaDevices.discover();
		final int cuda = gpus.cudaVersion();
		gpus.devices().forEach(gpu -> System.out.println(GPU_LINE + gpu + ", driver " +
			(gpus.driver().isEmpty() ? "unknown" : gpus.driver()) + ", CUDA " + cuda / 1000 + "." + cuda % 1000 / 10));
		try (Context context = new Context(EngineService.class)) {
			final Map<String, Availability> all = context.service(EngineService.class).probe();
			final Availability wanted = all.get(engine);
			all.forEach((name, a) -> {
				if (name.equals(engine) || name.equals(REFERENCE)) System.out.println(name + ": " + (a.usable()
					? String.join(", ", a.devices()) + "; " + String.join(", ", a.precisions()) + "; "
					: "not usable: ") + a.detail());
			});
			if (wanted != null && wanted.usable()) return PASSED;
			System.err.println(engine + ": not usable: " + (wanted == null ? "it is not installed." : wanted.detail()));
			return FAILED;
		}
	}

	/** In its own process: compares an engine with another one. */
	private static int parity(final String engine, final String precision) {
		try (Context context = new Context(EngineService.class)) {
			final EngineCheck.Result result = new EngineCheck(context.service(EngineService.class)).compare(engine,
				precision);
			result.lines().forEach(System.out::println);
			if (!result.passed()) result.lines().forEach(System.err::println);
			return result.passed() ? PASSED : FAILED;
		}
	}

	private void run() throws IOException, InterruptedException {
		if (line("engine usable", 120, PROBE, engine)) measure();
		System.out.printf(Locale.ROOT, "ssd-visit: %s; it took %.0f s%n", report.summary(), seconds());
	}

	private double seconds() {
		return (System.nanoTime() - begun) / 1e9;
	}

	private void measure() throws IOException, InterruptedException {
		if (comparable) torchvision = Torchvision.find(settings);
		line("parity in " + FLOAT32, 90, PARITY, engine, FLOAT32);
		final String precision = settings.text("precision");
		if (width.equals(AUTO) && isSlow(precision)) {
			report.row(new VisitReport.Row("too slow for the whole network", "", "", "from here on at width " + NARROW +
				", batch " + NARROW_BATCH, 0));
			narrow(NARROW);
		}
		else if (!width.equals(AUTO) && !width.equals("1")) narrow(width);
		figure(90, "forward", batch, precision);
		figure(90, "detect", batch, precision);
		figure(60, "forward", 1, precision);
		figure(60, "detect", 1, precision);
		figure(150, "train", batch, precision);
		line("parity in " + precision, 60, PARITY, engine, precision);
		for (final String other : List.of("tf32", "float16", FLOAT32))
			if (!other.equals(precision)) figure(90, "forward", batch, other);
		deterministic();
		accuracy();
		figure(90, "folder", batch, precision);
		figure(90, "pipeline", batch, precision);
	}

	/**
	 * One image, to know what can be measured in the time. A failure or a long start says little about the device; the
	 * narrow network then tells slow devices from fast ones.
	 */
	private boolean isSlow(final String precision) throws IOException, InterruptedException {
		final double whole = firstTry(settings, network, precision);
		if (whole > 0) return whole < SLOW_RATE;
		return firstTry(narrowed(NARROW), network + WIDTH + NARROW, precision) < SLOW_NARROW_RATE;
	}

	/** @return images per second at batch 1, with the first kernels that run instead of the fastest; 0 if it failed */
	private double firstTry(final BenchmarkSettings of, final String what, final String precision)
		throws IOException, InterruptedException
	{
		final TimedProcess run = timed(EngineBenchmark.process(
			of.with("mode=forward", "batch=1", "precision=" + precision, "seconds=0", "deterministic=true")), SLOW_SECONDS);
		final double rate = rate(run, 1);
		report.row(new VisitReport.Row(what + ", " + engine + " " + precision + ", forward, first try, batch 1",
			rate > 0 ? rounded(rate) + " images/s" : "", "", rate > 0 ? "with the first kernels that run" : run.problem(),
			run.seconds()));
		return rate;
	}

	/** What is too slow for the whole network still shows that every part works. */
	private void narrow(final String factor) throws IOException {
		settings = narrowed(factor);
		network += WIDTH + factor;
		batch = NARROW_BATCH;
		torchvision = null;
	}

	private BenchmarkSettings narrowed(final String factor) throws IOException {
		final Path preset = Files.createTempDirectory("ssd-visit").resolve("narrow.json");
		Files.writeString(preset, "{\"extends\":\"" + settings.text("preset") + "\",\"width\":" + factor + "}");
		return settings.with("preset=" + preset, "seconds=1", "accuracy=" + NARROW_ITERATIONS);
	}

	private String name(final String precision, final String what, final int images) {
		return network + ", " + engine + " " + precision + ", " + what + ", batch " + images;
	}

	private boolean wants(final String row) {
		return rows.matcher(row).find();
	}

	private double left() {
		return (end - System.nanoTime()) / 1e9;
	}

	/** One of ours, which needs to be told where the libraries are. */
	private TimedProcess timed(final ProcessBuilder builder, final double limit)
		throws IOException, InterruptedException
	{
		if (!libraryPath.isEmpty()) builder.environment().put("LD_LIBRARY_PATH", libraryPath);
		return inTime(builder, limit);
	}

	private TimedProcess inTime(final ProcessBuilder builder, final double limit) throws IOException, InterruptedException {
		if (left() < LEAST_SECONDS) return new TimedProcess(List.of(), "not reached in time", 0);
		return TimedProcess.run(builder, Math.min(limit, left() - 1));
	}

	/** What a process says is the figure. */
	private boolean line(final String name, final double limit, final String... arguments)
		throws IOException, InterruptedException
	{
		if (!arguments[0].equals(PROBE) && !wants(name)) return true;
		final List<String> command = new ArrayList<>(
			List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx2g",
				"-Djava.awt.headless=true", "-Dorg.bytedeco.javacpp.logger=slf4j", "-cp",
				System.getProperty("java.class.path"), Visit.class.getName()));
		command.addAll(List.of(arguments));
		final TimedProcess run = timed(new ProcessBuilder(command), limit);
		final List<String> gpus = run.lines().stream().filter(line -> line.startsWith(GPU_LINE))
			.map(line -> line.substring(GPU_LINE.length())).toList();
		if (!gpus.isEmpty())
			report.machine(Map.of(VisitReport.GPU, (gpus.size() > 1 ? gpus.size() + " x " : "") + gpus.get(0)));
		final boolean good = run.problem().isEmpty();
		report.row(new VisitReport.Row(name, good ? "yes" : "no", "", good
			? run.lines().stream().filter(line -> !line.startsWith("[") && !line.startsWith(GPU_LINE))
				.collect(Collectors.joining("; "))
			: run.problem(), run.seconds()));
		return good;
	}

	private BenchmarkSettings what(final String mode, final int images, final String precision) {
		return settings.with("mode=" + mode, "batch=" + images, "precision=" + precision);
	}

	private void figure(final double limit, final String mode, final int images, final String precision)
		throws IOException, InterruptedException
	{
		final String name = name(precision, mode, images);
		if (!wants(name)) return;
		final BenchmarkSettings what = mode.matches("folder|pipeline")
			? what(mode, images, precision).with("dataset=" + BenchmarkImages.folder())
			: what(mode, images, precision);
		final TimedProcess run = timed(EngineBenchmark.process(what), limit),
			other = torchvision == null || !mode.matches("forward|detect|train")
				? null
				: inTime(torchvision.process(what, "channels_last"), 60);
		final double rate = rate(run, images), theirs = other == null ? 0 : rate(other, images);
		final List<String> remarks = new ArrayList<>();
		if (!run.problem().isEmpty()) remarks.add(run.problem());
		if (rate > 0 && mode.matches("forward|detect|train")) remarks.add(rounded(1000 * images / rate) + " ms");
		if (rate > 0 && mode.matches("forward|train"))
			remarks.add(rounded(rate * NetworkTimes.operations(what) / 1e12) + " TFLOP/s");
		if (rate > 0 && theirs > 0) remarks.add(number(rate / theirs, 2) + " times torchvision");
		if (other != null && !other.problem().isEmpty()) remarks.add("torchvision: " + other.problem());
		report.row(new VisitReport.Row(name, rate > 0 ? rounded(rate) + " images/s" : "",
			theirs > 0 ? rounded(theirs) + " images/s" : "", String.join(", ", remarks), run.seconds()));
	}

	private static double rate(final TimedProcess run, final int images) {
		if (!run.problem().isEmpty() || run.lines().isEmpty()) return 0;
		final Map<String, Double> values = Figures.parse(run.lines().get(run.lines().size() - 1)).values();
		return values.containsKey("ms") ? 1000 * images / values.get("ms") : values.getOrDefault("rate", 0.0);
	}

	private void deterministic() throws IOException, InterruptedException {
		final String precision = settings.text("precision"), name = name(precision, "train, deterministic", batch);
		if (!wants(name)) return;
		final TimedProcess run = timed(
			EngineBenchmark.process(what("train", batch, precision).with("deterministic=true")), 120);
		final double rate = rate(run, batch);
		report.row(new VisitReport.Row(name, rate > 0 ? rounded(rate) + " images/s" : "", "",
			rate > 0 ? rounded(1000 * batch / rate) + " ms" : run.problem(), run.seconds()));
	}

	/** One model, trained here, and its mAP on this engine and on the reference. */
	private void accuracy() throws IOException, InterruptedException {
		final String precision = settings.text("precision"),
			name = name(precision, "training of " + settings.number("accuracy") + " iterations", batch);
		if (!wants(name)) return;
		final Path model = Files.createTempDirectory("ssd-visit").resolve("model.ssd");
		final BenchmarkSettings what = settings.with("model=" + model, "batch=" + batch,
			"dataset=" + BenchmarkImages.folder());
		final TimedProcess training = timed(EngineBenchmark.process(what.with("mode=training")), 200);
		final boolean trained = training.problem().isEmpty();
		report.row(new VisitReport.Row(name, trained ? number(training.seconds(), 0) + " s" : "", "",
			trained ? "with start and checkpoints" : training.problem(), training.seconds()));
		if (!trained) return;
		final Map<String, Double> maps = new LinkedHashMap<>();
		for (final List<String> one : List.of(List.of(engine, precision), List.of(engine, FLOAT32), List.of(REFERENCE, FLOAT32))) {
			final TimedProcess run = timed(EngineBenchmark.process(
				what.with("mode=accuracy", "engine=" + one.get(0), "engines=" + one.get(0), "precision=" + one.get(1))),
				120);
			final boolean scored = run.problem().isEmpty();
			final double map = scored ? Figures.parse(run.lines().get(run.lines().size() - 1)).get("map") : 0;
			// the reference comes last and says how far the others are from it
			final String remark = !scored ? run.problem() : !one.get(0).equals(REFERENCE) ? "" : maps.entrySet().stream()
				.map(e -> e.getKey() + " is " + String.format(Locale.ROOT, "%+.4f", e.getValue() - map) + " from this")
				.collect(Collectors.joining(", "));
			if (scored) maps.put(String.join(" ", one), map);
			report.row(new VisitReport.Row("mAP of that model, " + String.join(" ", one), scored ? number(map, 4) : "", "",
				remark, run.seconds()));
		}
	}

	/** @return with three significant digits, without an exponent */
	private static String rounded(final double value) {
		return new BigDecimal(value).round(new MathContext(3)).toPlainString();
	}

	private static String number(final double value, final int decimals) {
		return String.format(Locale.ROOT, "%." + decimals + "f", value);
	}
}
