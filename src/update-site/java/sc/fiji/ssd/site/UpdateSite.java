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
package sc.fiji.ssd.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.FileTree;
import sc.fiji.ssd.site.Database.Item;

/**
 * Builds, checks and serves the ImageJ update site, see
 * {@code update-site/README.md}. Run by {@code mvn -Pupdate-site}.
 */
public final class UpdateSite {

	private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
	private static final String AUTHOR = "SSD for Fiji developers";
	private static final String LINK = "https://imagej.net/plugins/ssd";
	/** The site for processors, which the others add to. */
	private static final String CPU = "cpu";

	private final Path project = Path.of("").toAbsolutePath();
	private final Path data = project.resolve("update-site");
	private final Path work = project.resolve("target/update-site-work");
	private final FijiJars fiji;
	private final MavenDependencies maven;
	private final Map<Artifact, Artifact> changed = new HashMap<>();
	private final String kind;
	private final Path site;
	private final Path jar;

	private UpdateSite(final String kind, final Path site, final Path jar) throws IOException {
		this.kind = kind;
		this.site = site.toAbsolutePath().normalize();
		this.jar = jar;
		fiji = FijiJars.read(data.resolve("fiji-jars.tsv"));
		maven = new MavenDependencies(project, Path.of(System.getProperty("site.maven")), work,
			Boolean.getBoolean("site.offline"));
	}

	/**
	 * The system properties {@code site.kind} (cpu, or cuda, the profile of the additions), {@code site.folder} and
	 * {@code site.jar} (the plugin's jar) say of which site.
	 *
	 * @param args what to do (build, check, serve), and for check a folder of Fiji, for serve a port
	 */
	public static void main(final String[] args) throws IOException, InterruptedException {
		try {
			final UpdateSite update = new UpdateSite(System.getProperty("site.kind"),
				Path.of(System.getProperty("site.folder")), Path.of(System.getProperty("site.jar")));
			final Path succeeded = update.work.resolve("succeeded");
			Files.deleteIfExists(succeeded);
			final String extra = args.length > 1 ? args[1] : "";
			switch (args[0]) {
				case "build" -> update.build();
				case "check" -> update.check(extra);
				case "serve" -> update.serve(extra.isEmpty() ? 0 : Integer.parseInt(extra));
				default -> throw new SiteException("site.command: '" + args[0] + "' is not valid; use build, check or serve");
			}
			AtomicFiles.writeString(succeeded, args[0] + "\n"); // the exit code is not seen by all callers
		}
		catch (final SiteException e) {
			System.err.println("[ERROR] " + e.getMessage());
			System.exit(1);
		}
	}

	private SiteContent content(final String of) throws IOException, InterruptedException {
		final Map<Platform, List<Artifact>> libraries = new LinkedHashMap<>();
		for (final Platform platform : Platform.ALL)
			if (of.equals(CPU) || platform.cuda())
				libraries.put(platform, relocated(maven.of(platform, of.equals(CPU) ? "" : of)));
		return SiteContent.of(libraries, fiji);
	}

	private List<Artifact> relocated(final List<Artifact> artifacts) throws IOException {
		final List<Artifact> relocated = new ArrayList<>();
		for (final Artifact artifact : artifacts)
			relocated.add(changed.computeIfAbsent(artifact, key -> {
				try {
					return Relocation.of(key, work.resolve("changed"));
				}
				catch (final IOException e) {
					throw new UncheckedIOException(e);
				}
			}));
		return relocated;
	}

	private void build() throws IOException, InterruptedException {
		final boolean cpu = kind.equals(CPU);
		final SiteContent content = cpu ? content(CPU) : content(kind).without(content(CPU));
		final List<SiteFile> files = new ArrayList<>();
		final String licence = "licenses/ssd-fiji" + (cpu ? "" : "-" + kind) + ".txt";
		final Path licences = work.resolve(kind + "-licences.txt");
		AtomicFiles.writeString(licences,
			Licences.text(Files.readString(project.resolve("LICENSE.txt")), content, declaredLicences()));
		files
			.add(new SiteFile(licence, licences, List.of(), "Licences of SSD for Fiji and of its libraries"));
		final String plugin = "plugins/" + jar.getFileName();
		if (cpu) files.add(new SiteFile(plugin, jar, List.of(), "SSD: trains, runs and evaluates object detectors"));
		files.addAll(content.files().values());
		new SiteWriter(site, AUTHOR, LINK).write(files, plugin, content.fromFiji(),
			Long.parseLong(LocalDateTime.now(ZoneOffset.UTC).format(TIMESTAMP)));
		sizes(DatabaseFile.read(site));
	}

	private Map<String, String> declaredLicences() throws IOException {
		final Map<String, String> declared = new LinkedHashMap<>();
		for (final String line : Files.readAllLines(data.resolve("licences.tsv")))
			if (!line.isBlank() && !line.startsWith("#")) declared.put(line.split("\t")[0], line.split("\t")[1]);
		return declared;
	}

