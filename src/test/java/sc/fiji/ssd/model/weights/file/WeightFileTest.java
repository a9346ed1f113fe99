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
package sc.fiji.ssd.model.weights.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import sc.fiji.ssd.Golden;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.weights.GoldenFiles;

/** Holds the readers against files that PyTorch, safetensors and h5py wrote, and against hostile ones. */
class WeightFileTest {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@CsvSource({ "zip.pth,state", "stream.pth,state", "plain.safetensors,state", "zip-checkpoint.pth,zip-checkpoint",
		"stream-checkpoint.pth,stream-checkpoint", "zip-parallel.pth,zip-parallel",
		"stream-parallel.pth,stream-parallel", "keras.h5,keras" })
	void readsWhatWasWritten(final String file, final String golden) throws IOException {
		final JsonObject expected = Golden.read("weights/containers").getAsJsonObject(golden);
		try (WeightFile read = WeightFile.open(GoldenFiles.copy(file, folder))) {
			assertEquals(expected.keySet(), read.arrays().keySet());
			for (final Map.Entry<String, JsonElement> entry : expected.entrySet()) {
				final StoredArray array = read.arrays().get(entry.getKey());
				final JsonObject e = entry.getValue().getAsJsonObject();
				assertArrayEquals(Golden.ints(e.get("shape")), array.shape(), entry.getKey());
				final float[] values = new float[e.getAsJsonArray("values").size()];
				for (int i = 0; i < values.length; i++)
					values[i] = Float
						.parseFloat(e.getAsJsonArray("values").get(i).getAsString().replace("inf", "Infinity"));
				assertArrayEquals(values, array.read(), entry.getKey());
				if (values.length > 2)
					assertArrayEquals(new float[] { values[1], values[2] }, array.read(1, 2), entry.getKey());
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "evil-zip.pth,eval", "evil-stream.pth,eval", "evil-module.pth,torch.nn.modules.linear.Linear" })
	void refusesPicklesThatCallAnythingElse(final String file, final String named) throws IOException {
		assertTrue(refusal(GoldenFiles.bytes(file), file).contains(named));
	}

	/** Protocol 2 pickles as an attacker would write them; all bare, so with the stream's head in front. */
	@ParameterizedTest
	@ValueSource(strings = { "cos\nsystem\n(S'true'\ntR.", "cposix\nsystem\nX\4\0\0\0true\u0085R.",
		"ctorch._utils\n_rebuild_tensor_v3\n)R.", "(ios\nsystem\n.", "ccollections\nOrderedDict\n)\u0081.", "\u00821.",
		"ctorch\nload\n)R.", "ccollections\nOrderedDict\n)R}X\1\0\0\0ac__builtin__\nexec\nsb.", "Pabc\n.", "(o." })
	void refusesEveryOtherOpcode(final String pickle) throws IOException {
		final ByteArrayOutputStream file = new ByteArrayOutputStream();
		file.write(GoldenFiles.bytes("stream.pth"), 0, beginOfObject());
		file.write(pickle.getBytes(StandardCharsets.ISO_8859_1));
		assertTrue(refusal(file.toByteArray(), "x.pth").contains("not run"), refusal(file.toByteArray(), "x.pth"));
	}

	private static int beginOfObject() throws IOException {
		final byte[] stream = GoldenFiles.bytes("stream.pth");
		// the object is the fourth pickle: each begins with PROTO 2 and ends with STOP
		int pickles = 0;
		for (int i = 0; i < stream.length - 1; i++)
			if ((stream[i] & 0xff) == 0x80 && stream[i + 1] == 2 && (i == 0 || stream[i - 1] == '.') && ++pickles == 4)
				return i;
		throw new IllegalStateException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "zip.pth", "stream.pth", "plain.safetensors", "keras.h5" })
	void refusesTruncatedFiles(final String name) throws IOException {
		final byte[] whole = GoldenFiles.bytes(name);
		for (int length = 0; length < whole.length - 64; length += 97) // HDF5 may end in unused bytes
			readAll(Arrays.copyOf(whole, length), name, true);
	}

	@Test
	void refusesHeadersOfSafetensorsThatLie() throws IOException {
		final String[] headers = { "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
			"{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000000,1000000000],\"data_offsets\":[0,4]}}",
			"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4000000000]}}",
			"{\"a\":{\"dtype\":\"F32\",\"shape\":[1e999999999],\"data_offsets\":[0,4]}}",
			"{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", "{\"a\":", "{\"a\":[]}",
			"{\"a\\nb\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
			"{\"a\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,1,1,1,1,1],\"data_offsets\":[0,4]}}" };
		for (final String header : headers) {
			final byte[] text = header.getBytes(StandardCharsets.UTF_8);
			final ByteBuffer file = ByteBuffer.allocate(8 + text.length + 16).order(ByteOrder.LITTLE_ENDIAN);
			file.putLong(text.length).put(text);
			refusal(file.array(), "x.safetensors");
		}
		refusal(ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE).put((byte) '{').array(),
			"x.safetensors");
	}

	@Test
	void refusesCompressedZips() throws IOException {
		final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
			zip.putNextEntry(new ZipEntry("archive/data.pkl"));
			final byte[] zeros = new byte[1 << 20];
			for (int i = 0; i < 64; i++)
				zip.write(zeros);
			zip.closeEntry();
		}
		assertTrue(refusal(bytes.toByteArray(), "bomb.pth").contains("compressed"));
	}

	@Test
	void refusesOtherFiles() throws IOException {
		refusal(new byte[100], "zeros.pth");
		refusal(new byte[0], "empty.pth");
		refusal("<html><body>404 not found</body></html>".getBytes(StandardCharsets.UTF_8), "page.pth");
		assertThrows(UserException.class, () -> WeightFile.open(folder.resolve("absent.pth")));
	}

	private String refusal(final byte[] file, final String name) throws IOException {
		final Path path = Files.write(folder.resolve(name), file);
		final UserException e = assertThrows(UserException.class, () -> WeightFile.open(path).close());
		assertEquals(1, e.getMessage().lines().count(), e.getMessage());
		assertTrue(e.getMessage().startsWith("source: "), e.getMessage());
		assertTrue(e.getMessage().contains(name), e.getMessage());
		return e.getMessage();
	}

	/** Opens and reads everything; what goes wrong must be an {@link UserException}. */
	private void readAll(final byte[] file, final String name, final boolean mustFail) throws IOException {
		final Path path = Files.write(folder.resolve(name), file);
		try (WeightFile open = WeightFile.open(path)) {
			open.arrays().values().forEach(StoredArray::read);
			assertTrue(!mustFail, name + " of " + file.length + " bytes was read");
		}
		catch (final UserException e) {
			assertEquals(1, e.getMessage().lines().count(), e.getMessage());
		}
	}
}
