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
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.google.gson.JsonParseException;

/** Describes an error in one line. */
public final class OneLine {

	private static final int MOST_CHARACTERS = 500;
	private static final int MOST_WORDS = 200;
	private static final Pattern JAVA_NAME = Pattern.compile("(\\w+\\.)*\\w*(Exception|Error)\\b:?");
	private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

	private OneLine() {}

	/**
	 * @param message of one or more lines, however long
	 * @return its lines joined by blanks, without control characters, at most 500 characters; in linear time
	 */
	public static String of(final String message) {
		final String joined = message.lines().map(String::strip).filter(part -> !part.isEmpty())
			.collect(Collectors.joining(" "));
		final String line = CONTROL.matcher(joined).replaceAll(" ").strip();
		if (line.length() <= MOST_CHARACTERS) return line;
		final int end = MOST_CHARACTERS - 3;
		return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "...";
	}

	/**
	 * @param e a failure
	 * @return its message in one line, without names of Java's classes if a file or the file system caused it; otherwise preceded by the
	 *         kind of failure, unless the message was written for users
	 */
	public static String of(final Throwable e) {
		if (e instanceof FileSystemException failure) return of(fileSystem(failure));
		final String message = e.getMessage() == null ? "" : of(e.getMessage());
		final boolean plain = e instanceof UserException || e.getClass() == IOException.class;
		if (plain && !message.isEmpty()) return message;
		if (e instanceof IOException || e instanceof JsonParseException) return words(e);
		return message.isEmpty() ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": " + message;
	}

	/** Most of these exceptions only name the file. */
	private static String fileSystem(final FileSystemException e) {
		final String what;
		if (e.getReason() != null) what = e.getReason();
		else if (e instanceof NoSuchFileException) what = "no such file or folder";
		else if (e instanceof AccessDeniedException) what = "permission denied";
		else if (e instanceof FileAlreadyExistsException) what = "already exists";
		else if (e instanceof NotDirectoryException) what = "not a folder";
		else if (e instanceof DirectoryNotEmptyException) what = "the folder is not empty";
		else if (e instanceof FileSystemLoopException) what = "the links lead in a circle";
		else what = "the file system refuses it";
		return e.getFile() == null ? what : e.getFile() + (e.getOtherFile() == null ? "" : " -> " + e.getOtherFile()) + ": " + what;
	}

	/**
	 * @param e a failure inside a library that read a file
	 * @return what the library says is wrong with the file, in one short line without names of Java's classes
	 */
	public static String words(final Throwable e) {
		final Throwable root = root(e);
		if (root instanceof CharacterCodingException) return "it is not text in UTF-8";
		if (root instanceof NullPointerException || root instanceof ClassCastException) return "its content makes no sense";
		final String message = String.valueOf(root.getMessage() == null ? "" : root.getMessage());
		final String start = message.length() > MOST_CHARACTERS ? message.substring(0, MOST_CHARACTERS) : message;
		final String line = JAVA_NAME.matcher(start).replaceAll(" ").replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
		if (line.isEmpty()) return "its content makes no sense";
		return line.length() > MOST_WORDS ? line.substring(0, MOST_WORDS) + "..." : line;
	}

	/**
	 * @param e a failure
	 * @return its root cause
	 */
	public static Throwable root(final Throwable e) {
		Throwable root = e;
		while (root.getCause() != null && root.getCause() != root)
			root = root.getCause();
		return root;
	}

	/** @return the first line of the error's own message, at most 500 characters; its type if it has none */
	public static String first(final Throwable e) {
		if (e.getMessage() == null) return e.getClass().getSimpleName();
		final String line = e.getMessage().lines().findFirst().orElse("");
		return line.length() <= MOST_CHARACTERS ? line : line.substring(0, MOST_CHARACTERS) + "...";
	}

	/**
	 * @param e a failure
	 * @return the first line of the message of {@link #root}, empty if it has none
	 */
	public static String rootMessage(final Throwable e) {
		return String.valueOf(root(e).getMessage()).lines().findFirst().orElse("");
	}
}
