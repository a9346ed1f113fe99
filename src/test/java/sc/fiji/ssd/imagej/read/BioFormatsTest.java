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
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.convert.ConvertService;
import org.scijava.io.IOService;

import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.TinyModel;
import sc.fiji.ssd.detect.folder.FolderDetection;
import sc.fiji.ssd.detect.folder.FolderSettings;
import sc.fiji.ssd.detect.folder.Shard;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.SeriesPath;
import sc.fiji.ssd.imagej.planes.ZProjection;
import sc.fiji.ssd.imagej.results.FolderExport;
import sc.fiji.ssd.imagej.results.OverlayTiffWriter;

/**
 * Tests reading with Bio-Formats by classes of its names and methods. A file of the test is text: a line for each image with its name, its width
 * and its number of slices; every other image has a smaller copy, which the importer counts as an image.
 */
class BioFormatsTest {

	private static final Map<String, String> CLASSES = Map.of("loci/formats/meta/MetadataStore.java", """
		package loci.formats.meta;
		public class MetadataStore {
			public java.util.List<String> lines;
			public String getImageName(int i) { String name = lines.get(i).split(",")[0]; return name.isEmpty() ? null : name; }
		}""", "loci/formats/MetadataTools.java", """
		package loci.formats;
		public class MetadataTools { public static loci.formats.meta.MetadataStore createOMEXMLMetadata() { return new loci.formats.meta.MetadataStore(); } }
		""", "loci/formats/ImageReader.java", """
		package loci.formats;
		public class ImageReader {
			static int open;
			java.util.List<String> lines;
			loci.formats.meta.MetadataStore store;
			int series;
			boolean flat = true;
			public boolean isThisType(String name, boolean open) {
				return name.endsWith(".lif") || !open && name.toLowerCase().replace('\\\\', '/').contains(".zarr/");
			}
			public void setFlattenedResolutions(boolean b) { flat = b; }
			public void setMetadataStore(loci.formats.meta.MetadataStore s) { store = s; }
			public void setId(String id) throws java.io.IOException {
				open++;
				lines = java.nio.file.Files.readAllLines(java.nio.file.Path.of(id));
				if (!lines.get(0).contains(",")) throw new java.io.IOException("loci.formats.FormatException: not a LIF");
				store.lines = lines;
			}
			public int getSeriesCount() { if (flat) throw new IllegalStateException(); return lines.size(); }
			public void setSeries(int i) { series = i; }
			public int getCoreIndex() { return series + (series + 1) / 2; }
			public int getSizeX() { return Integer.parseInt(lines.get(series).split(",")[1]); }
			public int getSizeY() { return 32; }
			public int getImageCount() { return Integer.parseInt(lines.get(series).split(",")[2]); }
			public int getRGBChannelCount() { return 1; }
			public int getBitsPerPixel() { return 8; }
			public void close() { open--; }
		}""", "loci/plugins/in/ImporterOptions.java", """
		package loci.plugins.in;
		public class ImporterOptions {
			public String id; public int series = -1; public boolean quiet, windowless, virtual, crop = true, split = true;
			public void setId(String s) { id = s; }
			public void setSeriesOn(int i, boolean on) { if (on) series = i; }
			public void setQuiet(boolean b) { quiet = b; }
			public void setWindowless(boolean b) { windowless = b; }
			public void setVirtual(boolean b) { virtual = b; }
			public void setCrop(boolean b) { crop = b; }
			public void setSplitChannels(boolean b) { split = b; }
			public void setAutoscale(boolean b) {} public void setConcatenate(boolean b) {} public void setOpenAllSeries(boolean b) {}
			public void setShowMetadata(boolean b) {} public void setShowOMEXML(boolean b) {} public void setShowROIs(boolean b) {}
			public void setSpecifyRanges(boolean b) {} public void setSplitFocalPlanes(boolean b) {} public void setSplitTimepoints(boolean b) {}
			public void setStitchTiles(boolean b) {} public void setSwapDimensions(boolean b) {} public void setUpgradeCheck(boolean b) {}
			public void setColorMode(String s) {} public void setStackFormat(String s) {}
		}""", "loci/plugins/BF.java", """
		package loci.plugins;
		public class BF {
			public static ij.ImagePlus[] openImagePlus(loci.plugins.in.ImporterOptions o) throws java.io.IOException {
				if (!o.quiet || !o.windowless || o.crop || o.split) throw new IllegalStateException("a window would open");
				int index = o.series - (o.series + 1) / 3;
				String[] words = java.nio.file.Files.readAllLines(java.nio.file.Path.of(o.id)).get(index).split(",");
				ij.ImageStack stack = new ij.ImageStack(Integer.parseInt(words[1]), 32);
				for (int z = 0; z < Integer.parseInt(words[2]); z++) {
					ij.process.ByteProcessor plane = new ij.process.ByteProcessor(stack.getWidth(), 32);
					plane.setRoi(8 * index, 0, 8, 8);
					plane.setColor(250);
					plane.fill();
					stack.addSlice(plane);
				}
				ij.ImagePlus image = new ij.ImagePlus("any title", stack);
				if (stack.size() > 1) image.setDimensions(1, stack.size(), 1);
				return new ij.ImagePlus[] { image };
			}
		}""");

