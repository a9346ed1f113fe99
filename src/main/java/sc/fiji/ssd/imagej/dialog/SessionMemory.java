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
package sc.fiji.ssd.imagej.dialog;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values that a person entered last since ImageJ was started, by command and key. Only dialogs use them: a macro or a script gets
 * defaults for what it does not give.
 */
public final class SessionMemory {

	/** Keys that mean the same in several commands: what one dialog got, the next one offers. */
	private static final Set<String> SHARED = Set.of("dataset", "model");

	private static final Map<String, Object> VALUES = new HashMap<>();
	private static boolean advanced;

	private SessionMemory() {}

	/**
	 * @param command label of the command @param key of its parameter @return the last value; empty if it does not
	 * exist
	 */
	static synchronized Optional<Object> last(final String command, final String key) {
		return Optional.ofNullable(VALUES.get(name(command, key)));
	}

	/** @param command label of the command @param key of its parameter @param value that was entered; null forgets */
	static synchronized void remember(final String command, final String key, final Object value) {
		VALUES.put(name(command, key), value);
	}

	/** @return whether a key means the same in several commands */
	static boolean isShared(final String key) {
		return SHARED.contains(key);
	}

	/** @return whether the user wants to see the advanced parameters */
	static synchronized boolean showsAdvanced() {
		return advanced;
	}

	static synchronized void showAdvanced(final boolean shown) {
		advanced = shown;
	}

	private static String name(final String command, final String key) {
		return isShared(key) ? key : command + "\n" + key;
	}
}
