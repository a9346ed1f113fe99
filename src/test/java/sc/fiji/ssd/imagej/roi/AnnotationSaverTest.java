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
package sc.fiji.ssd.imagej.roi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;
import ij.process.ShortProcessor;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.imagej.planes.ImagePlusPlanes;
import sc.fiji.ssd.imagej.planes.PlaneImage;
import sc.fiji.ssd.imagej.read.PlaneFiles;
import sc.fiji.ssd.imagej.planes.PlaneNames;
import sc.fiji.ssd.imagej.results.DetectionOverlay;
import sc.fiji.ssd.io.UserException;

/** What is drawn comes back from the dataset, and what is in the dataset stays. */
class AnnotationSaverTest {

	private static final List<String> CLASSES = List.of("cell", "Zelle mit Fortsätzen", "CD4+/CD8-", "a < b & \"c\"",
		"\u7d30\u80de", "cell 0.93", "\ud83d\ude00");
	private static final int WIDTH = 640, HEIGHT = 480;

	@TempDir
	private Path folder;

	private final List<String> warnings = new ArrayList<>();
	private final String groups = Roi.getGroupNames();

	@BeforeAll
	static void hideDisplay() {
		System.setProperty("java.awt.headless", "true");
	}

	@AfterEach
	void forgetGroups() {
		Roi.setGroupNames(groups);
	}

	private AnnotationSaver.Saved save(final ImagePlus image, final Roi... rois) {
		warnings.clear();
		return new AnnotationSaver(folder.resolve("data"), "train", warnings::add).save(image, List.of(rois),
			(done, total, message) -> {});
	}

	/** @return the warnings but those of boxes that cover nearly the same, as random ones may */
	private List<String> beyondNear() {
		return warnings.stream().filter(line -> !line.contains("covers nearly the same")).toList();
	}

	private Dataset open() {
		return Datasets.open(folder.resolve("data").toString(), "train", List.of());
	}

	private static ImageProcessor noise(final String type, final long seed) {
		final Random random = new Random(seed);
		final ImageProcessor pixels = switch (type) {
			case "rgb" -> new ColorProcessor(WIDTH, HEIGHT);
			case "16-bit" -> new ShortProcessor(WIDTH, HEIGHT);
			case "32-bit" -> new FloatProcessor(WIDTH, HEIGHT);
			default -> new ByteProcessor(WIDTH, HEIGHT);
		};
		for (int i = 0; i < WIDTH * HEIGHT; i++)
			if (pixels instanceof FloatProcessor) pixels.setf(i, i == 7 ? Float.NaN : (float) random.nextGaussian());
			else
				pixels.set(i,
					random.nextInt() & (type.equals("rgb") ? 0xffffff : type.equals("16-bit") ? 0xffff : 0xff) |
						(type.equals("rgb") ? 0xff000000 : 0));
		return pixels;
	}

	private static ImagePlus image(final String title, final String type, final int channels, final int slices,
		final int frames)
	{
		final ImageStack stack = new ImageStack(WIDTH, HEIGHT);
		for (int i = 0; i < channels * slices * frames; i++)
			stack.addSlice(noise(type, i));
		final ImagePlus image = new ImagePlus(title, stack);
		image.setDimensions(channels, slices, frames);
		if (channels > 1 || slices > 1 && frames > 1) image.setOpenAsHyperStack(true);
		return channels > 1 ? new CompositeImage(image, CompositeImage.COMPOSITE) : image;
	}

	private static Roi randomBox(final Random random) {
		final double w = 3.01 + random.nextDouble() * 100, h = 3.01 + random.nextDouble() * 100;
		final Roi roi = new Roi(random.nextDouble() * (WIDTH - w), random.nextDouble() * (HEIGHT - h), w, h);
		roi.setName(CLASSES.get(random.nextInt(CLASSES.size())));
		return roi;
	}

