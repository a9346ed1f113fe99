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
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import org.scijava.Context;

import sc.fiji.ssd.box.PriorBoxes;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;

/**
 * Times engines on SSD300 at full width with 21 classes, each in a process of
 * its own, in turn with torchvision where Python has it, and prints the ratios
 * of throughput. Started by {@code mvn -q -Pbenchmark}.
 *
 * <pre>
 * -Dbenchmark="engines=dl4j precisions=float32 forward=4 train=2 rounds=3 seconds=8 threads=2"
 * </pre>
 */
public final class EngineBenchmark {

	private static final int CLASSES = 21;
	private static final String PYTHON = "python";

	/** What one process measured. */
	private record Figure(double milliseconds, double mebibytes) {}

	private final Map<String, String> settings = new LinkedHashMap<>(
		Map.of("engines", "dl4j", "precisions", "float32", "forward", "4", "train", "2", "rounds", "3", "seconds", "8",
			"threads", "0", "preset", "ssd300-voc", PYTHON, "/usr/bin/python3"));

	private EngineBenchmark() {}

	/** @param args settings as key=value, or {@code measure} and what a child process measures */
	public static void main(final String[] args) throws Exception {
		if (args.length > 0 && args[0].equals("measure"))
			measure(args[1], args[2], args[3], Integer.parseInt(args[4]), Integer.parseInt(args[5]),
				Double.parseDouble(args[6]), args[7]);
		else
			new EngineBenchmark().compare(args);
		System.exit(0);
	}

	private void compare(final String[] args) throws Exception {
		for (final String arg : String.join(" ", args).trim().split("\\s+")) {
			if (arg.isEmpty()) continue;
			final String[] pair = arg.split("=", 2);
			if (pair.length < 2 || !settings.containsKey(pair[0]))
				throw new IllegalArgumentException(
					"benchmark: '" + arg + "' is none of " + settings.keySet() + " with =VALUE.");
			settings.put(pair[0], pair[1]);
		}
		if (settings.get("threads").equals("0"))
			settings.put("threads", String.valueOf(Runtime.getRuntime().availableProcessors()));
		final boolean torchvision = settings.get("preset").equals("ssd300-voc") && hasTorchvision();
		System.out.println("| " + settings.get("preset") + ", " + settings.get("threads") +
			" threads | images/s | peak MiB | torchvision images/s | peak MiB | ratio |");
		System.out.println("|---|---|---|---|---|---|");
		for (final String mode : List.of("forward", "train"))
			for (final String batch : settings.get(mode).split(","))
				for (final String engine : settings.get("engines").split(","))
					for (final String precision : settings.get("precisions").split(","))
						if (Integer.parseInt(batch) > 0)
							row(mode, Integer.parseInt(batch), engine, precision, torchvision);
	}

