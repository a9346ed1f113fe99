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
package sc.fiji.ssd.imagej.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.convert.ConvertService;
import org.scijava.io.AbstractIOPlugin;
import org.scijava.io.IOPlugin;
import org.scijava.io.IOService;
import org.scijava.io.location.FileLocation;
import org.scijava.io.location.Location;
import org.scijava.plugin.PluginInfo;
import org.scijava.plugin.PluginService;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import sc.fiji.ssd.imagej.installed.InstalledReaders;
import sc.fiji.ssd.image.ImagePlane;

/** Tests {@link InstalledReaders} with input plugins that stand for those of Fiji. */
class InstalledReadersTest {

	/** Two channels, as Bio-Formats opens them; the first byte of the file is the value of the first pixel. */
	public static final class CziPlugin extends AbstractIOPlugin<ImagePlus> {

		@Override
		public Class<ImagePlus> getDataType() {
			return ImagePlus.class;
		}

		@Override
		public boolean supportsOpen(final Location source) {
			return source.getName().endsWith(".czi") || source.getName().endsWith(".csv");
		}

		@Override
		public ImagePlus open(final Location source) throws IOException {
			final byte[] bytes = Files.readAllBytes(((FileLocation) source).getFile().toPath());
			if (bytes.length < 4) throw new IOException("java.io.EOFException: segment is cut off");
			final ImageStack stack = new ImageStack(16, 12);
			for (int c = 0; c < 2; c++) {
				final ByteProcessor plane = new ByteProcessor(16, 12);
				plane.set(0, bytes[0] + c);
				stack.addSlice(plane);
			}
			final ImagePlus image = new ImagePlus("another title", stack);
			image.setDimensions(2, 1, 1);
			return image;
		}
	}

	/** Folders, by their path, as an interval. */
	public static final class ZarrPlugin extends AbstractIOPlugin<Img> {

		@Override
		public Class<Img> getDataType() {
			return Img.class;
		}

		@Override
		public boolean supportsOpen(final Location source) {
			return source.getName().endsWith(".zarr");
		}

		@Override
		public Img<UnsignedByteType> open(final String path) {
			if (!Files.isDirectory(Path.of(path))) throw new IllegalArgumentException("not a folder");
			return ArrayImgs.unsignedBytes(20, 10, 3);
		}
	}

	/** What SciJava opens besides images. */
	public static final class TextPlugin extends AbstractIOPlugin<String> {

		@Override
		public Class<String> getDataType() {
			return String.class;
		}

		@Override
		public boolean supportsOpen(final Location source) {
			return true;
		}
	}

	@TempDir
	private Path folder;

	private Context context;

	private final List<String> notes = new ArrayList<>();

	private final ImageJReader reader = new ImageJReader(ReadLimits.DEFAULT,
		(file, note) -> notes.add(file.getFileName() + ": " + note));

	@BeforeEach
	void install() {
		context = new Context(IOService.class, ConvertService.class);
		for (final Class<? extends IOPlugin<?>> type : List.of(TextPlugin.class, CziPlugin.class))
			context.service(PluginService.class).addPlugin(new PluginInfo<>(type, IOPlugin.class));
		context.service(PluginService.class).addPlugin(new PluginInfo<>(ZarrPlugin.class, IOPlugin.class));
		ImageJReader.useInstalled(context);
	}

	@AfterEach
	void uninstall() {
		ImageJReader.useInstalled(null);
		context.dispose();
	}

	@Test
	void whatNobodyElseKnowsIsOpened() throws IOException {
		final Path file = Files.write(folder.resolve("a b.czi"), new byte[] { 7, 0, 0, 0 });
		Files.write(folder.resolve("c.czi"), new byte[] { 9, 0, 0, 0 });
		assertTrue(reader.reads(file));
		final List<ImagePlane> planes = reader.read(file);
		assertEquals(1, planes.size());
		assertEquals(2, planes.get(0).pixels().dimension(2));
		assertEquals(8, planes.get(0).pixels().getAt(0, 0, 1).getRealDouble());
		assertEquals("a b.czi", reader.open(file).getTitle());
		assertEquals(9, reader.read(folder.resolve("c.czi")).get(0).pixels().getAt(0, 0, 0).getRealDouble());
		assertEquals(List.of("a b.czi: files that end with .czi are opened with CziPlugin; if such a file holds several " +
			"images (series), only the one that it opens first is used"), notes);
	}

	@Test
	void aFolderCanBeAnImage() throws IOException {
		final Path zarr = Files.createDirectory(folder.resolve("x.ome.zarr"));
		assertTrue(reader.reads(zarr));
		assertEquals(3, reader.read(zarr).size());
		assertFalse(reader.reads(Files.createDirectory(folder.resolve("y.czi"))));
	}

	@Test
	void textAndTablesAreNoImages() throws IOException {
		for (final String name : List.of("notes.txt", "table.csv", "a.unknown", "no ending", ".hidden.czi"))
			assertFalse(reader.reads(Files.writeString(folder.resolve(name), "text")), name);
	}

	@Test
	void whatIsDamagedIsOneLine() throws IOException {
		final Path file = Files.write(folder.resolve("cut.czi"), new byte[2]);
		assertEquals("it cannot be read with CziPlugin: segment is cut off",
			assertThrows(IOException.class, () -> reader.read(file)).getMessage());
		final Path png = Files.writeString(folder.resolve("text.png"), "no image");
		assertEquals("it is damaged or not an image that ImageJ can open",
			assertThrows(IOException.class, () -> reader.read(png)).getMessage());
	}

	@Test
	void anImageIsBoundedInMemory() throws IOException {
		final Path zarr = Files.createDirectory(folder.resolve("x.zarr"));
		final ImageJReader small = new ImageJReader(new ReadLimits(10, 100), (file, note) -> {});
		assertTrue(assertThrows(IOException.class, () -> small.read(zarr)).getMessage().startsWith("a plane of it needs"));
	}

	@Test
	void withoutPluginsNothingIsAsked() throws IOException {
		ImageJReader.useInstalled(null);
		assertFalse(reader.reads(Files.write(folder.resolve("a.czi"), new byte[9])));
	}
}
