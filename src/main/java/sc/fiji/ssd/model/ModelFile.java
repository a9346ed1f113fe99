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
package sc.fiji.ssd.model;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonParseException;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.DamagedFileException;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.JsonKeys;
import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.StrictJson;
import sc.fiji.ssd.io.UserException;

/**
 * Reads and writes {@code NAME.ssd}: a zip, stored not deflated, of
 * {@code model.json}, {@code weights.safetensors}, and for resuming
 * {@code optimizer.safetensors} and {@code trainer.json}, and after a training with
 * batch normalisation {@code normalization.safetensors}. The zip's own
 * checksums reveal damage.
 */
public final class ModelFile {

	/** The extension of model files. */
	public static final String ENDING = ".ssd";

	private static final int FORMAT_VERSION = 1;
	private static final int MAX_JSON = 16 << 20;
	private static final String MODEL = "model.json";
	private static final String WEIGHTS = "weights.safetensors";
	private static final String ARRAYS = ".safetensors";
	private static final String NORMALIZATION = "normalization" + ARRAYS;
	private static final String OPTIMIZER = "optimizer.safetensors";
	private static final String TRAINER = "trainer.json";
	private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping()
		.serializeSpecialFloatingPointValues()
		.registerTypeAdapter(SsdArchitecture.class, (JsonDeserializer<SsdArchitecture>) (json, type,
			context) -> ArchitectureJson.read(new JsonKeys("architecture", "", json)))
		.create();

	/**
	 * A model with what its training needs to continue.
	 *
	 * @param model the model
	 * @param optimizer the momenta
	 * @param trainerState what the trainer wrote; numbers come back as doubles
	 * @param further see {@link TrainingState}
	 */
	public record Resumable(SsdModel model, OptimizerState optimizer, Map<String, Object> trainerState,
		Map<String, NamedWeights> further)
	{}

	/**
	 * The state that a training needs to continue, in addition to the model.
	 *
	 * @param optimizer the momenta
	 * @param trainer what the trainer needs, as JSON can hold it
	 * @param further {@link #TRAINED} and {@link #AVERAGE}, each if it differs from the model's weights
	 */
	public record TrainingState(OptimizerState optimizer, Map<String, Object> trainer,
		Map<String, NamedWeights> further)
	{

		/** The weights that the optimiser updates, if they differ from those of the model. */
		public static final String TRAINED = "trained";

		/** The moving average of the optimiser's weights. */
		public static final String AVERAGE = "average";
	}

	/**
	 * The description of a model, without its weights: the content of {@code model.json}.
	 *
	 * @param formatVersion of the file
	 * @param architecture of its network
	 * @param classNames that it detects
	 * @param preprocessing how images are prepared for it
	 * @param provenance what its training noted
	 * @param sampling how its training saw images; null if unknown
	 * @param thresholds see {@link SsdModel#thresholds}; null if it has none
	 */
	public record Summary(int formatVersion, SsdArchitecture architecture, List<String> classNames,
		Preprocessing preprocessing, Map<String, Object> provenance, Sampling sampling, Map<String, Double> thresholds)
	{

		public Summary {
			if (provenance == null) provenance = Map.of();
		}
	}

	private ModelFile() {}

	/**
	 * Reads the description of a model without its weights, which is fast even for large models.
	 *
	 * @param file a model
	 * @return its summary
	 * @throws UserException if there is no such file, or it is damaged or not a model
	 */
	public static Summary summary(final Path file) {
		return open(file, zip -> complete(description(file, text(zip, MODEL))));
	}

	/**
	 * @param file a model
	 * @return the model
	 * @throws UserException if there is no such file, or it is damaged or no model
	 */
	public static SsdModel read(final Path file) {
		return open(file, zip -> model(file, zip));
	}

	/**
	 * @param file a model written with its optimiser's state
	 * @return all that resuming needs
	 * @throws UserException if it cannot be read, or training cannot continue from it
	 */
	public static Resumable readResumable(final Path file) {
		return open(file, zip -> {
			final SsdModel model = model(file, zip);
			if (zip.getEntry(OPTIMIZER) == null || zip.getEntry(TRAINER) == null)
				throw new UserException(
					"model: " + file + " does not contain the state of a training; resume from a file named .last" + ENDING + ".");
			final NamedWeights momentum = weights(zip, OPTIMIZER);
			final Map<String, NamedWeights> further = new LinkedHashMap<>();
			for (final String name : List.of(TrainingState.TRAINED, TrainingState.AVERAGE))
				if (zip.getEntry(name + ARRAYS) != null) further.put(name, weights(zip, name + ARRAYS));
			if (further.isEmpty()) check(file, model, momentum);
			@SuppressWarnings("unchecked")
			final Map<String, Object> state = GSON.fromJson(text(zip, TRAINER), Map.class);
			return new Resumable(model, new OptimizerState(momentum), state, further);
		});
	}

