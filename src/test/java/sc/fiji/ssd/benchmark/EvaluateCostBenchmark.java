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

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.scijava.Context;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

import sc.fiji.ssd.Ssd;
import sc.fiji.ssd.commands.Evaluate;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.model.SsdModel;

/**
 * Compares the processor time of {@code SSD Evaluate...} with that of the detection alone, in turn in one process.
 * Arguments: a dataset, its split, a model, and the number of rounds; the first round also compiles and is left out.
 */
public final class EvaluateCostBenchmark {

	private EvaluateCostBenchmark() {}

	/** @param args see the class */
	public static void main(final String[] args) throws Exception {
		System.setProperty("java.awt.headless", "true");
		final int rounds = Integer.parseInt(args[3]);
		final double[] detection = new double[rounds], plain = new double[rounds], report = new double[rounds];
		final Path output = Files.createTempDirectory("cost");
		try (Context context = new Context()) {
			for (int round = 0; round <= rounds; round++) {
				final double a = detect(context, args), b = evaluate(context, args, output, false),
					c = evaluate(context, args, output, true);
				System.out.printf(Locale.ROOT, "detection %.2f s, SSD Evaluate %.2f s, with report %.2f s%n", a, b, c);
				if (round == 0) continue;
				detection[round - 1] = a;
				plain[round - 1] = b;
				report[round - 1] = c;
			}
		}
		System.out.printf(Locale.ROOT, "medians of the processor time: detection %.2f s; SSD Evaluate... %+.1f %%; with report %+.1f %%%n",
			median(detection), 100 * (median(plain) / median(detection) - 1),
			100 * (median(report) / median(detection) - 1));
	}

	private static double detect(final Context context, final String[] args) {
		final double begin = cpu();
		try (Ssd ssd = new Ssd(context).engine(EngineSettings.DEFAULT)) {
			final SsdModel model = ssd.model(Path.of(args[2]));
			final Dataset truth = Datasets.open(args[0], args[1], List.of());
			ssd.detect(model, truth, DetectionSettings.PAPER);
		}
		return cpu() - begin;
	}

	private static double evaluate(final Context context, final String[] args, final Path output, final boolean report)
		throws Exception
	{
		final double begin = cpu();
		final CommandModule module = context.service(CommandService.class).run(Evaluate.class, true, "dataset", args[0],
			"split", args[1], "model", args[2], "metric", "all", "output", output.toFile(), "report", report).get();
		if (module.isCanceled()) throw new IllegalStateException(module.getCancelReason());
		return cpu() - begin;
	}

	private static double median(final double[] values) {
		final double[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

	/** @return processor seconds of this process */
	private static double cpu() {
		return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
			.getProcessCpuTime() / 1e9;
	}
}
