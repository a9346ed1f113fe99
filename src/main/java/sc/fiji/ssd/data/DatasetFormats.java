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
package sc.fiji.ssd.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.scijava.InstantiableException;
import org.scijava.plugin.DefaultPluginFinder;
import org.scijava.plugin.PluginIndex;
import org.scijava.plugin.PluginInfo;

import sc.fiji.ssd.io.UserException;

/**
 * The formats of datasets that are installed: all plugins of type
 * {@link DatasetFormat}, highest priority first.
 */
public final class DatasetFormats {

	private static List<DatasetFormat> installed;

	private DatasetFormats() {}

	/** @return the formats in the order in which they are asked */
	public static synchronized List<DatasetFormat> installed() {
		if (installed == null) installed = discover();
		return installed;
	}

	private static List<DatasetFormat> discover() {
		final PluginIndex index = new PluginIndex(new DefaultPluginFinder(loader()));
		index.discover();
		final List<DatasetFormat> formats = new ArrayList<>();
		for (final PluginInfo<DatasetFormat> info : index.getPlugins(DatasetFormat.class)) {
			try {
				formats.add(info.createInstance());
			}
			catch (final InstantiableException e) {
				throw new UserException("dataset: the plugin " + info.getClassName() +
					" cannot be loaded; remove or update its jar.", e);
			}
		}
		return List.copyOf(formats);
	}

	/** The class loader that also sees plugins of others, as long as it loads the same classes. */
	private static ClassLoader loader() {
		final ClassLoader own = DatasetFormat.class.getClassLoader();
		final ClassLoader current = Thread.currentThread().getContextClassLoader();
		try {
			return current != null && current.loadClass(DatasetFormat.class.getName()) == DatasetFormat.class
				? current
				: own;
		}
		catch (final ClassNotFoundException e) {
			return own;
		}
	}

	/**
	 * Explains why no format fits, naming those that nearly fit.
	 *
	 * @param formats that were asked
	 * @param answers of each, in the same order
	 * @return a part of a line, in brackets
	 */
	static String why(final List<DatasetFormat> formats, final List<Recognition> answers) {
		final List<String> near = new ArrayList<>();
		for (int i = 0; i < formats.size(); i++)
			if (answers.get(i).verdict() == Recognition.Verdict.NEARLY)
				near.add("for " + formats.get(i).name() + ", " + answers.get(i).reason());
		return near.isEmpty()
			? formats.stream().map(DatasetFormat::name).collect(Collectors.joining(", "))
			: near.stream().limit(2).collect(Collectors.joining("; "));
	}
}
