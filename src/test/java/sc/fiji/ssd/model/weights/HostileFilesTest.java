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
package sc.fiji.ssd.model.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.management.ThreadMXBean;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.model.weights.file.StoredArray;
import sc.fiji.ssd.model.weights.file.WeightFile;

/**
 * Hostile files for every importer and for the model file: valid ones that were
 * damaged, and ones of a right container with any content. Nothing but an
 * {@link UserException} of one line may come, within a second or two of the
 * processor, and no more memory may be taken than a fixed amount and a small
 * multiple of the file.
 *
 * <pre>{@code
 * mvn test -Dtest=HostileFilesTest -Djqwik.tries.default=100000 -Dssd.fuzz.report=true
 * }</pre>
 */
class HostileFilesTest {

	/** Where each run begins, so that a build repeats itself; more tries are other files. */
	private static final String SEED = "1612";

	/** Buffers, parsers, presets and exceptions with their traces, whatever the file; and what a byte may cost. */
	private static final long FIXED = 6 << 20, PER_BYTE = 100;

	/** Processor time for a file, most of all of the first, for which classes are loaded. */
	private static final double SECONDS = 5;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static Path folder;
	private static Map<String, byte[]> valid;
	private static String preset;
	private static final Map<String, Cost> COSTS = new LinkedHashMap<>();

	/** The largest cost of files of a kind. */
	private static final class Cost {

		private long files, refused, bytes, most;
		private double seconds, longest;
	}

	@BeforeContainer
	static void makeFiles() throws IOException {
		folder = Files.createTempDirectory("hostile");
		valid = new LinkedHashMap<>();
		for (final String name : List.of("zip.pth", "stream.pth", "zip-checkpoint.pth", "stream-checkpoint.pth",
			"zip-parallel.pth", "plain.safetensors", "keras.h5"))
			valid.put(name, GoldenFiles.bytes(name));
		// these make models of the preset tiny.json
		final NamedWeights weights = Initialization.heXavier(HostileBytes.TINY.network(3), 3);
		valid.put("caffe.safetensors", HostileBytes.weights());
		for (final CaffeWriter.Style style : CaffeWriter.Style.values())
			valid.put(style + ".caffemodel", CaffeWriter.write(weights, style));
		preset = Files.writeString(folder.resolve("tiny.json"), new Gson().toJson(HostileBytes.TINY)).toString();
		final SsdModel model = new SsdModel(HostileBytes.TINY, HostileBytes.CLASSES, Preprocessing.CAFFE,
			Map.of("seed", "1"), Initialization.heXavier(HostileBytes.TINY.network(3), 1));
		ModelFile.write(folder.resolve("m.ssd"), model,
			new ModelFile.TrainingState(new OptimizerState(Initialization.heXavier(HostileBytes.TINY.network(3), 2)),
				Map.of("iteration", 1), Map.of()));
		valid.put("m.ssd", Files.readAllBytes(folder.resolve("m.ssd")));
	}

	@AfterContainer
	static void deleteFiles() throws IOException {
		if (Boolean.getBoolean("ssd.fuzz.report"))
			COSTS.forEach((kind, c) -> System.out.printf(
				"%s: %d files, %d refused, %.1f kB on average; most memory %.0f kB, longest %.0f ms, together %.0f s%n",
				kind, c.files, c.refused, c.bytes / 1e3 / c.files, c.most / 1e3, 1e3 * c.longest, c.seconds));
		try (var files = Files.list(folder)) {
			for (final Path file : files.toList())
				Files.delete(file);
		}
		Files.delete(folder);
	}

	/** One change of a file. */
	record Damage(int kind, int at, long value, int length) {

