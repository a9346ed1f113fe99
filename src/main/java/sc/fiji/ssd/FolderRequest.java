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
package sc.fiji.ssd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import sc.fiji.ssd.detect.DetectionProgress;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.folder.FolderDetection;
import sc.fiji.ssd.detect.folder.FolderResult;
import sc.fiji.ssd.detect.folder.FolderSettings;
import sc.fiji.ssd.detect.folder.ResultFiles;
import sc.fiji.ssd.detect.folder.Shard;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.imagej.read.ReadLimits;
import sc.fiji.ssd.imagej.planes.ZProjection;
import sc.fiji.ssd.imagej.results.FolderExport;
import sc.fiji.ssd.imagej.results.OverlayTiffWriter;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;

/**
 * The settings of a detection run over a folder of images. Settings that are not given have the defaults of
 * {@code SSD Detect Folder...}, which uses this class.
 *
 * <pre>{@code
 * FolderResult result = ssd.folder(Path.of("plate7"), Path.of("cells.ssd")).overlays(false).to(Path.of("plate7-cells"));
 * }</pre>
 */
public final class FolderRequest {

	private final EngineService engines;
	private final Path input;
	private final Path model;
	private EngineSettings engine;
	private DetectionProgress progress;
	private Consumer<String> notes = line -> {};
	private Consumer<String> warnings = line -> {};
	private DetectionSettings settings = DetectionSettings.DEFAULT;
	private String channels = "", intensityRange = "";
	private boolean recursive, overwrite;
	private boolean overlays = true;
	private Shard shard = Shard.ALL;
	private ZProjection projection = ZProjection.NONE;
	private List<String> exports = List.of();
	private ReadLimits limits = ReadLimits.DEFAULT;

	FolderRequest(final EngineService engines, final EngineSettings engine, final DetectionProgress progress,
		final Path input, final Path model)
	{
		this.engines = engines;
		this.engine = engine;
		this.progress = progress;
		this.input = input;
		this.model = model;
	}

	/** @param reported minimum score, maximum overlap, maximum number of objects, and tiles @return this */
	public FolderRequest settings(final DetectionSettings reported) {
		settings = reported;
		return this;
	}

	/**
	 * @param read channels that become red, green and blue; empty: as the model says
	 * @param range intensities that become black to white; empty: as the model says
	 * @return this
	 */
	public FolderRequest images(final String read, final String range) {
		channels = read;
		intensityRange = range;
		return this;
	}

	/** @param through whether slices are searched one by one or projected @return this */
	public FolderRequest projection(final ZProjection through) {
		projection = through;
		return this;
	}

	/** @param within whether the folders inside the folder are searched too @return this */
	public FolderRequest recursive(final boolean within) {
		recursive = within;
		return this;
	}

	/** @param save whether each image is saved with its detections as a TIFF with overlay @return this */
	public FolderRequest overlays(final boolean save) {
		overlays = save;
		return this;
	}

	/** @param part of the images that this run takes, to share a folder among machines @return this */
	public FolderRequest shard(final Shard part) {
		shard = part;
		return this;
	}

	/** @param replace whether existing results are replaced; if not, an interrupted run is resumed @return this */
	public FolderRequest overwrite(final boolean replace) {
		overwrite = replace;
		return this;
	}

	/** @param kinds additional outputs, from {@link FolderExport#KINDS} @return this */
	public FolderRequest exports(final List<String> kinds) {
		exports = List.copyOf(kinds);
		return this;
	}

	/** @param most time and memory that one image may take @return this */
	public FolderRequest limits(final ReadLimits most) {
		limits = most;
		return this;
	}

	/** @param runs engine, device, precision and threads of the network @return this */
	public FolderRequest engine(final EngineSettings runs) {
		engine = runs;
		return this;
	}

	/** @param listener is told about every image, and can end the run @return this */
	public FolderRequest progress(final DetectionProgress listener) {
		progress = listener;
		return this;
	}

	/**
	 * @param told takes lines that a user should know
	 * @param warned takes lines that a user should look at
	 * @return this
	 */
	public FolderRequest lines(final Consumer<String> told, final Consumer<String> warned) {
		notes = told;
		warnings = warned;
		return this;
	}

	/**
	 * Searches the images and writes tables, and overlays if wanted.
	 *
	 * @param output folder for the results; created if it does not exist
	 * @return how many images, objects and failures the results hold
	 * @throws sc.fiji.ssd.io.UserException one line, if a value is wrong, or the folder cannot be read or written
	 */
	public FolderResult to(final Path output) {
		final FolderSettings folder = new FolderSettings(input, output, recursive, overlays, shard, overwrite,
			projection == ZProjection.NONE ? null : projection.key());
		final String digest = ModelFile.digest(model);
		final SsdModel loaded = Ssd.read(model, channels, intensityRange);
		final FolderExport exporter = new FolderExport(input, output, shard.suffix(), loaded.classNames(), projection,
			warnings);
		exporter.check(exports);
		final FolderResult result;
		try (Detector detector = Detector.openOnAll(loaded, engines, engine, settings,
			engines.resolve(engine, false).batch()))
		{
			detector.setNotes(notes);
			final ImageJReader reader = new ImageJReader(limits, projection,
				(image, note) -> notes.accept(input.relativize(image) + ": " + note));
			final FolderDetection detection = new FolderDetection(detector, reader,
				overlays ? new OverlayTiffWriter(reader) : new OverlayTiffWriter(), model, digest, progress);
			detection.setNotes(notes);
			result = detection.run(folder);
		}
		try {
			if (!progress.canceled()) exporter.write(exports, progress::canceled);
		}
		catch (final UserException e) {
			if (result.failures() == 0) throw e;
			throw new UserException(e.getMessage() + " Also, " + result.failed(new ResultFiles(output, shard.suffix()).failures()) + ".", e.getCause());
		}
		warnIfReplaced(digest);
		return result;
	}

	private void warnIfReplaced(final String digest) {
		if (!Files.isRegularFile(model) || !digest.equals(ModelFile.digest(model)))
			warnings.accept("model: " + model +
				" was replaced or deleted during the run; the results are those of the original model, whose digest is in run.json.");
	}
}