	/**
	 * @param file to write; an existing one is replaced once the new one is
	 *          complete
	 * @param model to write
	 * @throws UserException if it cannot be written
	 */
	public static void write(final Path file, final SsdModel model) {
		write(file, model, null);
	}

	/**
	 * Writes a model of about half the size: its convolution kernels are rounded to float16.
	 *
	 * @param file to write; an existing one is replaced once the new one is complete
	 * @param model to write
	 * @throws UserException if it cannot be written
	 */
	public static void writeSmall(final Path file, final SsdModel model) {
		write(file, model, null, true);
	}

	/**
	 * @param file to write
	 * @param model to write
	 * @param state what its training needs to continue, or null
	 * @throws UserException if it cannot be written
	 */
	public static void write(final Path file, final SsdModel model, final TrainingState state) {
		write(file, model, state, false);
	}

	private static void write(final Path file, final SsdModel model, final TrainingState state, final boolean small) {
		final Summary description = new Summary(FORMAT_VERSION, model.architecture(), model.classNames(),
			model.preprocessing(), model.provenance(), model.sampling(),
			model.thresholds().isEmpty() ? null : model.thresholds());
		FileAccess.run(() -> {
			AtomicFiles.write(file, out -> {
				final ZipOutputStream zip = new ZipOutputStream(out);
				store(zip, MODEL, GSON.toJson(description).getBytes(StandardCharsets.UTF_8));
				store(zip, WEIGHTS, model.weights(), small);
				if (model.normalization() != null) store(zip, NORMALIZATION, model.normalization(), false);
				if (state != null) store(zip, state);
				zip.finish();
			});
		}, e -> "model: " + file + " cannot be written: " + reason(e) + ".");
	}

