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
package sc.fiji.ssd.io;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * Reads damaged files, one after the other, from a seed. Each must be read, or refused in one line of the plugin's own, within 5 s of the
 * processor and 256 MiB. A build tries a few; {@code -Dssd.fuzz.seconds=600} spends so long on each group of files, and
 * {@code -Dssd.fuzz.seed=N} begins elsewhere; {@code -Dssd.fuzz.first=CASE} begins with one case, to look at it again.
 */
public final class FuzzRun {

	private static final double SECONDS = Double.parseDouble(System.getProperty("ssd.fuzz.seconds", "0"));
	private static final long SEED = Long.getLong("ssd.fuzz.seed", 1);
	private static final int FIRST = Integer.getInteger("ssd.fuzz.first", 0);
	/** Faults after which a run ends. */
	private static final int MOST_FAULTS = 20;
	private static final double MOST_SECONDS = 5;
	private static final long MOST_BYTES = 256L << 20;
	/** Longest message, in characters; a log shows it in one line. */
	private static final int LONGEST_MESSAGE = 500;

	/** Reads a file that was damaged. */
	public interface Reading {

		/** @throws IOException or {@link UserException} if it is refused */
		void run() throws IOException;
	}

	/** Damages a file. */
	public interface Damage {

		/**
		 * @param random from the seed and the number of the case
		 * @return which file was damaged
		 * @throws IOException if it cannot be written
		 */
		String damage(Random random) throws IOException;
	}

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
	private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
	private final long mostBytes;
	private double longest;
	private long largest;
	private int read, refused;

	public FuzzRun() {
		this(0);
	}

	/** @param sizeOfImage what pixels may take besides */
	public FuzzRun(final long sizeOfImage) {
		mostBytes = MOST_BYTES + sizeOfImage;
	}

	/**
	 * Damages files and reads them until the time is over, and prints the counts.
	 *
	 * @param group of the files, for messages
	 * @param smokeCases how many a build tries
	 * @param damage of one case
	 * @param reading of what was damaged
	 * @throws IOException if a file cannot be written
	 */
	public void all(final String group, final int smokeCases, final Damage damage, final Reading reading) throws IOException {
		final long start = System.nanoTime();
		final List<AssertionError> faults = new ArrayList<>();
		int i = 0;
		for (; SECONDS > 0 ? System.nanoTime() - start < SECONDS * 1e9 : i < smokeCases; i++)
			try {
				final int number = FIRST + i;
				final String file = damage.damage(new Random(SEED * 1_000_003 + number));
				check(group + ", case " + number + " of seed " + SEED + " (" + file + ")", reading);
			}
			catch (final AssertionError e) {
				faults.add(e);
				if (faults.size() >= MOST_FAULTS) break;
			}
		System.out.printf("%s: %d damaged: %d read, %d refused; longest %.2f s, most memory %d MiB%n", group, i, read, refused, longest,
			largest >> 20);
		if (!faults.isEmpty())
			throw new AssertionError(faults.size() + " faults: " + faults.stream().map(AssertionError::getMessage).toList(), faults.get(0));
	}

	/**
	 * @param what is read, for messages
	 * @param reading of a file, which may be refused
	 * @return the message of the refusal; null if it was read
	 */
	public String check(final String what, final Reading reading) {
		final long here = threads.getThreadAllocatedBytes(Thread.currentThread().getId()), everywhere = allocated(),
			cpu = system.getProcessCpuTime(), start = System.nanoTime();
		final String message;
		try {
			message = outcome(reading);
		}
		catch (final RuntimeException | Error e) {
			throw new AssertionError(what, e);
		}
		// the processor's time where other programs run, the clock's where compilers and collectors of the JVM do
		final double took = Math.min(System.nanoTime() - start, system.getProcessCpuTime() - cpu) / 1e9;
		final long memory = Math.max(allocated() - everywhere, threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - here);
		longest = Math.max(longest, took);
		largest = Math.max(largest, memory);
		if (message == null) read++;
		else {
			refused++;
			final String line = OneLine.of(message);
			assertTrue(!line.isBlank() && line.length() <= LONGEST_MESSAGE && !line.contains("Exception") && !line.matches(".*\\bjava\\.[a-z]+\\..*"),
				what + ": " + line);
		}
		assertTrue(took < MOST_SECONDS, what + " took " + took + " s");
		assertTrue(memory < mostBytes, what + " took " + (memory >> 20) + " MiB");
		return message;
	}

	/** What a reader may start is a thread of its own. */
	private long allocated() {
		long sum = 0;
		for (final long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
			sum += Math.max(0, bytes);
		return sum;
	}

	/** @return the message of a refusal; null if there was none */
	private static String outcome(final Reading reading) {
		try {
			reading.run();
			return null;
		}
		catch (final UserException | IOException e) {
			return String.valueOf(e.getMessage());
		}
	}

	/** @return how many files were read */
	public int read() {
		return read;
	}

	/** @return how many files were refused */
	public int refused() {
		return refused;
	}

	/** @return the most memory that one file took, in bytes */
	public long largest() {
		return largest;
	}
}