	private static void assertBoxes(final List<Roi> expected, final List<GroundTruth> found, final String what) {
		assertEquals(expected.size(), found.size(), what);
		for (int i = 0; i < expected.size(); i++) {
			final Box box = found.get(i).box();
			assertEquals(expected.get(i).getName(), found.get(i).className(), what);
			final var r = expected.get(i).getFloatBounds();
			assertArrayEquals(new double[] { r.x, r.y, r.x + r.width, r.y + r.height },
				new double[] { box.xMin(), box.yMin(), box.xMax(), box.yMax() }, 1e-3, what);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "rgb 1 1 1", "8-bit 1 1 1", "16-bit 1 1 1", "32-bit 1 1 1", "16-bit 1 6 1", "rgb 1 1 3",
		"8-bit 2 1 1", "16-bit 2 3 4" })
	void threeHundredRandomBoxesComeBack(final String kind) throws IOException {
		final String[] parts = kind.split(" ");
		final int c = Integer.parseInt(parts[1]), z = Integer.parseInt(parts[2]), t = Integer.parseInt(parts[3]);
		final ImagePlus image = image("Präparat 7/a.tif", parts[0], c, z, t);
		final Random random = new Random(kind.hashCode());
		final List<Roi> rois = new ArrayList<>();
		final List<List<Roi>> byPlane = new ArrayList<>();
		for (int i = 0; i < z * t; i++)
			byPlane.add(new ArrayList<>());
		for (int i = 0; i < 300; i++) {
			final Roi roi = randomBox(random);
			final int plane = random.nextInt(z * t), channel = random.nextInt(c);
			if (z * t > 1 && c * z * t == z + t - 1 || i % 3 == 0) roi.setPosition(plane * c + channel + 1);
			else roi.setPosition(i % 3 == 1 ? 0 : channel + 1, plane % z + 1, plane / z + 1);
			rois.add(roi);
			byPlane.get(plane).add(roi);
		}
		final AnnotationSaver.Saved saved = save(image, rois.toArray(Roi[]::new));
		assertEquals(new AnnotationSaver.Saved(z * t, 300), saved);
		assertEquals(List.of(), beyondNear());

		final Dataset dataset = open();
		assertEquals(List.of(), dataset.warnings());
		assertEquals(z * t, dataset.images().size());
		final ImagePlusPlanes planes = new ImagePlusPlanes(image);
		for (int i = 0; i < z * t; i++) {
			final AnnotatedImage written = dataset.images().get(i);
			final String name = "Präparat_7_a" + (z > 1 ? String.format("-z%03d", i % z + 1) : "") +
				(t > 1 ? String.format("-t%03d", i / z + 1) : "");
			assertEquals(name + (c == 1 && !parts[0].endsWith("6-bit") && !parts[0].equals("32-bit") ? ".png" : ".tif"),
				written.name());
			assertBoxes(byPlane.get(i), written.objects(), kind + " " + name);
			assertTrue(PlaneFiles.holds(new PlaneImage(image, planes, i), written.file()), name + ": other pixels");
			if (i > 0) assertFalse(PlaneFiles.holds(new PlaneImage(image, planes, 0), written.file()), "any pixels would do");
		}
		assertEquals(CLASSES.size(), dataset.classNames().size());

		// the same once more changes nothing
		final String before = dataset.digest();
		save(image, rois.toArray(Roi[]::new));
		assertEquals(List.of(), beyondNear());
		assertEquals(before, open().digest());
	}

	@Test
	void aPaletteIsKept() {
		final ByteProcessor pixels = (ByteProcessor) noise("8-bit", 1);
		final byte[][] palette = new byte[3][256];
		final Random random = new Random(1);
		for (final byte[] colour : palette)
			random.nextBytes(colour);
		pixels.setLut(new LUT(palette[0], palette[1], palette[2]));
		final ImagePlus image = new ImagePlus("palette", pixels);
		image.setTypeToColor256();
		assertEquals(ImagePlus.COLOR_256, image.getType());
		save(image, named(new Roi(1, 1, 9, 9), "x"));
		final Path file = open().images().get(0).file();
		assertEquals("palette.tif", file.getFileName().toString());
		final ImagePlus back = ij.IJ.openImage(file.toString());
		assertEquals(ImagePlus.COLOR_256, back.getType());
		assertArrayEquals((int[]) image.getProcessor().convertToRGB().getPixels(),
			(int[]) back.getProcessor().convertToRGB().getPixels());
		assertTrue(PlaneFiles.holds(new PlaneImage(image, new ImagePlusPlanes(image), 0), file));
	}

