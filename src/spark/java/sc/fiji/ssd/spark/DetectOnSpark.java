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
package sc.fiji.ssd.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

import sc.fiji.ssd.commands.DetectFolder;
import sc.fiji.ssd.commands.ExitCode;
import sc.fiji.ssd.commands.MergeResults;

/**
 * {@code SSD Detect Folder...} on Spark: each shard is a task, then
 * {@code SSD Merge Results...} joins them in the driver. The results are those of
 * one run over the folder, byte for byte.
 *
 * <pre>
 * spark-submit --class sc.fiji.ssd.spark.DetectOnSpark ssd-fiji-VERSION-spark.jar \
 *   shards=64 input=/data/plate7 output=/data/found model=/data/cells.ssd
 * </pre>
 * <p> Keys are those of the command, {@code shard} excepted, and {@code shards}: into how many tasks the folder is
 * split. Every executor must see the input, the output and the model under the same paths. A task that Spark tries
 * again continues where it was. The process ends with the exit codes of the headless runners, and its last line is the
 * summary of the merge, or of a shard that failed.
 * </p>
 */
public final class DetectOnSpark {

	private static final String SHARDS = "shards";
	private static final int SHARDS_FOR_A_CORE = 4;

	private DetectOnSpark() {}

	/** @param args {@code key=value} each */
	public static void main(final String[] args) {
		final Map<String, String> keys = new LinkedHashMap<>();
		for (final String arg : args) {
			final int equals = arg.indexOf('=');
			if (equals < 1)
				end(refuse("'" + arg + "' is not KEY=VALUE; give the keys of SSD Detect Folder... and shards=N"));
			keys.put(arg.substring(0, equals), arg.substring(equals + 1));
		}
		end(run(keys));
	}

	private static void end(final int code) {
		// Ending with 0 is left to Spark: on a cluster an application whose driver calls exit counts as failed there
		if (code != 0) System.exit(code);
	}

	private static int refuse(final String line) {
		System.err.println("[ERROR] " + line + ".");
		return ExitCode.BAD_ARGUMENTS.code();
	}

	/**
	 * @param given the keys, by name
	 * @return the exit code, see {@link ExitCode}
	 */
	static int run(final Map<String, String> given) {
		final Map<String, String> keys = new LinkedHashMap<>(given);
		if (keys.containsKey("shard")) return refuse("shard: Spark's tasks are the shards; give shards=N");
		final String number = keys.remove(SHARDS);
		if (number != null && !number.matches("[1-9]\\d{0,5}"))
			return refuse(SHARDS + ": '" + number + "' is not a whole number from 1 to 999999");
		final SparkConf conf = new SparkConf().setAppName("SSD Detect Folder");
		conf.setIfMissing("spark.master", "local[*]");
		conf.set("spark.speculation", "false"); // two tasks must not write one shard
		keys.putIfAbsent("threads", conf.get("spark.task.cpus", "1"));
		try (JavaSparkContext spark = new JavaSparkContext(conf)) {
			final int count = number != null
				? Integer.parseInt(number)
				: SHARDS_FOR_A_CORE * spark.defaultParallelism();
			final List<Integer> shards = IntStream.rangeClosed(1, count).boxed().toList();
			final List<Integer> codes;
			try {
				codes = spark.parallelize(shards, count).map(shard -> detect(keys, shard, count)).collect();
			}
			catch (final Exception e) {
				return failed(e);
			}
			if (codes.contains(ExitCode.BAD_ARGUMENTS.code())) return ExitCode.BAD_ARGUMENTS.code();
			return count == 1
				? codes.get(0)
				: ExecutorContext.run(MergeResults.class, Map.of("input", keys.get("output")));
		}
	}

	/** Spark's exceptions hold the trace of the task in their message; its first lines say what failed. */
	private static int failed(final Exception e) {
		if (!(e instanceof SparkException)) throw new IllegalStateException(e);
		System.err.println("[ERROR] " + String.valueOf(e.getMessage()).lines().findFirst().orElse("") +
			" The lines of the shard above say why; run it again to resume.");
		return ExitCode.FAILED.code();
	}

	/** In an executor. @return the exit code; bad arguments are returned, for they do not get better by trying again */
	private static int detect(final Map<String, String> keys, final int shard, final int count) {
		final Map<String, String> mine = new LinkedHashMap<>(keys);
		mine.put("shard", shard + "/" + count);
		final int code = ExecutorContext.run(DetectFolder.class, mine);
		if (code == ExitCode.FAILED.code()) throw new IllegalStateException("shard " + shard + "/" + count + " failed");
		return code;
	}
}
