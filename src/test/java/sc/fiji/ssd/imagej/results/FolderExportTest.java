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
package sc.fiji.ssd.imagej.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.io.Opener;
import ij.io.RoiDecoder;
import ij.process.ByteProcessor;
import ij.process.ShortProcessor;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.folder.DetectionsCsv;
import sc.fiji.ssd.imagej.planes.ZProjection;
import sc.fiji.ssd.io.UserException;

/** Results of folder runs for QuPath, ImageJ, YOLO's tools, and to be corrected. */
class FolderExportTest {

	@TempDir
	Path folder;

	private final List<String> warnings = new ArrayList<>();

	@BeforeEach
	void results() throws IOException {
		Files.createDirectories(folder.resolve("in/sub"));
		final ByteProcessor grey = new ByteProcessor(100, 80);
		for (int i = 0; i < 8000; i++)
			grey.set(i, i % 251);
		new FileSaver(new ImagePlus("a", grey)).saveAsPng(folder.resolve("in/sub/a.png").toString());
		final ImageStack stack = new ImageStack(60, 50);
		for (int i = 0; i < 12; i++)
			stack.addSlice(new ShortProcessor(60, 50));
		final ImagePlus hyper = new ImagePlus("h", stack);
		hyper.setDimensions(2, 3, 2);
		hyper.setOpenAsHyperStack(true);
		new FileSaver(hyper).saveAsTiffStack(folder.resolve("in/h.tif").toString());
		DetectionsCsv.write(folder.resolve("out/detections.csv"),
			List.of(new DetectionsCsv.Row("sub/a.png", 1, "a/b, ü", 0.9, new Box(10, 20, 30.5, 40.25)),
				new DetectionsCsv.Row("sub/a.png", 1, "cell", 0.75, new Box(50, 20, 70, 40)),
				new DetectionsCsv.Row("h.tif", 9, "cell", 0.5, new Box(5, 6, 25, 26)))); // z 2, t 2
		final StringBuilder images = new StringBuilder("image,slice,width,height,\"a/b, ü\",cell\n");
		for (int slice = 1; slice < 12; slice += 2)
			images.append("h.tif,").append(slice).append(",60,50,0,").append(slice == 9 ? 1 : 0).append('\n');
		Files.writeString(folder.resolve("out/images.csv"), images + "sub/a.png,1,100,80,1,1\n");
	}

	private ZProjection projection = ZProjection.NONE;

	private FolderExport export() {
		return new FolderExport(folder.resolve("in"), folder.resolve("out"), "", List.of("a/b, ü", "cell"), projection, warnings::add);
	}

	private JsonObject feature(final String file, final int index) throws IOException {
		return JsonParser.parseString(Files.readString(folder.resolve("out/geojson").resolve(file))).getAsJsonObject()
			.getAsJsonArray("features").get(index).getAsJsonObject();
	}

	@Test
	void geoJsonHasClassScoreColourAndPlane() throws IOException {
		export().write(List.of("geojson"), () -> false);
		final JsonObject first = feature("sub/a.png.geojson", 0), properties = first.getAsJsonObject("properties");
		assertEquals("Feature", first.get("type").getAsString());
		assertEquals("detection", properties.get("objectType").getAsString());
		assertEquals("a/b, ü", properties.getAsJsonObject("classification").get("name").getAsString());
		assertEquals(3, properties.getAsJsonObject("classification").getAsJsonArray("color").size());
		assertEquals(0.9, properties.getAsJsonObject("measurements").get("score").getAsDouble());
		assertEquals("[[[10,20],[30.5,20],[30.5,40.25],[10,40.25],[10,20]]]",
			first.getAsJsonObject("geometry").getAsJsonArray("coordinates").toString());
		final JsonObject plane = feature("h.tif.geojson", 0).getAsJsonObject("geometry").getAsJsonObject("plane");
		assertEquals(1, plane.get("z").getAsInt());
		assertEquals(1, plane.get("t").getAsInt());
		assertEquals(-1, plane.get("c").getAsInt());
		assertEquals(List.of(), warnings);
	}

	@Test
	void roisHaveNamesScoresAndPositions() throws IOException {
		export().write(List.of("rois"), () -> false);
		final List<Roi> rois = new ArrayList<>();
		for (final String name : List.of("sub/a.png.zip", "h.tif.zip"))
			try (ZipFile zip = new ZipFile(folder.resolve("out/rois").resolve(name).toFile())) {
				for (final Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();)
					rois.add(new RoiDecoder(zip.getInputStream(entries.nextElement()).readAllBytes(), "x").getRoi());
			}
		assertEquals(3, rois.size());
		assertEquals("a/b, ü 0.90", rois.get(0).getName());
		assertEquals("0.900000", rois.get(0).getProperty("score"));
		assertEquals(30.5 - 10, rois.get(0).getFloatWidth());
		assertEquals(2, rois.get(2).getZPosition());
		assertEquals(2, rois.get(2).getTPosition());
	}

	@Test
	void yoloHasScores() throws IOException {
		export().write(List.of("yolo"), () -> false);
		assertEquals(List.of("0 0.20250000 0.37656250 0.20500000 0.25312500 0.900000", "1 0.60000000 0.37500000 0.20000000 0.25000000 0.750000"),
			Files.readAllLines(folder.resolve("out/yolo/labels/sub/a.txt")));
		assertEquals(1, Files.readAllLines(folder.resolve("out/yolo/labels/h-slice9.txt")).size());
		assertEquals("", Files.readString(folder.resolve("out/yolo/labels/h.txt")));
		assertEquals(List.of("a/b, ü", "cell"), Files.readAllLines(folder.resolve("out/yolo/classes.txt")));
	}

