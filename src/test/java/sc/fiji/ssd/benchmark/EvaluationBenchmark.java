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
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.CocoIds;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.evaluate.Evaluation;
import sc.fiji.ssd.evaluate.Evaluator;
import sc.fiji.ssd.evaluate.formats.DetectionSource;
import sc.fiji.ssd.evaluate.formats.LoadedDetections;

/**
 * Times COCO's metric on a large set without images. Arguments: annotations,
 * results and number of threads; {@code evaluation_speed.py} makes the files and
 * times pycocotools.
 */
public final class EvaluationBenchmark {

	/** The first run also compiles. */
	private static final int RUNS = 5;

	private EvaluationBenchmark() {}

	public static void main(final String[] args) throws Exception {
		final long start = System.nanoTime();
		final Dataset truth = truth(Path.of(args[0]));
		final LoadedDetections found = DetectionSource.read(Path.of(args[1]), truth);
		final int threads = Integer.parseInt(args[2]);
		System.out.printf(Locale.ROOT, "read %.2f s%n", seconds(start));
		final ForkJoinPool pool = new ForkJoinPool(threads);
		Evaluation evaluation = null;
		for (int run = 1; run <= RUNS; run++) {
			final long begin = System.nanoTime(), cpu = cpu();
			evaluation = pool.submit(() -> Evaluator.evaluate(found, Evaluator.COCO)).get();
			System.out.printf(Locale.ROOT, "run %d: %.3f s, processor %.3f s%n", run, seconds(begin),
				(cpu() - cpu) / 1e9);
		}
		pool.shutdown();
		System.out.println(evaluation.summary().values());
		for (final String line : Files.readAllLines(Path.of("/proc/self/status")))
			if (line.startsWith("VmHWM")) System.out.println(line);
	}

	private static long cpu() {
		return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
			.getProcessCpuTime();
	}

	private static double seconds(final long since) {
		return (System.nanoTime() - since) / 1e9;
	}

	private static Dataset truth(final Path file) throws IOException {
		final JsonObject json;
		try (Reader reader = Files.newBufferedReader(file)) {
			json = new Gson().fromJson(reader, JsonObject.class);
		}
		final Map<String, Long> images = new HashMap<>(), categories = new HashMap<>();
		final Map<Integer, String> names = new HashMap<>();
		for (final JsonElement e : json.getAsJsonArray("categories")) {
			final JsonObject category = e.getAsJsonObject();
			categories.put(category.get("name").getAsString(), category.get("id").getAsLong());
			names.put(category.get("id").getAsInt(), category.get("name").getAsString());
		}
		final Map<Integer, List<JsonObject>> byImage = json.getAsJsonArray("annotations").asList().stream()
			.map(JsonElement::getAsJsonObject)
			.collect(Collectors.groupingBy(a -> a.get("image_id").getAsInt()));
		final DatasetBuilder builder = new DatasetBuilder(file.toString());
		for (final JsonElement e : json.getAsJsonArray("images")) {
			final int id = e.getAsJsonObject().get("id").getAsInt();
			final String name = e.getAsJsonObject().get("file_name").getAsString();
			images.put(name, (long) id);
			builder.image(name, Path.of(name), 100000, 100000);
			for (final JsonObject a : byImage.getOrDefault(id, List.of())) {
				final double[] b = new Gson().fromJson(a.get("bbox"), double[].class);
				builder.object(name, new GroundTruth(new Box(b[0], b[1], b[0] + b[2], b[1] + b[3]),
					names.get(a.get("category_id").getAsInt()), false, a.get("iscrowd").getAsInt() != 0,
					a.get("area").getAsDouble()));
			}
		}
		final Dataset content = builder.build();
		final CocoIds ids = new CocoIds(images, categories);
		return (Dataset) Proxy.newProxyInstance(Dataset.class.getClassLoader(),
			new Class<?>[] { Dataset.class }, (proxy, method, arguments) -> method.getName().equals("cocoIds")
				? Optional.of(ids)
				: method.invoke(content, arguments));
	}
}
