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
package sc.fiji.ssd.train;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.io.UserException;

/** Names of layers with {@code *} and {@code ?}, comma between. */
final class LayerPattern {

	private LayerPattern() {}

	/**
	 * @param patterns as in the key {@code freeze}; empty: none
	 * @param network whose layers are meant
	 * @return the layers with weights that match, in the network's order
	 * @throws UserException if a pattern matches no layer, or all layers match
	 */
	static Set<String> layers(final String patterns, final NetworkSpec network) {
		final List<String> learning = new ArrayList<>();
		for (final Layer layer : network.layers())
			if (!(layer instanceof Layer.MaxPooling)) learning.add(layer.name());
		final Set<String> matching = new LinkedHashSet<>();
		for (final String part : patterns.split(",")) {
			if (part.isBlank()) continue;
			final Pattern pattern = pattern(part.trim());
			final List<String> found = learning.stream().filter(name -> pattern.matcher(name).matches()).toList();
			if (found.isEmpty())
				throw new UserException("freeze: no layer is named '" + part.trim() + "'; the layers are " +
					String.join(", ", learning) + ".");
			matching.addAll(found);
		}
		if (matching.size() == learning.size())
			throw new UserException(
				"freeze: '" + patterns + "' freezes every layer, so nothing would be trained; leave some out.");
		final Set<String> ordered = new LinkedHashSet<>(learning);
		ordered.retainAll(matching);
		return ordered;
	}

	private static Pattern pattern(final String glob) {
		final StringBuilder regex = new StringBuilder();
		for (final char c : glob.toCharArray())
			regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
		return Pattern.compile(regex.toString());
	}
}