	/**
	 * @param file any file
	 * @return its SHA-256 in hex
	 * @throws UserException if it cannot be read
	 */
	public static String digest(final Path file) {
		try (InputStream in = Files.newInputStream(file)) {
			final MessageDigest sha = MessageDigest.getInstance("SHA-256");
			new DigestInputStream(in, sha).transferTo(OutputStream.nullOutputStream());
			return HexFormat.of().formatHex(sha.digest());
		}
		catch (final IOException e) {
			throw new UserException("model: " + file + " cannot be read: " + reason(e) + ".", e);
		}
		catch (final NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
	}

	private interface Reading<T> {

		T read(ZipFile zip) throws IOException;
	}

	private static <T> T open(final Path file, final Reading<T> reading) {
		if (!Files.isRegularFile(file)) throw new UserException("model: there is no file " + file + ".");
		try (ZipFile zip = new ZipFile(file.toFile())) {
			return reading.read(zip);
		}
		catch (final UserException e) {
			throw e;
		}
		catch (final IOException | RuntimeException e) {
			// contradictions are reported by the first class that finds them
			throw damaged(file, " is damaged or not a " + ENDING + " model: " + reason(e) + ".", e);
		}
	}

	private static SsdModel model(final Path file, final ZipFile zip) throws IOException {
		final Summary d = complete(description(file, text(zip, MODEL)));
		if (d.formatVersion() > FORMAT_VERSION)
			throw new UserException("model: " + file + " was written by a newer version (" + "format " +
				d.formatVersion() + "); update the plugin.");
		final SsdModel model = new SsdModel(d.architecture(), d.classNames(), d.preprocessing(),
			d.provenance(), weights(zip, WEIGHTS), d.sampling(),
			zip.getEntry(NORMALIZATION) == null ? null : weights(zip, NORMALIZATION),
			d.thresholds() == null ? Map.of() : d.thresholds());
		check(file, model, model.weights());
		checkFinite(file, model.weights());
		return model;
	}

	private static Summary complete(final Summary d) throws DamagedFileException {
		if (d == null || d.architecture() == null || d.classNames() == null || d.preprocessing() == null ||
			d.classNames().contains(null)) throw new DamagedFileException(MODEL + " is incomplete");
		return d;
	}

	private static Summary description(final Path file, final String json) {
		try {
			return GSON.fromJson(json, Summary.class);
		}
		catch (final JsonParseException e) {
			throw e;
		}
		catch (final RuntimeException e) {
			// of a record that refuses its values, Gson tells the constructor
			final Throwable cause = e instanceof UserException || e.getCause() == null ? e : e.getCause();
			throw damaged(file, " is damaged or not a " + ENDING + " model: " + reason(cause), cause);
		}
	}

	private static void check(final Path file, final SsdModel model, final NamedWeights weights) {
		final List<String> mismatches = weights.mismatches(model.network());
		if (!mismatches.isEmpty())
			throw damaged(file, " contradicts itself: " + mismatches.get(0) + ".", null);
	}

	/**
	 * Creates the exception for a damaged model; its cause is an IOException, so that all damaged models end a command
	 * in the same way.
	 */
	private static UserException damaged(final Path file, final String what, final Throwable cause) {
		if (cause instanceof IOException) return new UserException("model: " + file + what, cause);
		final DamagedFileException damage = new DamagedFileException(what.strip());
		damage.initCause(cause);
		return new UserException("model: " + file + what, damage);
	}

	private static void checkFinite(final Path file, final NamedWeights weights) {
		weights.arrays().forEach((name, array) -> {
			for (final float value : array.values())
				if (!Float.isFinite(value))
					throw damaged(file, " cannot detect anything, because " + name + " holds " + value +
						"; use an earlier model, or train again with a lower learning_rate.", null);
		});
	}

	private static ZipEntry entry(final ZipFile zip, final String name) throws IOException {
		final ZipEntry entry = zip.getEntry(name);
		if (entry == null) throw new DamagedFileException("it has no " + name);
		return entry;
	}

	private static String text(final ZipFile zip, final String name) throws IOException {
		final ZipEntry entry = entry(zip, name);
		// a few kilobytes can unfold to gigabytes
		if (entry.getMethod() != ZipEntry.STORED) throw new DamagedFileException(name + " is compressed");
		try (InputStream in = zip.getInputStream(entry)) {
			final byte[] bytes = in.readNBytes(MAX_JSON + 1);
			if (bytes.length > MAX_JSON) throw new DamagedFileException(name + " is larger than " + MAX_JSON + " bytes");
			final CRC32 crc = new CRC32();
			crc.update(bytes);
			if (crc.getValue() != entry.getCrc()) throw new DamagedFileException(name + " has a wrong checksum");
			return StrictJson.checked(new String(bytes, StandardCharsets.UTF_8));
		}
	}

	private static NamedWeights weights(final ZipFile zip, final String name) throws IOException {
		final ZipEntry entry = entry(zip, name);
		if (entry.getMethod() != ZipEntry.STORED) throw new DamagedFileException(name + " is compressed");
		final CRC32 crc = new CRC32();
		try (
			InputStream in = new CheckedInputStream(new BufferedInputStream(zip.getInputStream(entry), 1 << 16), crc))
		{
			final NamedWeights weights = Safetensors.read(in, entry.getSize());
			if (crc.getValue() != entry.getCrc()) throw new DamagedFileException(name + " has a wrong checksum");
			return weights;
		}
	}

	private static void store(final ZipOutputStream zip, final TrainingState state) throws IOException {
		store(zip, OPTIMIZER, state.optimizer().momentum(), false);
		for (final Map.Entry<String, NamedWeights> entry : state.further().entrySet())
			store(zip, entry.getKey() + ARRAYS, entry.getValue(), false);
		store(zip, TRAINER, GSON.toJson(state.trainer()).getBytes(StandardCharsets.UTF_8));
	}

	private static void store(final ZipOutputStream zip, final String name, final byte[] bytes) throws IOException {
		final CRC32 crc = new CRC32();
		crc.update(bytes);
		put(zip, name, bytes.length, crc.getValue());
		zip.write(bytes);
		zip.closeEntry();
	}

	private static void store(final ZipOutputStream zip, final String name, final NamedWeights weights,
		final boolean small) throws IOException
	{
		final CheckedOutputStream checked = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
		Safetensors.write(checked, weights, small);
		put(zip, name, Safetensors.size(weights, small), checked.getChecksum().getValue());
		Safetensors.write(zip, weights, small);
		zip.closeEntry();
	}

	/**
	 * Writes an uncompressed entry, whose size and checksum precede its content; the time is fixed, so that equal
	 * models give equal files.
	 */
	private static void put(final ZipOutputStream zip, final String name, final long size, final long crc)
		throws IOException
	{
		final ZipEntry entry = new ZipEntry(name);
		entry.setMethod(ZipEntry.STORED);
		entry.setSize(size);
		entry.setCompressedSize(size);
		entry.setCrc(crc);
		entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
		zip.putNextEntry(entry);
	}

	private static String reason(final Throwable e) {
		return e instanceof UserException ? OneLine.of(e) : OneLine.words(e);
	}
}
