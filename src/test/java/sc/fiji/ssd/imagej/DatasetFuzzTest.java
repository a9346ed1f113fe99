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
package sc.fiji.ssd.imagej;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import ij.gui.Roi;
import ij.io.RoiEncoder;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.evaluate.formats.DetectionSource;
import sc.fiji.ssd.io.FuzzRun;
import sc.fiji.ssd.io.FuzzedFile;

/**
 * Damages files of datasets and of detections at random places: each dataset is read, or refused (see {@link FuzzRun}).
 * {@code -Dssd.fuzz.groups=rois?} takes only the groups with these names.
 */
class DatasetFuzzTest {

	private static final int SMOKE_CASES = 20;

	/** What is written into a folder, by path; images are added to it. */
	private record Group(Map<String, byte[]> files, String split, boolean detections) {}

	@TempDir
	private Path root;

	private static byte[] utf(final String text) {
		return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] png(final int value) {
		try {
			final BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_BYTE_GRAY);
			for (int i = 0; i < 100; i++)
				image.getRaster().setSample(10 + i % 10, 10 + i / 10, 0, value);
			final ByteArrayOutputStream out = new ByteArrayOutputStream();
			ImageIO.write(image, "png", out);
			return out.toByteArray();
		}
		catch (final IOException e) {
			throw new IllegalStateException(e);
		}
	}

	private static byte[] zip(final Map<String, byte[]> files) {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(out)) {
			for (final Map.Entry<String, byte[]> file : files.entrySet()) {
				zip.putNextEntry(new ZipEntry(file.getKey()));
				zip.write(file.getValue());
			}
		}
		catch (final IOException e) {
			throw new IllegalStateException(e);
		}
		return out.toByteArray();
	}

	private static final String XML = "<annotation><filename>a.png</filename><size><width>64</width><height>48</height>" +
		"<depth>1</depth></size>\n<object><name>cell</name><difficult>0</difficult><bndbox><xmin>2</xmin><ymin>3</ymin>" +
		"<xmax>20</xmax><ymax>22</ymax></bndbox></object>\n<object><name>dot</name><bndbox><xmin>12</xmin><ymin>3</ymin>" +
		"<xmax>40</xmax><ymax>22</ymax></bndbox></object></annotation>\n";

	private static final String COCO = "{'images':[{'id':1,'file_name':'a.png','width':64,'height':48},\n" +
		"{'id':2,'file_name':'b.png','width':64,'height':48}],\n'annotations':[{'id':1,'image_id':1,'category_id':1," +
		"'bbox':[1,2,20,20],'area':400,'iscrowd':0},\n{'id':2,'image_id':2,'category_id':1,'bbox':[1.5,2,20,20]}],\n" +
		"'categories':[{'id':1,'name':'cell'}]}\n";

	private static final String LABELME = "{'version':'5.0','flags':{},'shapes':[{'label':'cell','points':[[2,2],[20,20]]," +
		"'shape_type':'rectangle','flags':{}},\n{'label':'dot','points':[[2,2],[20,20],[2,30]],'shape_type':'polygon'}]," +
		"'imagePath':'a.png','imageData':null,'imageHeight':48,'imageWidth':64}\n";

	private static final String GEOJSON = "{'type':'FeatureCollection','features':[{'type':'Feature','geometry':{'type':" +
		"'Polygon','coordinates':[[[2,2],[20,2],[20,20],[2,20],[2,2]]]},\n'properties':{'classification':{'name':'cell'}}}]}\n";

	private static final String TABLE = "filename,xmin,ymin,xmax,ymax,class,split\na.png,2,2,20,20,cell,train\n" +
		"a.png,5,5,30,30,dot,train\nb.png,2,2,20,20,cell,train\n";

	private static Map<String, Group> groups() {
		final Map<String, Group> groups = new LinkedHashMap<>();
		groups.put("voc", new Group(Map.of("JPEGImages/a.png", png(200), "Annotations/a.xml", utf(XML),
			"ImageSets/Main/train.txt", utf("a\n")), "train", false));
		groups.put("voc-flat", new Group(Map.of("a.png", png(200), "a.xml", utf(XML), "train.txt", utf("a.png\n")), "train", false));
		groups.put("yolo", new Group(Map.of("images/train/a.png", png(200), "labels/train/a.txt",
			utf("0 0.5 0.5 0.2 0.2\n1 0.2 0.2 0.1 0.1 0.3 0.3\n"), "data.yaml",
			utf("train: images/train\nval: images/train\nnc: 2\nnames:\n  0: cell\n  1: dot\n")), "train", false));
		groups.put("coco", new Group(Map.of("a.png", png(200), "b.png", png(99), "annotations/instances_train.json", utf(COCO)),
			"train", false));
		groups.put("labelme", new Group(Map.of("a.png", png(200), "a.json", utf(LABELME)), "all", false));
		groups.put("geojson", new Group(Map.of("a.png", png(200), "a.geojson", utf(GEOJSON)), "all", false));
		groups.put("table", new Group(Map.of("a.png", png(200), "b.png", png(99), "boxes.csv", utf(TABLE)), "train", false));
		groups.put("masks", new Group(Map.of("images/a.png", png(200), "masks/a.png", png(3), "masks.yaml",
			utf("background: 0\nsmallest: 4\nclasses:\n  3: cell\n")), "all", false));
		final Roi one = new Roi(3, 4, 20, 20), two = new Roi(30, 4, 20, 20);
		one.setName("cell");
		two.setName("dot");
		final byte[] rois = zip(Map.of("cell.roi", RoiEncoder.saveAsByteArray(one), "dot.roi", RoiEncoder.saveAsByteArray(two)));
		groups.put("rois", new Group(Map.of("a.png", png(200), "a.zip", rois), "all", false));
		groups.put("roi", new Group(Map.of("a.png", png(200), "a.roi", RoiEncoder.saveAsByteArray(one)), "all", false));
		groups.put("zip", new Group(Map.of("data.zip", zip(Map.of("set/a.png", png(200), "set/a.xml", utf(XML)))), "all", false));
		groups.put("detections-csv", new Group(Map.of("d.csv", utf("image,slice,class,score,x_min,y_min,x_max,y_max\n" +
			"a.png,1,cell,0.9,2,2,20,20\nb.png,1,cell,0.5,2,2,20,20\n")), "train", true));
		groups.put("detections-coco", new Group(Map.of("d.json", utf("[{'image_id':1,'category_id':1,'bbox':[1,2,3,4],'score':0.9}," +
			"\n{'image_id':2,'category_id':1,'bbox':[1,2,3,4],'score':0.8}]\n")), "train", true));
		groups.put("detections-voc", new Group(Map.of("comp4_det_train_cell.txt", utf("a 0.9 2 2 20 20\nb 0.8 2 2 20 20\n")),
			"train", true));
		groups.put("detections-yolo", new Group(Map.of("f/a.txt", utf("0 0.5 0.5 0.2 0.2 0.9\n"), "f/classes.txt", utf("cell\ndot\n")),
			"train", true));
		return groups;
	}

	static Stream<String> damagedFilesAreReadOrRefused() {
		return groups().keySet().stream().filter(group -> group.matches(System.getProperty("ssd.fuzz.groups", ".*")));
	}

	@ParameterizedTest
	@MethodSource
	void damagedFilesAreReadOrRefused(final String id) throws IOException {
		final Group group = groups().get(id);
		final Dataset truth = group.detections ? truth() : null;
		final Path folder = Files.createDirectory(root.resolve(id));
		for (final Map.Entry<String, byte[]> file : group.files.entrySet())
			write(folder, file.getKey(), file.getValue());
		final String sound = new FuzzRun().check(id + " undamaged", () -> open(group, folder, truth));
		assertTrue(sound == null, id + " is refused undamaged: " + sound);
		final List<String> damaged = group.files.keySet().stream().sorted()
			.filter(f -> group.files.size() == 1 || !f.endsWith(".png") || f.startsWith("masks")).toList();
		final FuzzRun run = new FuzzRun();
		run.all(id, SMOKE_CASES, random -> {
			for (final String file : damaged)
				write(folder, file, group.files.get(file));
			final String file = damaged.get(random.nextInt(damaged.size()));
			final boolean text = !file.matches(".*\\.(png|zip|roi)");
			write(folder, file, FuzzedFile.damage(group.files.get(file), random, text));
			return file;
		}, () -> open(group, folder, truth));
		assertTrue(run.refused() > 0, run.read() + " read, " + run.refused() + " refused");
	}

	/** Found in 45 seconds: a composite ROI made room for the length that its header announced, up to 8 GB. */
	@Test
	void aRoiMakesNoRoomForWhatItOnlyAnnounces() throws IOException {
		final Roi roi = new Roi(3, 4, 20, 20);
		roi.setName("cell");
		final byte[] sound = RoiEncoder.saveAsByteArray(roi);
		final FuzzRun run = new FuzzRun();
		final int second = ByteBuffer.wrap(sound).getInt(60);
		write(root.resolve("announced"), "a.png", png(200));
		for (final int place : new int[] { 36, second + 20, second + 44 })
			for (final int announced : new int[] { 67_108_864, Integer.MAX_VALUE, -1 }) {
				final byte[] bytes = sound.clone();
				ByteBuffer.wrap(bytes).putInt(place, announced);
				write(root.resolve("announced"), "a.roi", bytes);
				run.check("a ROI with " + announced + " at " + place,
					() -> Datasets.open(root.resolve("announced").toString(), "all", List.of()));
			}
		assertTrue(run.refused() == 9, run.refused() + " refused");
		assertTrue(run.largest() < 16 << 20, (run.largest() >> 20) + " MiB");
	}

	/** Found in a minute: the memory of the YAML parser grows with the square of the length of a line. */
	@ParameterizedTest
	@ValueSource(strings = { "yolo", "masks" })
	void aLongLineOfYamlIsRefused(final String id) throws IOException {
		final Group group = groups().get(id);
		final Path folder = Files.createDirectory(root.resolve(id));
		for (final Map.Entry<String, byte[]> file : group.files.entrySet())
			write(folder, file.getKey(), file.getValue());
		final String yaml = id.equals("yolo") ? "data.yaml" : "masks.yaml";
		for (final String part : new String[] { " ", "x", "- ", "[" }) {
			write(folder, yaml, utf(new String(group.files.get(yaml), StandardCharsets.UTF_8) + part.repeat(1 << 19)));
			final FuzzRun run = new FuzzRun();
			final String message = run.check(id + " with a long line", () -> open(group, folder, null));
			assertTrue(message != null && message.contains("characters; divide it"), message);
			assertTrue(run.largest() < 64 << 20, (run.largest() >> 20) + " MiB");
		}
	}

	private Dataset truth() throws IOException {
		final Path folder = Files.createDirectory(root.resolve("truth"));
		write(folder, "a.png", png(200));
		write(folder, "b.png", png(200));
		write(folder, "annotations/instances_train.json", utf(COCO));
		return Datasets.open(folder.toString(), "train", List.of());
	}

	private static void open(final Group group, final Path folder, final Dataset truth) {
		if (!group.detections) {
			final boolean zipped = group.files.containsKey("data.zip");
			Datasets.open((zipped ? folder.resolve("data.zip") : folder).toString(), group.split, List.of());
			return;
		}
		final Path file = folder.resolve(group.files.keySet().stream().sorted().findFirst().orElseThrow());
		DetectionSource.read(file.getParent().equals(folder) ? file : file.getParent(), truth);
	}

	private static void write(final Path folder, final String name, final byte[] bytes) throws IOException {
		Files.createDirectories(folder.resolve(name).getParent());
		Files.write(folder.resolve(name), bytes);
	}
}