	private void row(final String mode, final int batch, final String engine, final String precision,
		final boolean torchvision) throws Exception
	{
		final List<Figure> ours = new ArrayList<>(), theirs = new ArrayList<>();
		for (int round = 0; round < Integer.parseInt(settings.get("rounds")); round++) {
			ours.add(run(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx2g",
				"-Dorg.bytedeco.javacpp.maxbytes=12g", "-Dorg.bytedeco.javacpp.maxphysicalbytes=16g", "-cp",
				System.getProperty("java.class.path"), EngineBenchmark.class.getName(), "measure", mode, engine,
				precision, String.valueOf(batch), settings.get("threads"), settings.get("seconds"),
				settings.get("preset"))));
			if (torchvision)
				theirs.add(run(List.of(settings.get(PYTHON), script().toString(), mode, String.valueOf(batch),
					precision, settings.get("threads"), settings.get("seconds"))));
		}
		final double rate = 1000 * batch / median(ours);
		final String name = engine + " " + precision + ", " + mode + ", batch " + batch;
		if (theirs.isEmpty()) System.out.printf(Locale.ROOT, "| %s | %.2f | %.0f | | | |%n", name, rate, peak(ours));
		else
			System.out.printf(Locale.ROOT, "| %s | %.2f | %.0f | %.2f | %.0f | %.2f |%n", name, rate, peak(ours),
				1000 * batch / median(theirs), peak(theirs), median(theirs) / median(ours));
	}

	private static double median(final List<Figure> figures) {
		final double[] sorted = figures.stream().mapToDouble(Figure::milliseconds).sorted().toArray();
		return sorted[sorted.length / 2];
	}

	private static double peak(final List<Figure> figures) {
		return figures.stream().mapToDouble(Figure::mebibytes).max().orElse(0);
	}

	private boolean hasTorchvision() throws InterruptedException {
		try {
			return new ProcessBuilder(settings.get(PYTHON), "-c", "import torchvision").redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
		}
		catch (final IOException e) {
			return false;
		}
	}

	private static Path script() throws IOException {
		final Path script = Files.createTempDirectory("ssd-benchmark").resolve("torchvision_ssd.py");
		try (InputStream in = EngineBenchmark.class.getResourceAsStream("torchvision_ssd.py")) {
			Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
		}
		return script;
	}

	/** Runs a process whose last line is: milliseconds, calls, MiB. */
	private static Figure run(final List<String> command) throws IOException, InterruptedException {
		final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		String last = "";
		try (BufferedReader out = new BufferedReader(
			new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)))
		{
			for (String line = out.readLine(); line != null; line = out.readLine())
				last = line;
		}
		if (process.waitFor() != 0) throw new IOException("Failed: " + String.join(" ", command));
		final String[] figures = last.split(" ");
		return new Figure(Double.parseDouble(figures[0]), Double.parseDouble(figures[2]));
	}

	/** The child process: calls the engine for some seconds. */
	private static void measure(final String mode, final String engine, final String precision, final int batch,
		final int threads, final double seconds, final String preset) throws IOException
	{
		final SsdArchitecture architecture = Presets.load(preset);
		final NetworkSpec network = architecture.network(CLASSES);
		final boolean train = mode.equals("train");
		try (Context context = new Context(EngineService.class);
			NetworkEngine net = context.service(EngineService.class).create(network,
				new EngineSettings(engine, EngineSettings.AUTO, precision, threads), batch, train))
		{
			net.load(Initialization.heXavier(network, 0));
			final Random random = new Random(0);
			final FloatBuffer input = net.input(batch);
			for (int i = 0; i < input.limit(); i++)
				input.put(i, (float) random.nextGaussian());
			final Runnable call = train ? trainingStep(net, batch, architecture.priors()) : () -> net.predict(batch);
			call.run();
			final List<Double> times = new ArrayList<>();
			final long end = System.nanoTime() + (long) (seconds * 1e9);
			while (times.size() < 3 || System.nanoTime() < end) {
				final long start = System.nanoTime();
				call.run();
				times.add((System.nanoTime() - start) / 1e6);
			}
			final double[] sorted = times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
			System.out.println(sorted[sorted.length / 2] + " " + sorted.length + " " + peakMemory());
		}
	}

	/** Forward, derivatives as a loss of some matches gives them, backward, step. */
	private static Runnable trainingStep(final NetworkEngine net, final int batch, final PriorBoxes priors) {
		final FloatBuffer dLocations = FloatBuffer.allocate(batch * priors.size() * 4);
		final FloatBuffer dConfidences = FloatBuffer.allocate(batch * priors.size() * CLASSES);
		return () -> {
			final Predictions predicted = net.forward(batch);
			Arrays.fill(dLocations.array(), 0);
			for (int i = 0; i < dConfidences.limit(); i++)
				dConfidences.put(i, i % (100 * CLASSES) < CLASSES ? 1e-6f * predicted.confidences().get(i) : 0);
			net.backward(dLocations, dConfidences);
			net.step(SgdStep.of(1e-4));
		};
	}

	/** Of this process in MiB, by the operating system's account; 0 where it keeps none. */
	private static double peakMemory() throws IOException {
		final Path status = Path.of("/proc/self/status");
		if (!Files.isReadable(status)) return 0;
		return Files.readAllLines(status).stream().filter(l -> l.startsWith("VmHWM:"))
			.mapToDouble(l -> Double.parseDouble(l.replaceAll("\\D+", "")) / 1024).findFirst().orElse(0);
	}
}
