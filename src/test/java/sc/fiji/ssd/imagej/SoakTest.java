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
package sc.fiji.ssd.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import org.scijava.Context;

import sc.fiji.ssd.data.synthetic.SampleDataset;
import sc.fiji.ssd.detect.DetectionProgress;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.folder.FolderDetection;
import sc.fiji.ssd.detect.folder.FolderResult;
import sc.fiji.ssd.detect.folder.FolderSettings;
import sc.fiji.ssd.detect.folder.Shard;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.imagej.results.OverlayTiffWriter;
import sc.fiji.ssd.model.ModelFile;

/**
 * Many thousand images in one JVM: the last are as fast as the first, and memory
 * stays as it is.
 * <pre>mvn test -Dtest=SoakTest -Dssd.soak=20000</pre>
 */
class SoakTest {

	private static final int PART = 1000, BLOCK = 100, PICTURES = 200;

	private static final double MOST_SLOWER = 1.05;

	@TempDir
	private Path folder;

	/** What a thousand images took. */
	private record Part(int done, double wallRate, double medianRate, double cpuMillis, long heap, long resident,
		int threads)
	{}

	private static final class Watch implements DetectionProgress {

		final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		final List<Part> parts = new ArrayList<>();
		final double[] wall = new double[PART / BLOCK], cpu = new double[PART / BLOCK];
		long wallBefore = System.nanoTime();
		long cpuBefore = process.getProcessCpuTime();

		@Override
		public void progress(final int done, final int total, final String message) {
			if (done % BLOCK != 0) return;
			final int block = done % PART == 0 ? wall.length - 1 : done % PART / BLOCK - 1;
			final long wallNow = System.nanoTime(), cpuNow = process.getProcessCpuTime();
			wall[block] = (wallNow - wallBefore) / 1e9;
			cpu[block] = (cpuNow - cpuBefore) / 1e6 / BLOCK;
			if (done % PART == 0) {
				System.gc();
				final Runtime java = Runtime.getRuntime();
				final Part part = new Part(done, PART / Arrays.stream(wall).sum(), BLOCK / median(wall), median(cpu),
					java.totalMemory() - java.freeMemory() >> 20, resident(),
					ManagementFactory.getThreadMXBean().getThreadCount());
				parts.add(part);
				System.out.printf(Locale.ROOT,
					"%d: %.1f images/s (median of hundreds %.1f), %.3f ms CPU an image; heap %d MiB, resident %d MiB, %d threads%n",
					part.done, part.wallRate, part.medianRate, part.cpuMillis, part.heap, part.resident, part.threads);
			}
			wallBefore = System.nanoTime();
			cpuBefore = process.getProcessCpuTime();
		}

		private static double median(final double[] values) {
			final double[] sorted = values.clone();
			Arrays.sort(sorted);
			return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
		}

		private static long resident() {
			final Path status = Path.of("/proc/self/status");
			try (Stream<String> lines = Files.isReadable(status) ? Files.lines(status) : Stream.empty()) {
				return lines.filter(l -> l.startsWith("VmRSS:")).mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
					.sum() >> 10;
			}
			catch (final IOException e) {
				return 0;
			}
		}
	}

	@Test
	@EnabledIfSystemProperty(named = "ssd.soak", matches = "[1-9]\\d*000",
		disabledReason = "opt-in, takes long: -Dssd.soak=3000")
	void theLastAreAsFastAsTheFirst() throws Exception {
		final int images = Integer.getInteger("ssd.soak");
		assertTrue(images >= 3 * PART, "give at least 3000");
		SampleDataset.write(folder.resolve("data"), PICTURES, 3);
		final Path in = Files.createDirectory(folder.resolve("in"));
		final List<Path> pictures;
		try (Stream<Path> files = Files.list(folder.resolve("data/JPEGImages"))) {
			pictures = files.sorted().toList();
		}
		for (int i = 0; i < images; i++) {
			final String name = pictures.get(i % pictures.size()).getFileName().toString();
			Files.createSymbolicLink(in.resolve("%06d%s".formatted(i, name.substring(name.lastIndexOf('.')))),
				pictures.get(i % pictures.size()));
		}
		final Path file = Path.of("sample-images/demo-model.ssd");
		final Watch watch = new Watch();
		final FolderResult result;
		try (Context context = new Context(EngineService.class);
			Detector detector = Detector.open(ModelFile.read(file), context.service(EngineService.class),
				new EngineSettings("onednn", "auto", "float32", 1), new DetectionSettings(0.5, 0.45, 200), 4))
		{
			result = new FolderDetection(detector, new ImageJReader(), new OverlayTiffWriter(), file, null, watch)
				.run(new FolderSettings(in, folder.resolve("out"), false, false, Shard.ALL, false, null));
		}
		assertEquals(images, result.images());
		final Part first = watch.parts.get(1), last = watch.parts.get(watch.parts.size() - 1);
		// the heap's free part comes and goes with the collector: the least of a quarter is what is needed
		final int quarter = watch.parts.size() / 4 + 1;
		final long resident = least(watch.parts.subList(watch.parts.size() - quarter, watch.parts.size())) -
			least(watch.parts.subList(1, 1 + quarter));
		final double cpu = last.cpuMillis / first.cpuMillis, rate = last.medianRate / first.medianRate;
		System.out.printf(Locale.ROOT,
			"%d images, %d detections; last thousand against the second: %.3f of the rate, %.3f of the CPU time; heap %+d MiB, resident %+d MiB%n",
			images, result.detections(), rate, cpu, last.heap - first.heap, resident);
		assertTrue(cpu < MOST_SLOWER, "CPU time of an image grew by " + cpu);
		final long results = images / 1000; // a kilobyte for what is kept of an image
		assertTrue(last.heap - first.heap <= 16 + results, "the heap grew");
		assertTrue(resident <= 64 + 2 * results, "memory grew");
		assertTrue(last.threads <= first.threads, "threads are left");
	}

	private static long least(final List<Part> parts) {
		return parts.stream().mapToLong(Part::resident).min().orElseThrow();
	}
}
