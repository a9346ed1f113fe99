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
package sc.fiji.ssd.engine.cudnn;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import sc.fiji.ssd.engine.cudnn.convolution.KernelCache;

/** The main class of a JVM that sees the imitated GPU: runs the tests of the engine in each of the card's moods. */
final class FakeCardRun {

	/** What comes of a test. */
	enum Status {
		OK, SKIPPED, FAILED
	}

	/**
	 * What a line of the results says.
	 *
	 * @param status of the test
	 * @param name with the mood
	 * @param message with the stack trace, if it failed
	 */
	record Result(Status status, String name, String message) {

		String line() {
			return status + "\t" + name + "\t" + message.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "  ");
		}

		static Result of(final String line) {
			final String[] parts = line.split("\t", 3);
			return new Result(Status.valueOf(parts[0]), parts[1], parts[2].replace("\\n", "\n").replace("\\\\", "\\"));
		}
	}

	/** How the GPU behaves, and what is tried on it: classes, or methods of {@link CudnnEngineTest}. */
	private record Mood(String name, String setting, List<? extends DiscoverySelector> tests) {}

	private static final List<DiscoverySelector> ENGINE = List
		.of(DiscoverySelectors.selectClass(CudnnEngineTest.class));
	/** Whether all tests of the engine run in each of its moods, which takes minutes. */
	private static final boolean ALL = Boolean.getBoolean("ssd.fakecard.all");
	private static final List<DiscoverySelector> VALUES = ALL
		? ENGINE
		: List.of(method("predictionsAndGradientsEqualPyTorch"), method("batchNormalizationEqualsPyTorch"));

	/** What depends on the order of events. */
	private static final List<DiscoverySelector> ORDER = ALL
		? ENGINE
		: List.of(method("predictionsAndGradientsEqualPyTorch"), method("batchNormalizationEqualsPyTorch"),
			method("gradientsAddUpAndAStepFollowsCaffesRule"), method("aMovingAverageFollowsTheWeightsToTheBit"),
			method("candidatesAreThoseOfThePredictions"),
			method("slotsDoNotMixUpTheirImages"), method("float16BearsLargeDerivatives"));

	private static final List<Mood> MOODS = List.of( //
		new Mood("at once", "lazy=0", ENGINE), //
		new Mood("as late as allowed", "lazy=1", ORDER), //
		new Mood("without fused kernels", "no_fused=1", VALUES), //
		new Mood("the first kernel fails", "first_fails=1", VALUES), //
		new Mood("only kernels that round", "tensor_cores_only=1", VALUES), //
		new Mood("only kernels without a fixed order", "nondeterministic_only=1", VALUES), //
		new Mood("limits", "lazy=0", List.of(DiscoverySelectors.selectClass(CardLimitsTest.class))), //
		new Mood("both passes together", "lazy=0",
			List.of(DiscoverySelectors.selectClass(ForwardBackwardTest.class),
				DiscoverySelectors.selectClass(CardTrainingTest.class))), //
		new Mood("folders", "lazy=0", List.of(DiscoverySelectors.selectClass(CardFolderTest.class))), //
		new Mood("batch normalization", "lazy=0", List.of(DiscoverySelectors.selectClass(CardNormalizationTest.class))), //
		new Mood("kernels that are compiled", "lazy=0", List.of(DiscoverySelectors.selectClass(KernelBuildsTest.class))), //
		new Mood("model of time", "lazy=0", List.of(DiscoverySelectors.selectClass(TimelineTest.class))), //
		new Mood("calls that fail", "lazy=0", List.of(DiscoverySelectors.selectClass(FailingCallsTest.class))));

	private FakeCardRun() {}

	private static DiscoverySelector method(final String name) {
		return DiscoverySelectors.selectMethod(CudnnEngineTest.class, name);
	}

	/** @param args a file for the results, a line for each test; if not all of them, a pattern for the names of moods */
	public static void main(final String[] args) throws IOException {
		if (!FakeCard.isHere()) throw new IllegalStateException("This JVM does not see the imitated GPU");
		try (PrintStream results = new PrintStream(Files.newOutputStream(Path.of(args[0])), true)) {
			for (final Mood mood : MOODS) {
				if (args.length > 1 && !mood.name.matches(args[1])) continue;
				final String[] setting = mood.setting.split("=");
				FakeCard.set(setting[0], Long.parseLong(setting[1]));
				KernelCache.shared().clear();
				run(mood, results);
				FakeCard.set(setting[0], 0);
			}
		}
		System.exit(0);
	}

	private static void run(final Mood mood, final PrintStream results) {
		final int before = FakeCard.breaches().size();
		final LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request().selectors(mood.tests)
			.build();
		LauncherFactory.create().execute(request, new TestExecutionListener() {

			private final OperatingSystemMXBean system = ManagementFactory
				.getPlatformMXBean(OperatingSystemMXBean.class);
			private long begun;

			@Override
			public void executionStarted(final TestIdentifier test) {
				begun = system.getProcessCpuTime();
			}

			@Override
			public void executionSkipped(final TestIdentifier test, final String reason) {
				results.println(new Result(Status.SKIPPED, name(test), reason).line());
			}

			@Override
			public void executionFinished(final TestIdentifier test, final TestExecutionResult result) {
				final boolean good = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
				if (good && !test.isTest()) return;
				System.out.println(
					name(test) + ": " + (system.getProcessCpuTime() - begun) / 1000000 + " ms of the processor");
				final boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
				results.println(new Result(good ? Status.OK : failed ? Status.FAILED : Status.SKIPPED, name(test),
					result.getThrowable().map(FakeCardRun::trace).orElse("")).line());
			}

			private String name(final TestIdentifier test) {
				return mood.name + ": " + test.getDisplayName();
			}
		});
		final List<String> broken = FakeCard.breaches();
		results.println(
			result(mood.name + ": no rule is broken", broken.subList(before, broken.size()).toString(), "[]").line());
		results.println(result(mood.name + ": nothing is left", FakeCard.left().toString(), "{}").line());
	}

	private static Result result(final String name, final String found, final String expected) {
		return new Result(found.equals(expected) ? Status.OK : Status.FAILED, name, found);
	}

	private static String trace(final Throwable failure) {
		final StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	/** @return what a run has written so far */
	static List<Result> read(final Path results) throws IOException {
		return Files.readAllLines(results).stream().map(Result::of).toList();
	}
}
