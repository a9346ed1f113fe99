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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damages files of text and archives at random places, from a seed. */
public final class FuzzedFile {

	/** Values that readers stumble over. */
	private static final String[] VALUES = { "", "-1", "0", "1e999", "NaN", "-Infinity", "99999999999999999999", "null",
		"true", "\"x\"", "[]", "{}", "0.5.5", "1,5", "../../x", "/etc/passwd", "\u00e9\u0301", "\u0000", "'", "\"", "<", "&a;",
		"[[[[", "{{{{", "=1+1", ";", "\t", "\n\n", "2147483648", "-0", "1e-400", "0x10", "%", "\\" };

	private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?"), WORD = Pattern.compile("[A-Za-z_]{2,}");

	private FuzzedFile() {}

	/**
	 * @param sound content of a file
	 * @param random from a seed
	 * @param isText whether numbers, words and lines are replaced too
	 * @return the damaged content
	 */
	public static byte[] damage(final byte[] sound, final Random random, final boolean isText) {
		byte[] bytes = sound;
		for (int n = 1 + random.nextInt(3); n > 0 && bytes.length > 0; n--)
			bytes = isText && random.nextInt(3) > 0 ? text(bytes, random) : binary(bytes.clone(), random);
		return bytes;
	}

	private static byte[] binary(final byte[] bytes, final Random random) {
		final int at = random.nextInt(bytes.length);
		switch (random.nextInt(5)) {
			case 0 -> bytes[at] ^= 1 << random.nextInt(8);
			case 1 -> bytes[at] = (byte) random.nextInt();
			case 2 -> {
				return Arrays.copyOf(bytes, at);
			}
			case 3 -> {
				final int from = random.nextInt(bytes.length), length = Math.min(bytes.length - Math.max(from, at), 40);
				System.arraycopy(bytes, from, bytes, at, length);
			}
			default -> {
				for (int i = 0; i < 4 && at + i < bytes.length; i++)
					bytes[at + i] = (byte) (random.nextBoolean() ? 0xff : 0);
			}
		}
		return bytes;
	}

	private static byte[] text(final byte[] bytes, final Random random) {
		final String text = new String(bytes, StandardCharsets.ISO_8859_1);
		final String value = VALUES[random.nextInt(VALUES.length)];
		final String changed = switch (random.nextInt(8)) {
			case 0, 1 -> replace(NUMBER, text, value, random);
			case 2 -> replace(WORD, text, value, random);
			case 3 -> lines(text, random);
			case 4 -> insert(text, value, random);
			case 5 -> insert(text, " ".repeat(random.nextInt(300_000)), random);
			case 6 -> insert(text, (random.nextBoolean() ? "[" : "{\"a\":").repeat(random.nextInt(20_000)), random);
			default -> insert(text, "x".repeat(random.nextInt(100_000)), random);
		};
		return changed.getBytes(value.codePoints().allMatch(c -> c < 256) ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
	}

	private static String insert(final String text, final String value, final Random random) {
		final int at = random.nextInt(text.length() + 1);
		return text.substring(0, at) + value + text.substring(at);
	}

	private static String replace(final Pattern what, final String text, final String value, final Random random) {
		final Matcher matcher = what.matcher(text);
		final int count = (int) matcher.results().count();
		if (count == 0) return text;
		matcher.reset();
		for (int i = random.nextInt(count); i >= 0; i--)
			matcher.find();
		return text.substring(0, matcher.start()) + value + text.substring(matcher.end());
	}

	/** Leaves a line out, or repeats it. */
	private static String lines(final String text, final Random random) {
		final String[] lines = text.split("\n", -1);
		final int at = random.nextInt(lines.length);
		lines[at] = random.nextBoolean() ? "" : lines[at] + "\n" + lines[random.nextInt(lines.length)];
		return String.join("\n", lines);
	}
}
