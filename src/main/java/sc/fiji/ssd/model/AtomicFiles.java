package sc.fiji.ssd.model;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes files beside their name and renames them when they are complete and on
 * the disk, so that a reader never sees half a file and a failed write leaves
 * the old one.
 */
public final class AtomicFiles {

	/** Writes the content of a file. */
	@FunctionalInterface
	public interface Writer {

		/**
		 * @param out where to; buffered, closed by the caller
		 * @throws IOException if it cannot be written
		 */
		void write(OutputStream out) throws IOException;
	}

	private AtomicFiles() {}

	/**
	 * @param target the file; missing folders are made
	 * @param writer writes its content
	 * @throws IOException if it cannot be written; the old file is then untouched
	 */
	public static void write(final Path target, final Writer writer) throws IOException {
		final Path absolute = target.toAbsolutePath();
		Files.createDirectories(absolute.getParent());
		final Path aside = absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID() + ".part");
		try {
			try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.CREATE_NEW,
				StandardOpenOption.WRITE)) {
				final OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
				writer.write(out);
				out.flush();
				channel.force(true);
			}
			move(aside, absolute);
		}
		finally {
			Files.deleteIfExists(aside);
		}
	}

	/**
	 * @param target the file
	 * @param text its content, written as UTF-8
	 * @throws IOException if it cannot be written
	 */
	public static void writeString(final Path target, final String text) throws IOException {
		write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static void move(final Path from, final Path to) throws IOException {
		try {
			Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (final AtomicMoveNotSupportedException e) {
			Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
		}
	}
}
