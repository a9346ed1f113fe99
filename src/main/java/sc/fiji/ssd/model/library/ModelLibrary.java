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
package sc.fiji.ssd.model.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.gson.Gson;

import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;

/**
 * The models that users can choose by name: those that come with the plugin, and those in the user's models folder.
 * <p>
 * The folder is {@code ssd-models} in the user's home folder, or the one that the system property {@value #FOLDER}
 * names. A shipped model's name always means the shipped model, so that a macro means the same everywhere.
 */
public final class ModelLibrary {

	/** Names the system property for the folder of the user's models. */
	public static final String FOLDER = "ssd.models";

	private static final String RESOURCES = "/sc/fiji/ssd/models/";
	private static final String MANIFEST = "models.json";
	private static final String LAST = ".last" + ModelFile.ENDING;

	/** Shipped models that were unpacked, by name. */
	private static final Map<String, Path> UNPACKED = new HashMap<>();

	/** An entry of the manifest; one of them is the starter. */
	private record Shipped(String name, String file, List<String> classes, String description, String pixelSize,
		String licence, boolean starter)
	{
		LibraryModel model() {
			return new LibraryModel(name, classes, description, pixelSize == null ? "" : pixelSize, licence, true);
		}
	}

	private ModelLibrary() {}

	/** @return the folder of the user's models; it need not exist */
	public static Path folder() {
		final String named = System.getProperty(FOLDER);
		return named != null && !named.isBlank()
			? Path.of(named)
			: Path.of(System.getProperty("user.home", "."), "ssd-models");
	}

	/** @return the models that come with the plugin, in the manifest's order */
	public static List<LibraryModel> shipped() {
		return manifest().stream().map(Shipped::model).toList();
	}

	/** @return the shipped model that trainings of micrographs can start from */
	public static LibraryModel starter() {
		return manifest().stream().filter(Shipped::starter).map(Shipped::model).findFirst().orElseThrow();
	}

	/** @return the models in the user's folder, by name; files that cannot be read are left out */
	public static List<LibraryModel> own() {
		final List<LibraryModel> own = new ArrayList<>();
		if (!Files.isDirectory(folder())) return own;
		try (Stream<Path> files = Files.list(folder())) {
			for (final Path file : (Iterable<Path>) files.sorted()::iterator) {
				final String name = file.getFileName().toString();
				if (!name.endsWith(ModelFile.ENDING) || name.endsWith(LAST) || name.startsWith(".")) continue;
				describe(file, name.substring(0, name.length() - ModelFile.ENDING.length())).ifPresent(own::add);
			}
		}
		catch (final IOException | UncheckedIOException e) {
			return own; // a folder that cannot be listed has no models to offer
		}
		return own;
	}

	private static Optional<LibraryModel> describe(final Path file, final String name) {
		try {
			final ModelFile.Summary summary = ModelFile.summary(file);
			return Optional.of(new LibraryModel(name, summary.classNames(), "",
				summary.sampling() == null || summary.sampling().pixelSize() == null
					? ""
					: summary.sampling().pixelSize().toString(),
				"", false));
		}
		catch (final UserException e) {
			return Optional.empty();
		}
	}

	/** @return all models, shipped ones first */
	public static List<LibraryModel> all() {
		final List<LibraryModel> all = new ArrayList<>(shipped());
		for (final LibraryModel own : own())
			if (all.stream().noneMatch(model -> model.name().equals(own.name()))) all.add(own);
		return all;
	}

	/** @param name of a model @return whether it comes with the plugin */
	public static boolean isShipped(final String name) {
		return manifest().stream().anyMatch(model -> model.name().equals(name));
	}

	/**
	 * Finds a model by its path or its name. A path to an existing file comes first.
	 *
	 * @param key for messages, such as {@code model}
	 * @param text path of a model file, or a name
	 * @return the file; a shipped model is unpacked into a temporary file, which is deleted when Java ends
	 * @throws UserException if there is no such model; the line names the key
	 */
	public static Path find(final String key, final String text) {
		final String value = text == null ? "" : text.strip();
		if (value.isEmpty())
			throw new UserException(key + ": is missing; give a model's file (NAME.ssd) or its name: " + names() + ".");
		final Path path;
		try {
			path = Path.of(value);
		}
		catch (final InvalidPathException e) {
			throw new UserException(key + ": '" + value + "' is not a path: " + e.getReason() + ".", e);
		}
		if (Files.isRegularFile(path)) return path;
		if (isName(value)) {
			for (final Shipped shipped : manifest())
				if (shipped.name().equals(value)) return unpacked(shipped);
			final Path own = folder().resolve(value + ModelFile.ENDING);
			if (Files.isRegularFile(own)) return own;
			if (!Files.exists(path))
				throw new UserException(key + ": there is no file and no model '" + value +
					"'; give a model's file (NAME.ssd) or its name: " + names() + ".");
		}
		throw new UserException(Files.exists(path)
			? key + ": " + path + " is a folder; give a model (NAME.ssd) or a model's name."
			: key + ": there is no file " + path + "; give a model (NAME.ssd) or a model's name.");
	}

	/**
	 * @param text that a user gave
	 * @return whether it can be a model's name, not a path: it has no separator and no ending of model files
	 */
	public static boolean isName(final String text) {
		return !text.isBlank() && text.indexOf('/') < 0 && text.indexOf('\\') < 0 && !text.endsWith(ModelFile.ENDING);
	}

	/** Names of all models, few of them. */
	private static String names() {
		final List<LibraryModel> all = all();
		return all.stream().limit(8).map(LibraryModel::name).collect(Collectors.joining(", ")) +
			(all.size() > 8 ? ", ..." : "");
	}

	private static List<Shipped> manifest() {
		try (InputStream in = ModelLibrary.class.getResourceAsStream(RESOURCES + MANIFEST);
			Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8))
		{
			return List.of(new Gson().fromJson(reader, Shipped[].class));
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	private static synchronized Path unpacked(final Shipped model) {
		final Path before = UNPACKED.get(model.name());
		if (before != null && Files.isRegularFile(before)) return before;
		try (InputStream in = ModelLibrary.class.getResourceAsStream(RESOURCES + model.file())) {
			// its own folder that nobody else can write to
			final Path folder = Files.createTempDirectory("ssd-model-");
			final Path file = folder.resolve(model.name() + ModelFile.ENDING);
			Files.copy(in, file);
			folder.toFile().deleteOnExit(); // in reverse order: the file first
			file.toFile().deleteOnExit();
			UNPACKED.put(model.name(), file);
			return file;
		}
		catch (final IOException e) {
			throw new UserException("model: " + model.name() + " cannot be unpacked into " +
				System.getProperty("java.io.tmpdir") + ": " + e.getMessage() + ".", e);
		}
	}
}