	/** Colours that stand for grey levels belong to the display. */
	@Test
	void greyLevelsAreKeptUnderColours() {
		final ByteProcessor pixels = (ByteProcessor) noise("8-bit", 1);
		pixels.setLut(LUT.createLutFromColor(java.awt.Color.GREEN));
		save(new ImagePlus("green", pixels), named(new Roi(1, 1, 9, 9), "x"));
		final Path file = open().images().get(0).file();
		assertEquals("green.png", file.getFileName().toString());
		assertArrayEquals((byte[]) pixels.getPixels(),
			(byte[]) ij.IJ.openImage(file.toString()).getProcessor().getPixels());
	}

	/** ImageJ has them unsigned in memory and signed in files. */
	@Test
	void signedPixelsAreKept() {
		final ImagePlus image = new ImagePlus("signed", noise("16-bit", 1));
		image.getCalibration().setSigned16BitCalibration();
		save(image, named(new Roi(1, 1, 9, 9), "x"));
		assertTrue(PlaneFiles.holds(new PlaneImage(image, new ImagePlusPlanes(image), 0), open().images().get(0).file()));
	}

	@Test
	void planesOfAVirtualStackAreSaved() throws IOException {
		final ImagePlus whole = image("v", "16-bit", 1, 3, 1);
		final Path file = folder.resolve("v.tif");
		assertTrue(new FileSaver(whole).saveAsTiffStack(file.toString()));
		final ImagePlus image = ij.IJ.openVirtual(file.toString());
		assertTrue(image.getStack().isVirtual());
		final Roi roi = named(new Roi(1, 1, 9, 9), "x");
		roi.setPosition(2);
		save(image, roi);
		assertTrue(PlaneFiles.holds(new PlaneImage(whole, new ImagePlusPlanes(whole), 1), open().images().get(0).file()));
	}

	private static Roi named(final Roi roi, final String name) {
		roi.setName(name);
		return roi;
	}

	@Test
	void namesOfDetectionsLoseTheirScoreAndGroupsCount() {
		Roi.setGroupNames("first,,rod shaped");
		final ImagePlus image = image("a", "8-bit", 1, 1, 1);
		final List<Roi> rois = new ArrayList<>();
		for (int i = 0; i < 7; i++)
			rois.add(DetectionOverlay.roi(image, 1,
				new Detection(new Box(50 * i, 10, 50 * i + 20, 30), 1, "cell body", 0.876543)));
		rois.get(1).setName("nucleus"); // corrected
		rois.get(2).setName("nucleus 0.88"); // corrected in a hurry
		rois.get(3).setName(null);
		rois.get(4).setGroup(3);
		rois.get(5).setGroup(2); // has no name
		rois.get(6).setName("cell body 0.87"); // not its score
		save(image, rois.toArray(Roi[]::new));
		assertEquals(
			List.of("cell body", "nucleus", "nucleus", "cell body", "rod shaped", "cell body", "cell body 0.87"),
			open().images().get(0).objects().stream().map(GroundTruth::className).toList());
	}