		byte[] apply(final byte[] from) {
			if (from.length == 0) return from;
			byte[] bytes = from.clone();
			final int place = Math.floorMod(at, bytes.length), run = Math.min(length, bytes.length - place);
			switch (kind) {
				case 0 -> bytes[place] = (byte) value;
				case 1 -> bytes[place] ^= (byte) (1 << (value & 7));
				case 2 -> bytes = Arrays.copyOf(bytes, place);
				case 3 -> Arrays.fill(bytes, place, place + run, (byte) value);
				case 4 -> System.arraycopy(from, place, bytes, (int) Math.floorMod(value, bytes.length - run + 1L),
					run);
				case 5 -> {
					bytes = Arrays.copyOf(bytes, bytes.length + run);
					System.arraycopy(from, place, bytes, place + run, from.length - place);
				}
				case 6 -> {
					System.arraycopy(from, place + run, bytes, place, from.length - place - run);
					bytes = Arrays.copyOf(bytes, from.length - run);
				}
				default -> {
					final byte[] number = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
					System.arraycopy(number, 0, bytes, place, Math.min(kind == 7 ? 4 : 8, bytes.length - place));
				}
			}
			return bytes;
		}
	}

	@Provide
	Arbitrary<Damage> damage() {
		return Combinators.combine(Arbitraries.integers().between(0, 8),
			Arbitraries.integers().withDistribution(RandomDistribution.uniform()), hostileNumbers(),
			Arbitraries.integers().between(1, 64)).as(Damage::new);
	}

	@Provide
	Arbitrary<Long> hostileNumbers() {
		return Arbitraries.oneOf(Arbitraries.longs().between(0, 300),
			Arbitraries.of(-1L, -2L, 1L << 7, 1L << 15, 1L << 16, (1L << 31) - 1, 1L << 31, -(1L << 31), 1L << 32,
				1L << 40, (1L << 61) + 1, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1),
			Arbitraries.longs());
	}

	@Property(seed = SEED)
	void damagedPth(@ForAll("pth") final String name,
		@ForAll @Size(min = 1, max = 5) final List<@From("damage") Damage> damage)
	{
		damaged("damaged .pth", name, damage);
	}

	@Provide
	Arbitrary<String> pth() {
		return Arbitraries.of("zip.pth", "stream.pth", "zip-checkpoint.pth", "stream-checkpoint.pth",
			"zip-parallel.pth");
	}

	@Property(seed = SEED)
	void damagedSafetensors(@ForAll("safetensors") final String name,
		@ForAll @Size(min = 1, max = 5) final List<@From("damage") Damage> damage)
	{
		damaged("damaged .safetensors", name, damage);
	}

	@Provide
	Arbitrary<String> safetensors() {
		return Arbitraries.of("plain.safetensors", "caffe.safetensors");
	}

	@Property(seed = SEED)
	void damagedKeras(@ForAll @Size(min = 1, max = 5) final List<@From("damage") Damage> damage) {
		damaged("damaged .h5", "keras.h5", damage);
	}

	@Property(seed = SEED)
	void damagedCaffemodel(@ForAll final CaffeWriter.Style style,
		@ForAll @Size(min = 1, max = 5) final List<@From("damage") Damage> damage)
	{
		damaged("damaged .caffemodel", style + ".caffemodel", damage);
	}

	@Property(seed = SEED)
	void damagedModel(@ForAll @Size(min = 1, max = 5) final List<@From("damage") Damage> damage) {
		damaged("damaged .ssd", "m.ssd", damage);
	}

	private static void damaged(final String kind, final String name, final List<Damage> damage) {
		byte[] bytes = valid.get(name);
		for (final Damage d : damage)
			bytes = d.apply(bytes);
		check(kind, name, bytes);
	}

	/** Any opcodes, and tensors of any shape, in both containers. */
	@Property(seed = SEED)
	void picklesOfAnyOpcodes(@ForAll @Size(max = 40) final List<@From("opcodes") byte[]> opcodes,
		@ForAll final boolean zip)
	{
		final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
		pickle.writeBytes(HostileBytes.latin("\u0080\2}"));
		opcodes.forEach(pickle::writeBytes);
		pickle.write('.');
		check("pickles of any opcodes", "p.pth", HostileBytes.torch(pickle.toByteArray(), zip));
	}

