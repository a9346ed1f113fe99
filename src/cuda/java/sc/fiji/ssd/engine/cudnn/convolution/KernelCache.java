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
package sc.fiji.ssd.engine.cudnn.convolution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.bytedeco.javacpp.Loader;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;

import sc.fiji.ssd.io.AtomicFiles;

/**
 * Remembers which kernel was chosen for which convolution, as cuDNN's JSON of an execution plan: for all engines of
 * this process, and for later ones in a file next to JavaCPP's natives. A file that cannot be read or written is not
 * an error; the kernels are then chosen again. Thread-safe.
 */
public final class KernelCache {

	private static final String FILE = "ssd-cudnn-kernels.json";
	/** System property that names another file; if it is empty, no file is used. */
	private static final String PROPERTY = "ssd.cudnn.kernels";
	/**
	 * The largest number of entries; beyond it, the oldest are forgotten. A network has about 70 convolutions for
	 * each number of images.
	 */
	private static final int MOST_ENTRIES = 4096;

	private static KernelCache shared;

	private final Path file;
	private final Map<String, String> plans = new LinkedHashMap<>();
	private boolean changed;

	/** @param file the file to read and write; null for none */
	KernelCache(final Path file) {
		this.file = file;
		if (file != null && Files.isRegularFile(file)) read();
	}

	/** @return the one of this process */
	public static synchronized KernelCache shared() {
		if (shared == null) shared = new KernelCache(folder());
		return shared;
	}

	private static Path folder() {
		final String given = System.getProperty(PROPERTY);
		if (given != null) return given.isEmpty() ? null : Path.of(given);
		try {
			return Loader.getCacheDir().toPath().resolve(FILE);
		}
		catch (final IOException e) {
			return null;
		}
	}

	private void read() {
		try {
			final Map<String, String> all = new Gson().fromJson(Files.readString(file),
				new TypeToken<LinkedHashMap<String, String>>() {}.getType());
			if (all != null) all.forEach((key, plan) -> {
				if (plan != null) plans.put(key, plan);
			});
		}
		catch (final IOException | JsonParseException e) {
			plans.clear(); // damaged: written again
		}
	}

	/** @return the plan as JSON, null if it is not known */
	synchronized String get(final String key) {
		return plans.get(key);
	}

	synchronized void put(final String key, final String plan) {
		changed |= !plan.equals(plans.put(key, plan));
		while (plans.size() > MOST_ENTRIES)
			plans.remove(plans.keySet().iterator().next());
	}

	/** Removes a plan that no longer runs. */
	synchronized void remove(final String key) {
		changed |= plans.remove(key) != null;
	}

	/** Removes all plans. */
	public synchronized void clear() {
		changed |= !plans.isEmpty();
		plans.clear();
	}

	/** Writes the file if a plan was added. */
	synchronized void save() {
		if (!changed || file == null) return;
		try {
			AtomicFiles.writeString(file, new Gson().toJson(plans));
			changed = false;
		}
		catch (final IOException e) {
			// the next process chooses again
		}
	}
}