	@Test
	void whatIsWrongIsOneLineEach() {
		final ImagePlus image = image("odd.png", "8-bit", 1, 1, 1);
		final AnnotationSaver.Saved saved = save(image, named(new Roi(10, 10, 20, 20), "cell"), new Roi(1, 2, 30, 30),
			named(new Roi(1, 2, 30, 30), "0017-0016"), named(new Roi(5, 5, 0.5, 7), "cell"),
			named(new Roi(50, 50, 2, 8), "tiny\nrod"), named(new Roi(10.2, 10, 20, 20), "cell"),
			named(new Roi(10.2, 10, 20, 20), "rod"), named(new Roi(-30, 5, 20, 20), "cell"),
			named(new Roi(630, 5, 20.5, 20), "cell"), named(new OvalRoi(5, 5, 30, 30), "cell"),
			named(new TextRoi(5, 5, "cell"), "cell"), named(new Roi(70, 70, 1, 1), "cell"));
		final List<GroundTruth> objects = open().images().get(0).objects();
		assertEquals(List.of("cell", "tiny rod", "rod", "cell"), objects.stream().map(GroundTruth::className).toList());
		assertEquals(4, saved.objects());
		assertEquals(new Box(630, 5, 640, 25), objects.get(3).box());
		final List<String> expected = List.of("ROI 2: has no name", "ROI 3 (0017-0016): has no name",
			"ROI 4 (cell): is not larger than a pixel", "ROI 5 (tiny rod): is tiny (x 50.0, y 50.0, 2.0 x 8.0)",
			"ROI 8 (cell): lies outside the image of 640 x 480", "ROI 9 (cell): extends beyond",
			"ROI 10 (cell): is not a rectangle (Oval)", "ROI 11 (cell): is not a rectangle (Text)",
			"ROI 12 (cell): is not larger than a pixel",
			"ROI 6 (cell): has the box and the class of odd.png: ROI 1 (cell)",
			"ROI 7 (rod): covers nearly the same area as odd.png: ROI 1 (cell)");
		assertEquals(expected.size(), warnings.size(), warnings.toString());
		for (int i = 0; i < expected.size(); i++) {
			assertTrue(warnings.get(i).startsWith("odd.png: " + expected.get(i)), warnings.get(i));
			assertEquals(1, warnings.get(i).lines().count(), warnings.get(i));
		}
	}

	@Test
	void nothingToSaveIsALine() {
		final ImagePlus image = image("a", "8-bit", 1, 1, 1);
		for (final Roi[] rois : new Roi[][] { { new Roi(1, 1, 9, 9) }, { new Roi(1, 1, 9, 9), new Roi(5, 5, 9, 9) } }) {
			final String line = assertThrows(UserException.class, () -> save(image, rois)).getMessage();
			assertEquals(1, line.lines().count());
			assertTrue(line.startsWith("image: a has " + rois.length + " ROI"), line);
		}
		assertFalse(Files.exists(folder.resolve("data")));
	}

	@Test
	void positionsDecideThePlane() {
		final ImagePlus image = image("s", "8-bit", 1, 4, 1);
		final Roi everywhere = named(new Roi(1, 1, 9, 9), "all");
		final Roi third = named(new Roi(20, 1, 9, 9), "third");
		final Roi beyond = named(new Roi(40, 1, 9, 9), "beyond");
		third.setPosition(3);
		beyond.setPosition(5);
		assertEquals(new AnnotationSaver.Saved(1, 1), save(image, third));
		assertEquals(List.of("s-z003.png"), open().images().stream().map(AnnotatedImage::name).toList());
		assertEquals(new AnnotationSaver.Saved(4, 5), save(image, everywhere, third, beyond));
		assertEquals(List.of("s: ROI 3 (beyond): has a position outside the stack of 4 planes; left out",
			"s: 1 ROI has no position in the stack; used for each of its 4 planes"), warnings);
	}

