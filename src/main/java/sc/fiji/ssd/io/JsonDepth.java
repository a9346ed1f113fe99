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

/**
 * Refuses JSON that is nested deeper than any file of this project, before it is
 * parsed: every level of brackets costs a parser hundreds of bytes, and some
 * their stack.
 */
public final class JsonDepth {

	private static final int MOST = 64;

	private JsonDepth() {}

	/**
	 * @param json a text that may be JSON
	 * @return the text
	 * @throws IOException if it is nested too deeply
	 */
	public static String checked(final String json) throws IOException {
		int depth = 0;
		boolean quoted = false;
		for (int i = 0; i < json.length(); i++) {
			final char c = json.charAt(i);
			if (quoted) {
				if (c == '\\') i++;
				else if (c == '"') quoted = false;
			}
			else if (c == '"') quoted = true;
			else if (c == ']' || c == '}') depth--;
			else
				if ((c == '[' || c == '{') && ++depth > MOST)
					throw new IOException("its JSON is nested more than " + MOST + " deep");
		}
		return json;
	}
}
