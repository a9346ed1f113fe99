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
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.sun.management.OperatingSystemMXBean;

import sc.fiji.ssd.engine.EngineProvider;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.dl4j.Dl4jEngineProvider;
import sc.fiji.ssd.engine.onednn.OneDnnEngineProvider;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Presets;

/**
 * Compares two versions of the engines: each runs in its own JVM, and they compute one call in turn, so that whatever
 * else the machine does slows both. The figure is the processor time of the median call.
 */
final class BeforeAfter {

	private static final String READY = "ready", GO = "go";

	private BeforeAfter() {}

	/**
	 * @param args class path before, class path after, engine, precision, {@code forward} or {@code train}, batch,
	 *          threads, number of calls of each; prints a row of a table
	 */
	public static void main(final String[] args) throws IOException {
		if (args[0].equals("work")) {
			work(args[1], args[2], args[3].equals("train"), Integer.parseInt(args[4]), Integer.parseInt(args[5]));
			return;
		}
		final int calls = Integer.parseInt(args[7]);
		final List<List<Double>> times = List.of(new ArrayList<>(), new ArrayList<>());
		try (Worker before = new Worker(args[0], args); Worker after = new Worker(args[1], args)) {
			for (int call = 0; call < calls; call++) {
				times.get(0).add(before.call());
				times.get(1).add(after.call());
			}
		}
		final double before = Figures.median(times.get(0)), after = Figures.median(times.get(1));
		System.out.printf(Locale.ROOT, "| %s | %s | %s | %s | %.0f | %.0f | %.3f |%n", args[2], args[3], args[4], args[5],
			before, after, before / after);
	}

	/** A JVM with one version. */
	private static final class Worker implements AutoCloseable {

		private final Process process;
		private final BufferedReader answers;
		private final PrintStream orders;

		Worker(final String path, final String[] args) throws IOException {
			process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx2g",
				"-cp", path, BeforeAfter.class.getName(), "work", args[2], args[3], args[4], args[5], args[6])
				.redirectError(ProcessBuilder.Redirect.INHERIT).start();
			answers = process.inputReader();
			orders = new PrintStream(process.getOutputStream(), true);
			answer(READY);
		}

		/** @return milliseconds of processor time */
		double call() throws IOException {
			orders.println(GO);
			return Double.parseDouble(answer("ms "));
		}

		private String answer(final String start) throws IOException {
			for (String line = answers.readLine(); line != null; line = answers.readLine())
				if (line.startsWith(start)) return line.substring(start.length());
			throw new IOException("The JVM has ended");
		}

		@Override
		public void close() {
			process.destroyForcibly();
		}
	}

	private static void work(final String engineName, final String precision, final boolean train, final int batch,
		final int threads) throws IOException
	{
		final EngineProvider provider = engineName.equals("dl4j") ? new Dl4jEngineProvider() : new OneDnnEngineProvider();
		final NetworkSpec network = Presets.load("ssd300-voc").network(NetworkTimes.CLASSES);
		final var settings = new EngineSettings(engineName, "auto", precision, threads);
		try (NetworkEngine engine = provider.create(network, settings, batch, train);
			BufferedReader in = new BufferedReader(new InputStreamReader(System.in)))
		{
			engine.load(Initialization.heXavier(network, 1));
			final FloatBuffer input = engine.input(batch);
			for (int i = 0; i < input.limit(); i++)
				input.put(i, (float) Math.sin(0.1 * i));
			final Runnable call = train ? NetworkTimes.step(engine, batch) : () -> engine.predict(batch);
			call.run();
			System.out.println(READY);
			final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
			while (GO.equals(in.readLine())) {
				final long start = system.getProcessCpuTime();
				call.run();
				System.out.println("ms " + (system.getProcessCpuTime() - start) / 1e6);
			}
		}
	}
}