	@Test
	void anotherImageOfTheNameGetsANumberAndTheSameOneIsMerged() throws IOException {
		final ImagePlus first = new ImagePlus("a.tif", noise("16-bit", 1)),
			second = new ImagePlus("a.png", noise("16-bit", 2));
		save(first, named(new Roi(10, 10, 20, 20), "cell"));
		save(second, named(new Roi(10, 10, 20, 20), "rod"));
		assertEquals(List.of("a: the dataset has a different image of that name; saved as a-2"), warnings);
		save(new ImagePlus("a", noise("16-bit", 2)), named(new Roi(100, 10, 20, 20), "cell"));
		assertEquals(
			List.of("a-2: rod (10.0, 10.0, 30.0, 30.0) is in the dataset and not among the ROIs; kept (to drop it, " +
				"delete the annotation of a-2 and save again)"),
			warnings);
		final Dataset dataset = open();
		assertEquals(List.of("a.tif", "a-2.tif"), dataset.images().stream().map(AnnotatedImage::name).toList());
		assertEquals(List.of("rod", "cell"),
			dataset.images().get(1).objects().stream().map(GroundTruth::className).toList());
		final byte[] before = Files.readAllBytes(dataset.images().get(1).file());
		save(second, named(new Roi(11, 10, 20, 20), "rod"), named(new Roi(100, 10, 20, 20), "cell"));
		assertEquals(List.of("a-2: 1 object has been given the box or class of the ROI"), warnings);
		assertArrayEquals(before, Files.readAllBytes(dataset.images().get(1).file()));
		new AnnotationSaver(folder.resolve("data"), "val", warnings::add).save(first,
			List.of(named(new Roi(10, 10, 20, 20), "cell")), (done, total, message) -> {});
		assertEquals("a: is in split train as well; remove it from one of them",
			warnings.get(1));
	}

	@Test
	void namesAreSafeAndUnique() {
		final List<String> titles = List.of("../../etc/passwd", "CON.tif", "a b;c.tif", "a b:c", ".hidden", "..",
			"x".repeat(300), "é.ome.tiff", "\ud83d\ude00", "nul", "trailing. ");
		final Set<String> names = new HashSet<>();
		final Random random = new Random(1);
		for (final String title : titles) {
			final String base = PlaneNames.base(title);
			assertTrue(base.matches("[\\p{L}\\p{M}\\p{Nd}._+-]{1,180}"), base);
			assertFalse(base.startsWith(".") || base.endsWith(".") || base.toLowerCase(Locale.ROOT).matches("con|nul"),
				base);
			save(new ImagePlus(title, noise("8-bit", random.nextLong())), named(new Roi(1, 1, 9, 9), "x"));
		}
		assertEquals("é.ome", PlaneNames.base("e\u0301.ome.tiff"));
		for (final AnnotatedImage image : open().images())
			names.add(image.name());
		assertEquals(titles.size(), names.size(), names.toString());
		try (Stream<Path> files = Files.walk(folder)) {
			assertEquals(2 * titles.size() + 1, files.filter(Files::isRegularFile).count());
		}
		catch (final IOException e) {
			throw new IllegalStateException(e);
		}
	}

	@Test
	void pixelSizeIsKept() {
		final ImagePlus image = image("c", "16-bit", 2, 1, 1);
		image.getCalibration().pixelWidth = image.getCalibration().pixelHeight = 0.25;
		image.getCalibration().setUnit("micron");
		save(image, named(new Roi(1, 1, 9, 9), "x"));
		final ImagePlus back = ij.IJ.openImage(open().images().get(0).file().toString());
		assertEquals(0.25, back.getCalibration().pixelWidth, 1e-6);
		assertEquals(2, back.getNChannels());
		assertTrue(Arrays.asList("µm", "micron", "um").contains(back.getCalibration().getUnit()),
			back.getCalibration().getUnit());
	}

	/** What a PNG would lose is what detection rescales by. */
	@Test
	void calibrated8BitImagesKeepTheirPixelSize() throws Exception {
		for (final String type : List.of("8-bit", "RGB")) {
			final ImagePlus image = image("cal" + type, type, 1, 1, 1);
			image.getCalibration().pixelWidth = image.getCalibration().pixelHeight = 0.325;
			image.getCalibration().setUnit("\u00b5m");
			save(image, named(new Roi(4, 4, 12, 9), "cell"));
		}
		assertEquals(2, open().images().size());
		for (final AnnotatedImage saved : open().images()) {
			assertTrue(saved.name().endsWith(".tif"), saved.name());
			assertEquals(0.325, new ImageJReader().pixelSize(saved.file()).value(), 1e-6);
			assertEquals(0.325, new ImageJReader().read(saved.file()).get(0).pixelSize().value(), 1e-6);
		}
	}
}
