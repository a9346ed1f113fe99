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

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Keeps two jobs from writing the same results, by a file that says which process on which host is writing, and whose
 * time stamp its owner renews every few seconds. Locks of the operating system are not suitable, because network file
 * systems often ignore them.
 * <p>
 * A lock that a killed process left is taken over: at once if it was of this host, the same
 * container, and the process is gone; of another host or container once its time has stood still for
 * {@value #PATIENCE_SECONDS} seconds, by no clock but this machine's own.
 * </p>
 */
public final class OutputLock implements AutoCloseable {

	static final int PATIENCE_SECONDS = 45;

	private static final int BEAT_SECONDS = 10;

	static final int LONGEST_WAIT_SECONDS = 120;

	/** Number of attempts, 10 ms apart, to find a lock that another process has moved by mistake. */
	private static final int LOOKS = 20;

	/** Containers can share the name of a host, but not its numbers of processes. */
	private static final String PLACE = place();

	/** Locks of this process, which may have several. */
	private static final Set<String> MINE = ConcurrentHashMap.newKeySet();

	/**
	 * The content of a lock file.
	 *
	 * @param host of the owner
	 * @param process its number
	 * @param born when the process began, milliseconds; 0: not known
	 * @param since when it took the lock, ISO 8601
	 * @param id no other lock has
	 * @param place where numbers of processes mean the same: the machine since its last start, and
	 *          the container; empty: not known
	 */
	private record Owner(String host, long process, long born, String since, String id, String place) {

		static Owner me() {
			return new Owner(hostName(), ProcessHandle.current().pid(), born(ProcessHandle.current()),
				Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), UUID.randomUUID().toString(), PLACE);
		}

		String text() {
			return host + "\n" + process + "\n" + born + "\n" + since + "\n" + id + "\n" + place + "\n";
		}

		/** An incomplete file is being written, or its writer was killed. */
		static Optional<Owner> parse(final String text) {
			final String[] lines = text.split("\n", -1);
			try {
				// the line with the place is not in locks of older versions
				return lines.length == 6 || lines.length == 7
					? Optional.of(new Owner(lines[0], Long.parseLong(lines[1]), Long.parseLong(lines[2]), lines[3],
						lines[4], lines.length == 7 ? lines[5] : ""))
					: Optional.empty();
			}
			catch (final NumberFormatException e) {
				return Optional.empty();
			}
		}

		boolean isHere() {
			return host.equals(hostName()) && (place.isEmpty() || place.equals(PLACE));
		}

		/** Process numbers are reused, so the start time must match as well. */
		boolean isAlive() {
			if (process == ProcessHandle.current().pid()) return MINE.contains(id);
			final ProcessHandle handle = ProcessHandle.of(process).filter(ProcessHandle::isAlive).orElse(null);
			return handle != null && (born == 0 || born(handle) == 0 || born == born(handle));
		}

		private static long born(final ProcessHandle process) {
			return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
		}
	}

	private final Path file;
	private final String key;
	private final Owner owner;
	private final CountDownLatch released = new CountDownLatch(1);

	private OutputLock(final Path file, final String key, final Owner owner) {
		this.file = file;
		this.key = key;
		this.owner = owner;
	}

	/**
	 * @param file the lock file; its folder is made if it does not exist
	 * @param key what the folder is called in messages, such as {@code output}
	 * @return the lock, to be closed
	 * @throws UserException if another process writes there
	 * @throws IOException if the lock file cannot be written
	 */
	public static OutputLock take(final Path file, final String key) throws IOException {
		return take(file, key, TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS), TimeUnit.SECONDS.toMillis(BEAT_SECONDS));
	}

	/**
	 * As {@link #take(Path, String)}, but waits for other processes, each of which holds the
	 * lock for a short time.
	 *
	 * @param file the lock file; its folder is made if it does not exist
	 * @param key what the folder is called in messages
	 * @return the lock, to be closed soon
	 * @throws UserException if one process has held it for {@value #LONGEST_WAIT_SECONDS} seconds
	 * @throws IOException if the lock file cannot be written
	 */
	public static OutputLock await(final Path file, final String key) throws IOException {
		String holder = null;
		long since = System.nanoTime();
		while (true) {
			try {
				return take(file, key);
			}
			catch (final UserException e) {
				final String now = Files.exists(file) ? Files.readString(file) : "";
				if (!now.equals(holder)) since = System.nanoTime();
				else if (System.nanoTime() - since > TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS)) throw e;
				holder = now;
				pause(key);
			}
			catch (final NoSuchFileException e) {
				pause(key); // released while it was looked at
			}
		}
	}

	private static void pause(final String key) {
		try {
			Thread.sleep(ThreadLocalRandom.current().nextInt(5, 30));
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new UserException(key + ": the wait for another process was interrupted; run it again.", e);
		}
	}

	static OutputLock take(final Path file, final String key, final long patienceMillis, final long beatMillis)
		throws IOException
	{
		final Path absolute = file.toAbsolutePath();
		Files.createDirectories(absolute.getParent());
		final OutputLock lock = new OutputLock(absolute, key, Owner.me());
		MINE.add(lock.owner.id);
		try {
			while (!lock.create())
				lock.removeStale(patienceMillis);
		}
		catch (final IOException | RuntimeException e) {
			MINE.remove(lock.owner.id);
			throw e;
		}
		Daemon.start("SSD-lock", () -> lock.beat(beatMillis));
		return lock;
	}

	private boolean create() throws IOException {
		try {
			Files.write(file, owner.text().getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW,
				StandardOpenOption.WRITE);
			return true;
		}
		catch (final FileAlreadyExistsException e) {
			return false;
		}
		catch (final IOException e) {
			if (Files.exists(file) && text().map(String::isEmpty).orElse(false)) Files.deleteIfExists(file); // the disk is full
			throw e;
		}
	}

	/** Returns when the lock file no longer exists. */
	private void removeStale(final long patienceMillis) throws IOException {
		final String text = text().orElse(null);
		if (text == null) return;
		final Owner other = Owner.parse(text).orElse(null);
		final boolean here = other != null && other.isHere();
		if (here ? other.isAlive() : moves(patienceMillis))
			throw new UserException(key + ": " + file.getParent() + " is being written by " +
				(other == null
					? "another process"
					: "process " + other.process + " on " + other.host + " since " + other.since) +
				"; wait for it or choose another folder (if that process no longer exists, delete " + file + ").");
		final Path aside = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".stale");
		if (!text.equals(text().orElse(null))) return; // another one has taken it over
		try {
			Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (final NoSuchFileException e) {
			return; // another one was quicker
		}
		final boolean same = text.equals(Files.readString(aside));
		if (same) Files.delete(aside);
		else Files.move(aside, file); // another one had taken it over meanwhile
	}

	/** @return whether its owner renews it; opening it makes network file systems look again */
	private boolean moves(final long patienceMillis) throws IOException {
		final FileTime before = time();
		final long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
		while (System.nanoTime() < until) {
			try {
				Thread.sleep(Math.max(1, patienceMillis / 50));
			}
			catch (final InterruptedException e) {
				Thread.currentThread().interrupt();
				throw new UserException("The run was interrupted; run it again to resume.", e);
			}
			final FileTime now = time();
			if (now == null || before == null) return false;
			if (!now.equals(before)) return true;
		}
		return false;
	}

	private FileTime time() throws IOException {
		try (FileChannel opened = FileChannel.open(file, StandardOpenOption.READ)) {
			return Files.getLastModifiedTime(file);
		}
		catch (final NoSuchFileException e) {
			return null;
		}
	}

	private Optional<String> text() throws IOException {
		try {
			return Optional.of(Files.readString(file));
		}
		catch (final NoSuchFileException e) {
			return Optional.empty();
		}
	}

	private void beat(final long millis) {
		try {
			while (!released.await(millis, TimeUnit.MILLISECONDS)) {
				try {
					if (isMine()) Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
				}
				catch (final IOException e) {
					// check() says so before anything is written
				}
			}
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean isMine() throws IOException {
		return text().flatMap(Owner::parse).map(o -> o.id.equals(owner.id)).orElse(false);
	}

	/**
	 * To be called before writing.
	 *
	 * @throws UserException if the folder has vanished, or if another process writes
	 *           there now
	 * @throws IOException if the folder cannot be read
	 */
	public void check() throws IOException {
		if (isMine()) return;
		if (text().isPresent())
			throw new UserException(key + ": another process has started writing to " + file.getParent() +
				", so this one ends; run it again when the other is done.");
		throw new UserException(key + ": " + file.getParent() + " was deleted or emptied during the run (" +
			file.getFileName() + " is missing); restore it and run again to resume.");
	}

	/** Deletes the lock file, if it is still this one's. */
	@Override
	public void close() {
		released.countDown();
		try {
			// a process that takes over a stale lock may hold this file for a moment
			for (int look = 0; look < LOOKS && text().isEmpty() && Files.isDirectory(file.getParent()); look++)
				Thread.sleep(10);
			if (isMine()) Files.deleteIfExists(file);
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		catch (final IOException e) {
			// a remaining file is recognised as stale
		}
		finally {
			MINE.remove(owner.id);
		}
	}

	/** @return of Linux, the machine's last start and the name space of process numbers; otherwise empty */
	private static String place() {
		try {
			return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + " " +
				Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
		}
		catch (final IOException | RuntimeException e) {
			return "";
		}
	}

	private static String hostName() {
		final Path linux = Path.of("/proc/sys/kernel/hostname");
		try {
			if (Files.isReadable(linux)) return Files.readString(linux).strip();
			final String windows = System.getenv("COMPUTERNAME");
			return windows != null ? windows : InetAddress.getLocalHost().getHostName();
		}
		catch (final UnknownHostException e) {
			return String.valueOf(e.getMessage()).lines().findFirst().orElse("").split(":")[0];
		}
		catch (final IOException e) {
			return "unknown";
		}
	}
}