	private void sizes(final Database database) {
		final Map<String, long[]> sums = new TreeMap<>();
		for (final Item item : database.objects()) {
			if (item.version() == null) continue;
			final long[] sum = sums.computeIfAbsent(
				item.platforms().isEmpty() ? "all platforms" : item.platforms().get(0), key -> new long[2]);
			sum[0]++;
			sum[1] += item.version().size();
		}
		System.out.println(site);
		sums.forEach((name, sum) -> System.out
			.println(String.format(Locale.ROOT, "  %-14s %3d files %7.1f MB", name, sum[0], sum[1] / 1e6)));
	}

	private void check(final String fijiFolder) throws IOException, InterruptedException {
		final Database database = DatabaseFile.read(site);
		final Path baseSite = site.resolveSibling(CPU);
		final Database base = kind.equals(CPU) ? new Database(List.of()) : DatabaseFile.read(baseSite);
		if (!kind.equals(CPU) && base.objects().isEmpty())
			throw new SiteException("there is no site in " + baseSite + ", which " + site + " adds to; build it first");
		final List<String> problems = new ArrayList<>(FileCheck.of(site, database, fiji, base));
		final Path staged = work.resolve(kind + "-fiji");
		delete(staged);
		final List<Path> ours = new ArrayList<>();
		install(baseSite, base, staged, ours);
		install(site, database, staged, ours);
		problems.addAll(ClassCheck.modules(staged.resolve("jars")));
		final String here = here();
		final List<Path> fijis = fijisJars(fijiFolder, here);
		problems.addAll(ClassCheck.shadowed(ours, fijis));
		if (problems.isEmpty()) {
			final Path booted = work.resolve("boot-fiji");
			delete(booted);
			install(baseSite, needed(base, here), booted, new ArrayList<>());
			install(site, needed(database, here), booted, new ArrayList<>());
			for (final Path file : fijis)
				link(file, booted.resolve("jars").resolve(file.getFileName()));
			trial(booted, here, staged.resolve("plugins/" + jar.getFileName()), problems);
		}
		if (!problems.isEmpty())
			throw new SiteException(site + " has " + problems.size() + " problems\n  " + String.join("\n  ", problems));
		System.out
			.println(site + " is correct: " + database.objects().size() + " files, " + fijis.size() + " jars of Fiji");
		sizes(database);
	}

	private void trial(final Path booted, final String here, final Path code, final List<String> problems)
		throws IOException, InterruptedException
	{
		final BootTrial trial = new BootTrial(booted, here);
		if (Files.exists(code)) problems.addAll(ClassCheck.missing(code, trial.classPath()));
		final Path found = Files.createDirectories(work.resolve("trial"));
		delete(found);
		final Path own = data.resolve("Trial-" + kind + ".ijm");
		if (trial.run(Files.exists(own) ? own : data.resolve("Trial.ijm"),
			found + "," + project.resolve("sample-images/demo-model.ssd")) != 0)
			problems.add("the trial of the jars in one JVM failed, see above");
	}

	/** @return Fiji's jars: those of a folder, or those that Maven has of the ones that the plugin needs */
	private List<Path> fijisJars(final String folder, final String here) throws IOException, InterruptedException {
		if (!folder.isEmpty()) return new BootTrial(Path.of(folder), here).classPath();
		final Platform platform = Platform.ALL.stream().filter(p -> p.fiji().equals(here)).findFirst().orElseThrow();
		return maven.of(platform, "").stream().filter(fiji::has).map(Artifact::file).toList();
	}

	private static Database needed(final Database database, final String here) {
		return new Database(database.objects().stream()
			.filter(item -> item.platforms().isEmpty() || item.platforms().contains(here)).toList());
	}

	private static String here() {
		final String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
		final boolean arm = System.getProperty("os.arch").equals("aarch64");
		return (os.startsWith("windows") ? "win" : os.startsWith("mac") ? "macos" : "linux") + (arm ? "-arm64" : "64");
	}

	/** Puts the current versions of a site's files where the Updater would. */
	private static void install(final Path site, final Database database, final Path folder, final List<Path> jars)
		throws IOException
	{
		for (final Item item : database.objects()) {
			if (item.version() == null) continue;
			final Path target = folder.resolve(item.filename());
			final Path source = SiteWriter.path(site, item.filename(), item.version().timestamp());
			if (!Files.exists(source)) continue;
			link(source, target);
			if (item.filename().endsWith(".jar")) jars.add(target);
		}
	}

	private static void link(final Path source, final Path target) throws IOException {
		Files.createDirectories(target.getParent());
		try {
			Files.createLink(target, source);
		}
		catch (final UnsupportedOperationException | IOException e) {
			Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
		}
	}

	/** Deletes a folder, if there is one, and all that is in it. */
	static void delete(final Path folder) throws IOException {
		if (Files.exists(folder)) FileTree.delete(folder);
	}

	private void serve(final int port) throws IOException {
		try (SiteServer server = new SiteServer(site, port)) {
			System.out.println(server.url() + " serves " + site + "; Enter ends it.");
			for (int c = System.in.read(); c >= 0 && c != '\n';)
				c = System.in.read();
		}
	}
}