	@Test
	void cropsAreThePixelsOfTheObjects() throws IOException {
		export().write(List.of("crops"), () -> false);
		final ImagePlus crop = new Opener().openImage(folder.resolve("out/crops/a_b_ ü/sub_a-001.png").toString());
		assertEquals(21, crop.getWidth());
		assertEquals(21, crop.getHeight());
		assertEquals((20 * 100 + 10) % 251, crop.getProcessor().get(0, 0));
		final ImagePlus channels = new Opener().openImage(folder.resolve("out/crops/cell/h-slice9-001.tif").toString());
		assertEquals(2, channels.getNChannels());
		assertEquals(16, channels.getBitDepth());
		assertEquals(20, channels.getWidth());
	}

	@Test
	void volumesAreObjectsThroughZ() throws IOException {
		DetectionsCsv.write(folder.resolve("out/detections.csv"),
			List.of(new DetectionsCsv.Row("h.tif", 7, "cell", 0.5, new Box(5, 6, 25, 26)),
				new DetectionsCsv.Row("h.tif", 9, "cell", 0.75, new Box(6, 6, 26, 26)),
				new DetectionsCsv.Row("h.tif", 5, "cell", 0.5, new Box(6, 6, 26, 26)))); // the frame before
		Files.writeString(folder.resolve("out/images.csv"),
			Files.readString(folder.resolve("out/images.csv")).replaceAll("h.tif,([57]),60,50,0,0", "h.tif,$1,60,50,0,1"));
		export().write(List.of("volumes"), () -> false);
		assertEquals(List.of("image,frame,class,score,x_min,y_min,z_min,x_max,y_max,z_max,planes,object",
			"h.tif,1,cell,0.500000,6.000,6.000,3,26.000,26.000,3,1,1", "h.tif,2,cell,0.750000,5.000,6.000,1,26.000,26.000,2,2,2"),
			Files.readAllLines(folder.resolve("out/volumes.csv")));
		final List<DetectionsCsv.Row> before = DetectionsCsv.read(folder.resolve("out/detections.csv"));
		assertEquals(List.of("image,slice,class,score,x_min,y_min,x_max,y_max,object,z_min,z_max",
			"h.tif,5,cell,0.500000,6.000,6.000,26.000,26.000,1,3,3", "h.tif,7,cell,0.500000,5.000,6.000,25.000,26.000,2,1,2",
			"h.tif,9,cell,0.750000,6.000,6.000,26.000,26.000,2,1,2"), Files.readAllLines(folder.resolve("out/detections.csv")));
		assertEquals(3, before.size(), "readers do not need the columns");
	}

	@Test
	void theDatasetIsTakenBack() throws IOException {
		export().check(List.of("dataset"));
		export().write(List.of("dataset"), () -> false);
		final Dataset dataset = Datasets.open(folder.resolve("out/dataset").toString(), "train", List.of());
		assertEquals(List.of("a/b, ü", "cell"), dataset.classNames());
		assertEquals(7, dataset.images().size());
		assertTrue(dataset.images().stream().anyMatch(image -> image.objects().contains(new GroundTruth(new Box(10, 20, 30.5, 40.25), "a/b, ü"))));
		assertTrue(assertThrows(UserException.class, () -> export().check(List.of("dataset"))).getMessage().contains("is not empty"));
	}

	/** A run with z_projection=max has a plane for each frame; so has the dataset. */
	@Test
	void theDatasetOfAProjection() throws IOException {
		projection = ZProjection.MAX;
		final ImagePlus stack = new Opener().openImage(folder.resolve("in/h.tif").toString());
		stack.getStack().getProcessor(stack.getStackIndex(2, 3, 2)).set(7, 8, 1234);
		new FileSaver(stack).saveAsTiffStack(folder.resolve("in/h.tif").toString());
		DetectionsCsv.write(folder.resolve("out/detections.csv"),
			List.of(new DetectionsCsv.Row("h.tif", 3, "cell", 0.5, new Box(5, 6, 25, 26)))); // t 2
		Files.writeString(folder.resolve("out/images.csv"), "image,slice,width,height,\"a/b, ü\",cell\nh.tif,1,60,50,0,0\nh.tif,3,60,50,0,1\n");
		export().write(List.of("dataset", "geojson", "crops"), () -> false);
		final Dataset dataset = Datasets.open(folder.resolve("out/dataset").toString(), "train", List.of());
		assertEquals(List.of(0, 1), dataset.images().stream().map(image -> image.objects().size()).toList());
		final ImagePlus frame = new Opener().openImage(dataset.images().get(1).file().toString());
		assertEquals(2, frame.getStackSize());
		assertEquals(1234, frame.getStack().getProcessor(2).get(7, 8));
		assertEquals(1, feature("h.tif.geojson", 0).getAsJsonObject("geometry").getAsJsonObject("plane").get("t").getAsInt());
		assertTrue(Files.exists(folder.resolve("out/crops/cell/h-slice3-001.tif")));
		assertEquals(List.of("h.tif", "h-slice3.tif"), dataset.images().stream().map(image -> image.name()).toList());
	}

	@Test
	void kindsAreChecked() {
		assertEquals(List.of("crops", "geojson"), FolderExport.parse(" crops, GeoJSON,crops"));
		assertEquals(List.of(), FolderExport.parse(""));
		assertTrue(assertThrows(UserException.class, () -> FolderExport.parse("coco")).getMessage().startsWith("export: 'coco'"));
	}
}