	@Provide
	Arbitrary<byte[]> opcodes() {
		final Arbitrary<byte[]> any = Arbitraries.bytes().map(b -> new byte[] { b });
		final Arbitrary<byte[]> known = Arbitraries.of("(", ")", "}", "]", "t", "d", "l", "e", "u", "s", "a", "R", "b",
			"Q", "0", "1", "2", "N", "(t", "\u0085", "\u0086", "\u0087", "\u0094", "q\0", "h\0", "q\1", "h\1", "K\1",
			"I01\n", "I5\n", "L7L\n", "F1.5\n", "Vx\n", "g0\n", "p0\n", "G12345678",
			"ctorch._utils\n_rebuild_tensor_v2\n", "ctorch._utils\n_rebuild_parameter\n",
			"ccollections\nOrderedDict\n)R", "ctorch\nFloatStorage\n", "ctorch\nLongStorage\n", "cos\nsystem\n",
			"c__builtin__\neval\n", "\u0093", "\u0081", "\u0082\1", "i", "o", "X\3\0\0\0cpu").map(HostileBytes::latin);
		final Arbitrary<byte[]> length = Combinators
			.combine(Arbitraries.of('X', 'T', 'J', '\u008b', 'r', 'j', '\u008d', '\u0095', '\u008e'), hostileNumbers())
			.as((opcode, n) -> ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN).put((byte) (char) opcode)
				.putLong(n).array());
		final Arbitrary<byte[]> tensor = Combinators
			.combine(Arbitraries.of("vgg.0.weight", "loc.0.weight", "features.0.weight", "x"), claims(), claims(),
				claims().list().ofMaxSize(5), claims().list().ofMaxSize(5))
			.as((name, size, offset, shape, strides) -> {
				final ByteArrayOutputStream out = new ByteArrayOutputStream();
				out.writeBytes(HostileBytes.text(name));
				out.writeBytes(HostileBytes.tensor(size, offset, shape, strides));
				out.write('s');
				return out.toByteArray();
			});
		return Arbitraries.frequencyOf(Tuple.of(1, any), Tuple.of(6, known), Tuple.of(1, length), Tuple.of(6, tensor));
	}

	/** Sizes, most of which could be true. */
	private Arbitrary<Long> claims() {
		return Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.of(0L, 1L, 2L, 4L, 8L, 16L, 17L)),
			Tuple.of(1, hostileNumbers()));
	}

	@Property(seed = SEED)
	void safetensorsOfAnyHeader(@ForAll @Size(max = 8) final List<@From("entries") String> entries,
		@ForAll("claimed") final long data)
	{
		check("safetensors of any header", "h.safetensors",
			HostileBytes.safetensors("{" + String.join(",", entries) + "}", (int) (data & 0xff)));
	}

	@Provide
	Arbitrary<Long> claimed() {
		return claims();
	}

	@Provide
	Arbitrary<String> entries() {
		final Arbitrary<String> array = Combinators
			.combine(
				Arbitraries.of("vgg.0.weight", "loc.0.weight", "conv2_mbox_loc.weight", "0.weight", "33.weight", "x\\n",
					""),
				Arbitraries.of("F32", "F64", "F16", "BF16", "I64", "F8", ""), claims().list().ofMaxSize(9),
				claims().list().ofSize(2))
			.as((name, type, shape, range) -> "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape +
				",\"data_offsets\":" + range + "}");
		final Arbitrary<String> junk = Arbitraries.of("\"__metadata__\":{\"sc.fiji.ssd\":\"{}\"}",
			"\"__metadata__\":{\"sc.fiji.ssd\":\"[\"}", "\"__metadata__\":7", "\"a\":null", "\"a\":{}", "\"a\":[[[]]]",
			"\"a\":{\"dtype\":3,\"shape\":[1.5],\"data_offsets\":[\"0\",4]}", "]", "\"a\"",
			"\"a\":{\"dtype\":\"F32\",\"shape\":[1e400],\"data_offsets\":[0,4]}");
		return Arbitraries.frequencyOf(Tuple.of(5, array), Tuple.of(1, junk));
	}

	@Property(seed = SEED)
	void caffemodelsOfAnyFields(@ForAll("message") final byte[] message) {
		check("protobufs of any fields", "m.caffemodel", Arrays.copyOf(message, Math.max(16, message.length)));
	}

	@Provide
	Arbitrary<byte[]> message() {
		final Arbitrary<byte[]> leaf = Arbitraries.oneOf(Arbitraries.bytes().array(byte[].class).ofMaxSize(24),
			Arbitraries.of("conv1", "fc6", "conv2_mbox_loc", "").map(HostileBytes::latin));
		return Arbitraries.recursive(() -> leaf,
			inner -> Combinators
				.combine(Arbitraries.of(1, 2, 3, 4, 5, 6, 7, 8, 100, 0),
					Arbitraries.frequency(Tuple.of(8, 2), Tuple.of(2, 0), Tuple.of(1, 5), Tuple.of(1, 1),
						Tuple.of(1, 3), Tuple.of(1, 7)),
					inner, hostileNumbers(), Arbitraries.integers().between(0, 15))
				.as(HostileFilesTest::field).list().ofMaxSize(6).map(HostileFilesTest::joined),
			1, 4);
	}

	private static byte[] field(final int number, final int type, final byte[] inner, final long value, final int lie) {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		CaffeWriter.varint(out, (long) number << 3 | type);
		switch (type) {
			case 0 -> CaffeWriter.varint(out, value);
			case 2 -> {
				CaffeWriter.varint(out, lie == 0 ? value : inner.length);
				out.writeBytes(inner);
			}
			default -> out.writeBytes(Arrays.copyOf(inner, type == 1 ? 8 : 4));
		}
		return out.toByteArray();
	}

	private static byte[] joined(final List<byte[]> parts) {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		parts.forEach(out::writeBytes);
		return out.toByteArray();
	}

	/** A value of the description is another. */
	record Replacement(int place, String value) {}

	@Property(seed = SEED)
	void modelsOfAnyDescription(
		@ForAll @Size(min = 1, max = 4) final List<@From("replacements") Replacement> replacements)
	{
		final JsonElement root = JsonParser.parseString(HostileBytes.description());
		for (final Replacement r : replacements) {
			final List<Consumer<JsonElement>> places = new ArrayList<>();
			collect(root, places);
			if (!places.isEmpty())
				places.get(Math.floorMod(r.place, places.size())).accept(JsonParser.parseString(r.value));
		}
		check("models of any description", "d.ssd", HostileBytes.model(root.toString()));
	}

	@Provide
	Arbitrary<Replacement> replacements() {
		return Combinators
			.combine(Arbitraries.integers().withDistribution(RandomDistribution.uniform()),
				Arbitraries.of("null", "-1", "0", "1", "2", "0.5", "-0.1", "1e308", "2147483647", "65536", "100000",
					"1e99", "\"\"", "\"conv1\"", "\"convolution\"", "\"pooling\"", "\"NONE\"", "\"data\"", "[]", "{}",
					"[[[[]]]]", "true", "[1,2,3]", "[null]", "{\"a\":{}}", "\"9\"", "\"NaN\"", "\"Infinity\""))
			.as(Replacement::new);
	}

	private static void collect(final JsonElement node, final List<Consumer<JsonElement>> places) {
		if (node instanceof JsonObject object) for (final String key : List.copyOf(object.keySet())) {
			places.add(value -> object.add(key, value));
			collect(object.get(key), places);
		}
		else if (node instanceof JsonArray array) for (int i = 0; i < array.size(); i++) {
			final int at = i;
			places.add(value -> array.set(at, value));
			collect(array.get(i), places);
		}
	}

	@Property(seed = SEED)
	void modelsOfAnyWeights(@ForAll @Size(max = 8) final List<@From("entries") String> entries,
		@ForAll("claimed") final long data)
	{
		final Map<String, byte[]> parts = new LinkedHashMap<>();
		parts.put("model.json", HostileBytes.description().getBytes(StandardCharsets.UTF_8));
		parts.put("weights.safetensors",
			HostileBytes.safetensors("{" + String.join(",", entries) + "}", (int) (data & 0xff)));
		check("models of any weights", "w.ssd", HostileBytes.zip(parts));
	}

	@Example
	void validFilesAreRead() {
		assertTrue(check("valid", "v.safetensors", valid.get("caffe.safetensors")));
		for (final CaffeWriter.Style style : CaffeWriter.Style.values())
			assertTrue(check("valid", "v.caffemodel", valid.get(style + ".caffemodel")));
		assertTrue(check("valid", "m.ssd", valid.get("m.ssd")));
	}

	/** A few kilobytes that unfold to a quarter of a gigabyte. */
	@Example
	void bombsAreNotUnfolded() {
		final int length = 1 << 28;
		final Map<String, byte[]> none = Map.of(),
			model = Map.of("model.json", HostileBytes.description().getBytes(StandardCharsets.UTF_8));
		assertFalse(check("bombs", "b.pth", HostileBytes.bomb(none, "archive/data.pkl", '(', length)));
		assertFalse(check("bombs", "b.pth", HostileBytes.bomb(none, "archive/data.pkl", '\0', length)));
		assertFalse(check("bombs", "b.ssd", HostileBytes.bomb(none, "model.json", ' ', length)));
		assertFalse(check("bombs", "b.ssd", HostileBytes.bomb(none, "model.json", '[', length)));
		assertFalse(check("bombs", "b.ssd", HostileBytes.bomb(model, "weights.safetensors", '\0', length)));
	}

	/** Nested as deep as a megabyte allows. */
	@Example
	void deepNestingIsRefused() {
		for (final String piece : List.of("[", "{\"a\":", "[{\"a\":")) {
			final String deep = piece.repeat((1 << 20) / piece.length());
			assertFalse(check("nesting", "n.safetensors", HostileBytes.safetensors("{\"a\":{\"x\":" + deep, 0)));
			assertFalse(check("nesting", "n.safetensors", HostileBytes
				.safetensors("{\"__metadata__\":{\"sc.fiji.ssd\":\"" + deep.replace("\"", "\\\"") + "\"}}", 0)));
			assertFalse(check("nesting", "n.ssd", HostileBytes.model(deep)));
			assertFalse(check("nesting", "n.ssd", HostileBytes.model("{\"provenance\":" + deep)));
			assertFalse(check("nesting", "n.ssd",
				HostileBytes.zip(Map.of("model.json", HostileBytes.description().getBytes(StandardCharsets.UTF_8),
					"weights.safetensors", HostileBytes.safetensors("{\"a\":" + deep, 0)))));
		}
	}

	/** @return whether it was read; otherwise it was refused in one line */
	private static boolean check(final String kind, final String name, final byte[] bytes) {
		final Path file = folder.resolve(name);
		try {
			Files.write(file, bytes);
		}
		catch (final IOException e) {
			throw new AssertionError(e);
		}
		final long cpu = THREADS.getCurrentThreadCpuTime(), before = allocated();
		final boolean read = name.endsWith(".ssd") ? isModel(file) : isImported(file, bytes.length);
		final long taken = allocated() - before;
		final double seconds = (THREADS.getCurrentThreadCpuTime() - cpu) / 1e9;
		final Cost cost = COSTS.computeIfAbsent(kind, k -> new Cost());
		cost.files++;
		cost.refused += read ? 0 : 1;
		cost.bytes += bytes.length;
		cost.most = Math.max(cost.most, taken);
		cost.seconds += seconds;
		cost.longest = Math.max(cost.longest, seconds);
		assertTrue(taken < FIXED + PER_BYTE * bytes.length, taken + " bytes for " + bytes.length);
		assertTrue(seconds < SECONDS, seconds + " s for " + bytes.length + " bytes");
		return read;
	}

	private static boolean isImported(final Path file, final int size) {
		try {
			try (WeightFile open = WeightFile.open(file)) {
				// as many numbers as the file could hold: arrays may share their storage
				long left = size / 2;
				for (final StoredArray array : open.arrays().values())
					if ((left -= array.size()) >= 0) array.read();
			}
			WeightImport.read(file, WeightImport.AUTO, preset, HostileBytes.CLASSES);
			return true;
		}
		catch (final UserException e) {
			return refused(e);
		}
	}

	private static boolean isModel(final Path file) {
		try {
			ModelFile.read(file);
			if (file.endsWith("m.ssd")) ModelFile.readResumable(file);
			return true;
		}
		catch (final UserException e) {
			return refused(e);
		}
	}

	private static boolean refused(final UserException e) {
		assertEquals(1, e.getMessage().lines().count(), e.getMessage());
		assertTrue(e.getMessage().length() < 2000, () -> "a line of " + e.getMessage().length() + " characters");
		return false;
	}

	private static long allocated() {
		return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
	}
}
