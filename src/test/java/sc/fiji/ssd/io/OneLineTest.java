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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

import com.google.gson.JsonSyntaxException;
import com.google.gson.stream.MalformedJsonException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OneLineTest {

	@Test
	void linesAreJoined() {
		assertEquals("a key: is wrong.", OneLine.of("  a key:  \r\n\n   is wrong.\n"));
		assertEquals("", OneLine.of(" \n "));
		assertEquals("a b", OneLine.of("a\t\u0007b"));
	}

	@Test
	void failuresBecomeALineAndNameTheirKind() {
		assertEquals("no such file", OneLine.of(new UserException("no\nsuch file")));
		assertEquals("IllegalStateException: odd", OneLine.of(new IllegalStateException("odd")));
		assertEquals("NullPointerException", OneLine.of(new NullPointerException()));
		assertEquals("a: no such file or folder", OneLine.of(new NoSuchFileException("a")));
		assertEquals("a: permission denied", OneLine.of(new AccessDeniedException("a")));
		assertEquals("a -> b: full", OneLine.of(new FileSystemException("a", "b", "full")));
		assertEquals("it is not text in UTF-8", OneLine.of(new MalformedInputException(1)));
		assertEquals("Expected a name", OneLine.of(new JsonSyntaxException(new MalformedJsonException("Expected a name"))));
		final Exception root = new IllegalArgumentException("first\nsecond");
		assertEquals(root, OneLine.root(new RuntimeException(new RuntimeException(root))));
		assertEquals("first", OneLine.rootMessage(new RuntimeException(root)));
	}

	@Test
	@Timeout(5)
	void longMessagesAreCutInLinearTime() {
		for (final String part : new String[] { " ", "\n", " \n", "x", "\uD83D\uDE00" }) {
			final String line = OneLine.of("key: '" + part.repeat(1_000_000) + "' is wrong.");
			assertTrue(line.length() <= 500 && line.startsWith("key: '"), line);
			assertTrue(line.codePoints().noneMatch(c -> c >= 0xd800 && c < 0xe000), "half a character");
		}
	}
}
