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
package sc.fiji.ssd.engine.dl4j;

import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.factory.Nd4j;
import org.scijava.plugin.Plugin;

import sc.fiji.ssd.engine.Availability;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkExporter;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.io.UserException;

/**
 * The format {@code dl4j}: a zip that {@code ModelSerializer.restoreComputationGraph} opens in any program with
 * Deeplearning4j, made only of Deeplearning4j's own layers (see {@link StockGraph}). The entry {@value #DESCRIPTION}
 * says what belongs to it besides the network.
 */
@Plugin(type = NetworkExporter.class)
public final class Dl4jExporter implements NetworkExporter {

	private static final String DESCRIPTION = "ssd.json";

	@Override
	public String format() {
		return Dl4jEngineProvider.NAME;
	}

	@Override
	public String ending() {
		return ".zip";
	}

	@Override
	public void write(final NetworkSpec network, final NamedWeights weights, final String description,
		final OutputStream out) throws IOException
	{
		final Availability available = new Dl4jEngineProvider().probe();
		if (!available.usable())
			throw new UserException("format: " + format() + " cannot be written here: " + available.detail());
		final ComputationGraph graph = StockGraph.build(network, weights);
		try (ZipOutputStream zip = new ZipOutputStream(unclosable(out))) {
			// what ModelSerializer.writeModel writes without an updater, which closes its stream
			put(zip, ModelSerializer.CONFIGURATION_JSON, graph.getConfiguration().toJson());
			zip.putNextEntry(new ZipEntry(ModelSerializer.COEFFICIENTS_BIN));
			final DataOutputStream data = new DataOutputStream(zip);
			Nd4j.write(graph.params(), data);
			data.flush();
			zip.closeEntry();
			put(zip, DESCRIPTION, description);
		}
		finally {
			graph.params().close();
		}
	}

	private static void put(final ZipOutputStream zip, final String name, final String text) throws IOException {
		zip.putNextEntry(new ZipEntry(name));
		zip.write(text.getBytes(StandardCharsets.UTF_8));
		zip.closeEntry();
	}

	private static OutputStream unclosable(final OutputStream out) {
		return new FilterOutputStream(out) {

			@Override
			public void write(final byte[] bytes, final int from, final int count) throws IOException {
				out.write(bytes, from, count);
			}

			@Override
			public void close() throws IOException {
				flush();
			}
		};
	}
}
