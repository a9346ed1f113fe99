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
import java.util.function.Function;

/** Reads or writes files and says in one line for the user what went wrong. */
public final class FileAccess {

	/** Reads or writes. */
	@FunctionalInterface
	public interface Task {

		void run() throws IOException;
	}

	/** Reads something. */
	@FunctionalInterface
	public interface Reading<T> {

		T get() throws IOException;
	}

	private FileAccess() {}

	/**
	 * @param task reads or writes
	 * @param line the message for the user if it fails
	 * @throws UserException with that line if the task fails
	 */
	public static void run(final Task task, final Function<IOException, String> line) {
		get(() -> {
			task.run();
			return null;
		}, line);
	}

	/**
	 * @param <T> what is read
	 * @param reading reads it
	 * @param line the message for the user if it fails
	 * @return what was read
	 * @throws UserException with that line if it fails
	 */
	public static <T> T get(final Reading<T> reading, final Function<IOException, String> line) {
		try {
			return reading.get();
		}
		catch (final IOException e) {
			throw new UserException(line.apply(e), e);
		}
	}
}
