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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLockTest {

	@TempDir
	private Path folder;

	private Path file;

	@BeforeEach
	void name() {
		file = folder.resolve("out/run.lock");
	}

	private OutputLock take() throws IOException {
		return OutputLock.take(file, "output", 400, 20);
	}

	private void write(final String host, final long process, final long born) throws IOException {
		Files.createDirectories(file.getParent());
		Files.writeString(file, host + "\n" + process + "\n" + born + "\n2026-01-02T03:04:05Z\nsome-id\n");
	}

	private String host() throws IOException {
		try (OutputLock lock = take()) {
			return Files.readAllLines(file).get(0);
		}
	}

	private void assertLeavesNothing() throws IOException {
		try (Stream<Path> left = Files.list(file.getParent())) {
			assertEquals(List.of(), left.toList());
		}
	}

	@Test
	void aSecondOneIsRefusedInOneLineUntilTheFirstIsDone() throws IOException {
		try (OutputLock first = take()) {
			final String message = assertThrows(UserException.class, this::take).getMessage();
			assertEquals(1, message.lines().count());
			assertTrue(message.startsWith("output: " + file.getParent() + " is being written by process " +
				ProcessHandle.current().pid() + " on " + Files.readAllLines(file).get(0) + " since "), message);
			first.check();
		}
		assertLeavesNothing();
		take().close();
	}

	@Test
	void whatAKilledProcessLeftIsTakenOver() throws Exception {
		final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
			"-version").redirectErrorStream(true).start();
		process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
		process.waitFor();
		write(host(), process.pid(), 0);
		take().close();
		write(host(), ProcessHandle.current().pid(), 0); // of an earlier life of this number
		take().close();
		final ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
		write(host(), parent.pid(), 12345); // the number is another process's now
		take().close();
		assertLeavesNothing();
	}

	@Test
	void aLivingProcessOfThisHostIsNot() throws IOException {
		final ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
		write(host(), parent.pid(), parent.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
		assertTrue(assertThrows(UserException.class, this::take).getMessage().contains("process " + parent.pid()));
		assertTrue(Files.exists(file));
	}

	@Test
	void inAnotherContainerOfThisHostTheOneThatIsRenewedCounts() throws Exception {
		final String here = host();
		final String text = here + "\n7\n0\n2026-01-02T03:04:05Z\nsome-id\nanother-start pid:[1]\n";
		Files.writeString(file, text); // no such process here, which says nothing about there
		final Thread renewing = new Thread(() -> {
			try {
				while (true) {
					Thread.sleep(20);
					Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
				}
			}
			catch (final InterruptedException | IOException e) {
				// the test is over
			}
		});
		renewing.start();
		assertTrue(assertThrows(UserException.class, this::take).getMessage().contains("process 7"));
		assertEquals(text, Files.readString(file));
		renewing.interrupt();
		renewing.join();
		take().close();
		assertLeavesNothing();
	}

	@Test
	void waitingTakesTurns() throws Exception {
		final int[] inside = { 0 }, most = { 0 };
		final List<Thread> threads = new ArrayList<>();
		for (int t = 0; t < 4; t++)
			threads.add(new Thread(() -> {
				for (int i = 0; i < 10; i++)
					try (OutputLock lock = OutputLock.await(file, "dataset")) {
						most[0] = Math.max(most[0], ++inside[0]);
						lock.check();
						Thread.sleep(2);
						inside[0]--;
					}
					catch (final Exception e) {
						most[0] = 99;
					}
			}));
		threads.forEach(Thread::start);
		for (final Thread thread : threads)
			thread.join();
		assertEquals(1, most[0]);
		assertLeavesNothing();
	}

	@Test
	void ofAnotherHostTheOneThatIsRenewedCounts() throws Exception {
		write("elsewhere", 7, 0);
		Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(900))); // its clock is another
		take().close();
		write("elsewhere", 7, 0);
		final Thread renewing = new Thread(() -> {
			try {
				for (int i = 1; Files.exists(file) && i < 200; i++) {
					Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(i)));
					Thread.sleep(20);
				}
			}
			catch (final IOException | InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		});
		renewing.start();
		try {
			assertTrue(assertThrows(UserException.class, this::take).getMessage()
				.contains("process 7 on elsewhere since " + "2026-01-02T03:04:05Z"));
		}
		finally {
			renewing.interrupt();
			renewing.join();
		}
	}

	@Test
	void halfALockFileIsStaleOnceItStandsStill() throws IOException {
		Files.createDirectories(file.getParent());
		Files.writeString(file, "elsewh");
		take().close();
		assertLeavesNothing();
	}

	@Test
	void itIsRenewed() throws Exception {
		try (OutputLock lock = take()) {
			Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
			for (int i = 0; i < 200 && Files.getLastModifiedTime(file).toInstant().equals(Instant.EPOCH); i++)
				Thread.sleep(10);
			assertFalse(Files.getLastModifiedTime(file).toInstant().equals(Instant.EPOCH));
		}
	}

	@Test
	void aVanishedFolderAndAnotherOwnerAreTold() throws IOException {
		final OutputLock lock = take();
		write("elsewhere", 7, 0);
		assertTrue(assertThrows(UserException.class, lock::check).getMessage()
			.startsWith("output: another process has started writing to "));
		lock.close();
		assertTrue(Files.exists(file), "the other's lock was deleted");
		Files.delete(file);
		try (OutputLock again = take()) {
			Files.delete(file);
			Files.delete(file.getParent());
			assertTrue(
				assertThrows(UserException.class, again::check).getMessage().contains(" was deleted or emptied"));
		}
		assertFalse(Files.exists(file.getParent()));
	}

	@Test
	void ofManyAtOnceOneGetsIt() throws Exception {
		write("elsewhere", 7, 0);
		final ExecutorService pool = Executors.newFixedThreadPool(8);
		final CountDownLatch tried = new CountDownLatch(8);
		final Callable<Boolean> job = () -> {
			try (OutputLock lock = take()) {
				tried.countDown();
				tried.await();
				return true;
			}
			catch (final UserException e) {
				tried.countDown();
				return false;
			}
		};
		try {
			int taken = 0;
			for (final Future<Boolean> result : pool.invokeAll(IntStream.range(0, 8).mapToObj(i -> job).toList()))
				if (result.get()) taken++;
			assertEquals(1, taken);
		}
		finally {
			pool.shutdownNow();
		}
		assertLeavesNothing();
	}
}