	private static final String THREE = "Position A/1,32,1\n,40,3\nB,48,1\n";

	@TempDir
	private Path folder;

	private final List<String> notes = new ArrayList<>();
	private final ImageJReader reader = new ImageJReader(ReadLimits.DEFAULT, (file, note) -> notes.add(note));
	private Path input;
	private Context context;
	private ClassLoader before;

	@BeforeEach
	void install() throws IOException {
		input = Files.createDirectory(folder.resolve("in"));
		final Path sources = folder.resolve("src"), classes = Files.createDirectory(folder.resolve("classes"));
		final List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
		for (final Map.Entry<String, String> source : CLASSES.entrySet()) {
			final Path file = sources.resolve(source.getKey());
			Files.createDirectories(file.getParent());
			arguments.add(Files.writeString(file, source.getValue()).toString());
		}
		assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0])));
		before = Thread.currentThread().getContextClassLoader();
		Thread.currentThread().setContextClassLoader(new URLClassLoader(new URL[] { classes.toUri().toURL() }, before));
		context = new Context(IOService.class, ConvertService.class);
		ImageJReader.useInstalled(context);
	}

	@AfterEach
	void uninstall() {
		ImageJReader.useInstalled(null);
		Thread.currentThread().setContextClassLoader(before);
		context.dispose();
	}

	@Test
	void everyImageOfAFileHasAName() throws IOException {
		final Path file = Files.writeString(input.resolve("cells.lif"), THREE);
		final List<Path> images = reader.images(file);
		assertEquals(List.of("1 Position A_1", "2", "3 B"), images.stream().map(p -> p.getFileName().toString()).toList());
		assertEquals(List.of(1, 3, 1), List.of(reader.read(images.get(0)).size(), reader.read(images.get(1)).size(), reader.read(images.get(2)).size()));
		for (int i = 0; i < 3; i++) {
			final ImagePlane plane = reader.read(images.get(i)).get(0);
			assertEquals(32 + 8 * i, plane.pixels().dimension(0));
			assertEquals(250, plane.pixels().getAt(8 * i + 1, 1).getRealDouble());
		}
		assertEquals(List.of("files that end with .lif are opened with Bio-Formats"), notes);
		final Path one = Files.writeString(input.resolve("one.lif"), "A,32,1\n");
		assertEquals(List.of(one), reader.images(one));
		assertEquals(1, reader.read(one).size());
	}

	/** Bio-Formats opens a Zarr folder by a file in it; the folders in it may have the names of images. */
	@Test
	void aZarrFolderIsOpenedByTheFileThatDescribesIt() throws IOException {
		final Path empty = Files.createDirectory(input.resolve("a.zarr"));
		assertTrue(reader.reads(empty), "the first folder says nothing about the others");
		assertEquals("it cannot be read with Bio-Formats: the folder is not an OME-Zarr image: it has none of the files .zattrs, .zgroup, zarr.json",
			message(empty));
		for (final String[] names : new String[][] { { "b.ome.zarr", ".zattrs" }, { "c.ZARR", ".zgroup" }, { "d.zarr", "zarr.json" } }) {
			final Path zarr = Files.createDirectory(input.resolve(names[0]));
			Files.writeString(zarr.resolve(names[1]), ",32,1\n,40,3\nB,48,1\n");
			Files.createDirectory(zarr.resolve("1"));
			final List<Path> images = reader.images(zarr);
			assertEquals(List.of("1 image", "2", "3 B"), images.stream().map(p -> p.getFileName().toString()).toList());
			for (int i = 0; i < 3; i++)
				assertEquals(32 + 8 * i, reader.read(images.get(i)).get(0).pixels().dimension(0));
			assertEquals(3, reader.read(images.get(1)).size());
		}
		assertEquals(List.of("9 of 10 done"), run(folder.resolve("out")));
		final String planes = Files.readString(folder.resolve("out/images.csv")).replace("\r", "");
		assertTrue(planes.contains("b.ome.zarr/1 image,1,32,32,0,1\nb.ome.zarr/2,1,40,32,0,1\nb.ome.zarr/2,2,40,"), planes);
	}

	@Test
	void aFileAsOneImageIsItsFirst() throws IOException {
		final Path file = Files.writeString(input.resolve("cells.lif"), THREE);
		assertEquals(32, reader.read(file).get(0).pixels().dimension(0));
		assertEquals("only the first of the 3 images that it holds is used", notes.get(0));
		assertFalse(reader.reads(Files.writeString(input.resolve("a.xyz"), "x")));
	}

	@Test
	void whatIsDamagedOrNotThereIsOneLine() throws IOException {
		final Path damaged = Files.writeString(input.resolve("damaged.lif"), "nothing\n");
		for (final Path image : new Path[] { damaged, damaged.resolve("1 A") })
			assertEquals("it cannot be read with Bio-Formats: not a LIF", message(image));
		final Path file = Files.writeString(input.resolve("cells.lif"), THREE);
		assertEquals("it cannot be read with Bio-Formats: it has only 3 images", message(file.resolve("4 C")));
		assertEquals("there is no such file", message(file.resolve("C")));
		assertEquals("there is no such file", message(input.resolve("missing.lif").resolve("1 A")));
		final ImageJReader small = new ImageJReader(new ReadLimits(10, 100), (image, note) -> {});
		assertTrue(assertThrows(IOException.class, () -> small.read(file.resolve("2"))).getMessage().startsWith("a plane of it needs"));
	}

	private String message(final Path image) {
		return assertThrows(IOException.class, () -> reader.read(image)).getMessage();
	}

	@Test
	void namesAreNamesOfFiles() {
		final Path file = Path.of("a.lif");
		final List<String> names = new ArrayList<>(List.of("a:b*c?", "x".repeat(300), "\ud83d\ude00".repeat(100), "..", "line\nbreak"));
		for (int i = 0; i < 5; i++)
			names.add("");
		final List<String> paths = SeriesPath.paths(file, names).stream().map(p -> p.getFileName().toString()).toList();
		assertEquals("01 a_b_c_", paths.get(0));
		assertEquals("02 " + "x".repeat(80), paths.get(1));
		assertEquals("03 " + "\ud83d\ude00".repeat(80), paths.get(2));
		assertEquals(List.of("04 ..", "05 line_break", "06"), paths.subList(3, 6));
		assertEquals("10", paths.get(9));
	}

	/** A run, its resumption, a file that was replaced, the dataset that it exports. */
	@Test
	void aFolderRunNamesEveryImage() throws IOException {
		Files.writeString(input.resolve("cells.lif"), THREE);
		Files.writeString(input.resolve("damaged.lif"), "nothing\n");
		final Path output = folder.resolve("out");
		assertEquals(List.of("3 of 4 done"), run(output));
		final String images = Files.readString(output.resolve("images.csv")).replace("\r", "");
		assertEquals("""
			image,slice,width,height,grey,white
			cells.lif/1 Position A_1,1,32,32,0,1
			cells.lif/2,1,40,32,0,1
			cells.lif/2,2,40,32,0,1
			cells.lif/2,3,40,32,0,1
			cells.lif/3 B,1,48,32,0,1
			""", images);
		assertTrue(Files.readString(output.resolve("failures.csv")).contains("damaged.lif,it cannot be read with Bio-Formats: not a LIF"));
		for (final String overlay : List.of("1 Position A_1.tif", "2.tif", "3 B.tif"))
			assertTrue(Files.isRegularFile(output.resolve("overlays/cells.lif").resolve(overlay)), overlay);
		final FolderExport export = new FolderExport(input, output, "", TinyModel.CLASSES, ZProjection.NONE, line -> {});
		export.write(List.of(FolderExport.GEOJSON, FolderExport.CROPS, FolderExport.DATASET), () -> false);
		assertTrue(Files.isRegularFile(output.resolve("geojson/cells.lif/3 B.geojson")));
		try (var files = Files.list(output.resolve("dataset/Annotations"))) {
			assertEquals(5, files.count());
		}
		final FileTime then = Files.getLastModifiedTime(output.resolve("overlays/cells.lif/2.tif"));
		run(output);
		assertEquals(then, Files.getLastModifiedTime(output.resolve("overlays/cells.lif/2.tif")), "it was done before");
		Files.writeString(input.resolve("cells.lif"), "Position A/1,32,1\n,32,1\nB,48,1\n");
		Files.setLastModifiedTime(input.resolve("cells.lif"), FileTime.from(Instant.now().minusSeconds(99)));
		run(output);
		assertTrue(Files.readString(output.resolve("images.csv")).replace("\r", "").contains("cells.lif/2,1,32,32,0,1\ncells.lif/3 B"));
	}

	private List<String> run(final Path output) {
		final List<String> last = new ArrayList<>(List.of(""));
		try (Detector detector = new Detector(TinyModel.model(), TinyModel.engine(2), new DetectionSettings(0.5, 0.45, 200))) {
			final Path model = Files.writeString(folder.resolve("model.ssd"), "any content has a digest");
			final var result = new FolderDetection(detector, reader, new OverlayTiffWriter(reader), model, null, (done, total, message) -> {})
				.run(new FolderSettings(input, output, false, true, Shard.ALL, false, null));
			last.set(0, result.images() + " of " + (result.images() + result.failures()) + " done");
		}
		catch (final IOException e) {
			throw new IllegalStateException(e);
		}
		return last;
	}
}
