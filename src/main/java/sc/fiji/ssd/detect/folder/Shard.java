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
package sc.fiji.ssd.detect.folder;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import sc.fiji.ssd.io.UserException;

/**
 * One of several equal parts of a folder run, so that many machines can share a folder without communicating. An image
 * belongs to the part {@code CRC32(UTF-8 of its relative path) mod count + 1}, regardless of other files in the folder.
 *
 * @param index of this part, 1-based
 * @param count of all parts
 */
public record Shard(int index, int count) {

	/** The whole folder. */
	public static final Shard ALL = new Shard(1, 1);

	private static final Pattern FORM = Pattern.compile("\\s*(\\d{1,6})\\s*/\\s*(\\d{1,6})\\s*");

	public Shard {
		if (index < 1 || index > count)
			throw new UserException("shard: " + index + "/" + count + " is not K/N with K from 1 to N, such as 3/16.");
	}

	/**
	 * @param text {@code K/N}
	 * @return part K of N
	 * @throws UserException if it is not that
	 */
	public static Shard parse(final String text) {
		final Matcher matcher = FORM.matcher(text == null ? "" : text);
		if (!matcher.matches())
			throw new UserException("shard: '" + text + "' is not K/N with K from 1 to N, such as 3/16.");
		return new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
	}

	/**
	 * @param image its path relative to the input folder, {@code /} between folders
	 * @return whether this part does it
	 */
	public boolean takes(final String image) {
		final CRC32 crc = new CRC32();
		crc.update(image.getBytes(StandardCharsets.UTF_8));
		return crc.getValue() % count == index - 1;
	}

	/** @return what the names of its files carry: empty, or {@code -KK-of-NN} */
	public String suffix() {
		if (count == 1) return "";
		final int digits = Integer.toString(count).length();
		return String.format(Locale.ROOT, "-%0" + digits + "d-of-%d", index, count);
	}

	/** {@return {@code K/N}} */
	@Override
	public String toString() {
		return index + "/" + count;
	}
}
