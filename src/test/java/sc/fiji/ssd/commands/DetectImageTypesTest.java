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
package sc.fiji.ssd.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.measure.ResultsTable;
import ij.process.ImageConverter;
import ij.process.ImageProcessor;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;

/** {@code SSD Detect...} in every type of image that ImageJ has. */
class DetectImageTypesTest extends CommandTest {

	private static final Path DEMO = Path.of("sample-images/demo-model.ssd");

	@TempDir
	private Path folder;

	private String model;

	@BeforeEach
	void start() {
		model = TestModels.write(folder.resolve("m.ssd"), "spot").toString();
		ResultsTable.getResultsTable().reset();
	}

	private void detect(final ImagePlus image, final Object... more) throws InterruptedException, ExecutionException {
		final List<Object> inputs = new ArrayList<>(List.of("image", image, "model", model, "engine", "fake"));
		inputs.addAll(List.of(more));
		final CommandModule module = context.service(CommandService.class).run(Detect.class, true, inputs.toArray())
			.get();
		assertFalse(module.isCanceled(), module.getCancelReason());
	}

	/** Two bright squares where default boxes are, on all planes. */
	private static ImagePlus scene(final ImagePlus image) {
		for (int i = 1; i <= image.getStackSize(); i++) {
			final ImageProcessor pixels = image.getStack().getProcessor(i);
			pixels.setColor(image.getBitDepth() == 32 ? 1.5 : image.getBitDepth() == 16 ? 4000 : 0xffffff);
			if (image.getBitDepth() == 8) pixels.setColor(255);
			pixels.fill(new Roi(69, 69, 30, 30));
			pixels.fill(new Roi(197, 149, 30, 30));
		}
		image.updateImage();
		return image;
	}

	private static void assertFound(final ImagePlus image, final int planes) {
		assertTrue(image.getOverlay() != null, "nothing was found in " + image);
		assertEquals(2 * planes, image.getOverlay().size(), image.toString());
		for (final Roi roi : image.getOverlay()) {
			final boolean first = roi.getFloatBounds().x < 150;
			assertEquals(first ? 69 : 197, roi.getFloatBounds().x, 0.01);
			assertEquals(first ? 69 : 149, roi.getFloatBounds().y, 0.01);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "8-bit black", "16-bit black", "32-bit black", "RGB black" })
	void plain(final String type) throws Exception {
		final ImagePlus image = scene(IJ.createImage("x", type, 300, 300, 1));
		detect(image);
		assertFound(image, 1);
		assertEquals(0, image.getOverlay().get(0).getPosition());
		final ImagePlus stack = scene(IJ.createImage("x", type, 300, 300, 3));
		detect(stack);
		assertFound(stack, 3);
		assertEquals(List.of(1, 1, 2, 2, 3, 3), positions(stack));
	}

	private static List<Integer> positions(final ImagePlus image) {
		final List<Integer> positions = new ArrayList<>();
		image.getOverlay().forEach(roi -> positions.add(roi.getPosition()));
		return positions;
	}

	@Test
	void floatWithNaNAndInfinity() throws Exception {
		final ImagePlus image = scene(IJ.createImage("x", "32-bit black", 300, 300, 1));
		for (int i = 0; i < 300; i++) {
			image.getProcessor().setf(i, 5, Float.NaN);
			image.getProcessor().setf(i, 250, Float.POSITIVE_INFINITY);
			image.getProcessor().setf(i, 280, Float.NEGATIVE_INFINITY);
		}
		detect(image);
		assertTrue(image.getOverlay().size() >= 2);
		final ImagePlus nothing = IJ.createImage("x", "32-bit black", 300, 300, 1);
		nothing.getProcessor().setValue(Double.NaN);
		nothing.getProcessor().fill();
		detect(nothing);
	}

	@Test
	void colourTable() throws Exception {
		final ImagePlus image = IJ.createImage("x", "RGB black", 300, 300, 1);
		image.getProcessor().setColor(new Color(255, 225, 190));
		image.getProcessor().fill(new Roi(69, 69, 30, 30));
		image.getProcessor().setColor(new Color(220, 225, 255));
		image.getProcessor().fill(new Roi(197, 149, 30, 30));
		new ImageConverter(image).convertRGBtoIndexedColor(256);
		assertEquals(ImagePlus.COLOR_256, image.getType(), image.toString());
		detect(image);
		assertFound(image, 1);
	}

	@Test
	void composite() throws Exception {
		final ImagePlus image = new CompositeImage(scene(IJ.createHyperStack("x", 300, 300, 3, 1, 1, 16)));
		detect(image);
		assertFound(image, 1);
		detect(image, "channels", "2");
		assertFound(image, 1);
		for (final Roi roi : image.getOverlay())
			assertEquals(2, roi.getCPosition(), "what one channel shows is on that channel");
	}

	/** A model trained on grey images gets one channel, in an open image as in a folder; the other has other objects. */
	@Test
	void aFolderFollowsTheSameRuleForChannels() throws Exception {
		model = DEMO.toString();
		final ImageStack channels = new ImageStack(300, 300);
		for (final String name : List.of("field_0002", "field_0028"))
			channels.addSlice(IJ.openImage("sample-images/JPEGImages/" + name + ".jpg").getProcessor());
		final ImagePlus composite = new CompositeImage(new ImagePlus("two", channels));
		composite.setDimensions(2, 1, 1);
		final Path images = Files.createDirectories(folder.resolve("images"));
		Files.write(images.resolve("two.tif"), new FileSaver(composite).serialize());
		detect(composite, "engine", "auto");
		final List<String> expected = new ArrayList<>();
		for (final Roi roi : composite.getOverlay())
			expected.add(String.format(Locale.ROOT, "%s,%.3f", roi.getProperty("class"), roi.getFloatBounds().getMinX()));
		assertTrue(expected.size() > 5, expected.toString());
		final CommandModule module = context.service(CommandService.class).run(DetectFolder.class, true, "input",
			images.toFile(), "output", folder.resolve("found").toFile(), "model", model, "overlays", false).get();
		assertFalse(module.isCanceled(), module.getCancelReason());
		assertEquals(expected, Files.readAllLines(folder.resolve("found/detections.csv")).stream().skip(1)
			.map(line -> line.split(",")).map(cells -> cells[2] + "," + cells[4]).toList());
		assertTrue(Files.readString(folder.resolve("found/run.json")).contains("\"first\""), "what was done is recorded");
	}

	@Test
	void hyperstackAllAndCurrent() throws Exception {
		final ImagePlus image = scene(IJ.createHyperStack("x", 300, 300, 3, 3, 2, 8));
		image.getCalibration().pixelWidth = image.getCalibration().pixelHeight = 0.5;
		image.getCalibration().setUnit("micron");
		detect(image);
		assertFound(image, 6);
		final List<String> places = new ArrayList<>();
		for (final Roi roi : image.getOverlay())
			places.add(roi.getCPosition() + " " + roi.getZPosition() + " " + roi.getTPosition());
		assertEquals(List.of("0 1 1", "0 1 1", "0 2 1", "0 2 1", "0 3 1", "0 3 1", "0 1 2", "0 1 2", "0 2 2", "0 2 2",
			"0 3 2", "0 3 2"), places);
		final ResultsTable table = ResultsTable.getResultsTable();
		assertEquals(12, table.size());
		assertEquals(16, table.getValue("slice", 11));
		assertEquals(3, table.getValue("z", 11));
		assertEquals(2, table.getValue("frame", 11));
		assertEquals(15, table.getValue("width", 11), 0.01);
		assertEquals(225, table.getValue("area", 11), 0.1);
		assertEquals((table.getValue("x_min", 11) + table.getValue("x_max", 11)) / 4, table.getValue("center_x", 11),
			1e-6);
		assertEquals("microns", table.getStringValue("unit", 11));
		// only the plane that is shown, and what is known of the others stays
		for (int c = 1; c <= 3; c++) {
			final ImageProcessor black = image.getStack().getProcessor(image.getStackIndex(c, 2, 2));
			black.setColor(0);
			black.fill();
		}
		image.setPosition(2, 2, 2);
		detect(image, "slices", "current");
		assertEquals(10, image.getOverlay().size());
		assertEquals(10, ResultsTable.getResultsTable().size(), "rows follow the overlay");
	}

	@Test
	void virtualStack() throws Exception {
		final ImagePlus stack = scene(IJ.createImage("s.tif", "16-bit black", 300, 300, 4));
		Files.write(folder.resolve("s.tif"), new FileSaver(stack).serialize());
		final ImagePlus image = IJ.openVirtual(folder.resolve("s.tif").toString());
		assertTrue(image.getStack().isVirtual());
		detect(image);
		assertFound(image, 4);
		assertEquals(List.of(1, 1, 2, 2, 3, 3, 4, 4), positions(image));
	}

	/** Models that store {@code percentile}, as those of the training's dialog and of 16-bit images do. */
	@Test
	void theSameSceneInAllTypesForAModelThatStretches() throws Exception {
		final SsdModel demo = ModelFile.read(DEMO);
		model = folder.resolve("stretches.ssd").toString();
		ModelFile.write(Path.of(model), new SsdModel(demo.architecture(), demo.classNames(),
			demo.preprocessing().with("auto", "percentile"), demo.provenance(), demo.weights(), demo.sampling()));
		final ImagePlus narrow = fields(pixels -> pixels);
		detect(narrow, "engine", "auto");
		final List<Roi> expected = List.of(narrow.getOverlay().toArray());
		assertTrue(expected.size() > 200, expected.size() + " boxes");
		final List<UnaryOperator<ImageProcessor>> types = List.of(pixels -> times(pixels.convertToShort(false), 16, 0),
			pixels -> times(pixels.convertToShort(false), 257, 0),
			pixels -> times(pixels.convertToShort(false), 100, 300),
			pixels -> times(pixels.convertToFloat(), 1e-3, -2));
		for (final UnaryOperator<ImageProcessor> type : types) {
			final ImagePlus wide = fields(type);
			detect(wide, "engine", "auto");
			assertEquals(expected.size(), wide.getOverlay().size());
			final List<Double> distances = distances(expected, List.of(wide.getOverlay().toArray()));
			assertEquals(expected.size(), distances.size());
			assertTrue(distances.get(distances.size() - 1) <= 0.5, "an edge moved by " + distances);
		}
	}

	/** What becomes black and white is said for both. */
	@Test
	void theSameSceneIn8BitAndInTheRangeOfACamera() throws Exception {
		model = DEMO.toString();
		final ImagePlus narrow = fields(pixels -> pixels),
			wide = fields(pixels -> times(pixels.convertToShort(false), 16, 0));
		detect(narrow, "engine", "auto");
		detect(wide, "engine", "auto", "intensity_range", "0,4095");
		final List<Roi> expected = List.of(narrow.getOverlay().toArray());
		final List<Double> distances = distances(expected, List.of(wide.getOverlay().toArray()));
		// 4095 / 16 is not quite 255: of two boxes of one object the other may be kept
		final long near = distances.stream().filter(distance -> distance <= 0.5).count();
		assertTrue(near > 0.97 * expected.size(), near + " of " + expected.size());
	}

	/**
	 * A model that takes 8-bit images as they are does not know how bright a 16-bit scene would have been; the levels of its
	 * training images are nearer to that than 0 and 255.
	 */
	@Test
	void levelsBringOtherTypesNearerToThe8BitScene() throws Exception {
		final SsdModel demo = ModelFile.read(DEMO);
		final Path without = folder.resolve("without.ssd");
		ModelFile.write(without, new SsdModel(demo.architecture(), demo.classNames(), demo.preprocessing().with(null),
			demo.provenance(), demo.weights(), demo.sampling()));
		final ImagePlus narrow = fields(pixels -> pixels);
		model = DEMO.toString();
		detect(narrow, "engine", "auto");
		final List<Roi> expected = List.of(narrow.getOverlay().toArray());
		final List<Double> medians = new ArrayList<>();
		for (final Path file : List.of(DEMO, without)) {
			final ImagePlus wide = fields(pixels -> times(pixels.convertToShort(false), 16, 0));
			model = file.toString();
			detect(wide, "engine", "auto");
			final List<Double> distances = distances(expected, List.of(wide.getOverlay().toArray()));
			assertTrue(distances.size() > 0.9 * expected.size(), distances.size() + " of " + expected.size());
			medians.add(distances.get(distances.size() / 2));
		}
		assertTrue(medians.get(0) < 0.8 * medians.get(1), "the edges moved by " + medians);
	}

	/** @return the fields of the split val as a stack */
	private static ImagePlus fields(final UnaryOperator<ImageProcessor> type) throws IOException {
		final ImageStack stack = new ImageStack(300, 300);
		for (final String name : Files.readAllLines(Path.of("sample-images/ImageSets/Main/val.txt")))
			stack.addSlice(type
				.apply(IJ.openImage("sample-images/JPEGImages/" + name.strip() + ".jpg").getProcessor().duplicate()));
		return new ImagePlus("fields", stack);
	}

	private static ImageProcessor times(final ImageProcessor pixels, final double factor, final double offset) {
		pixels.multiply(factor);
		pixels.add(offset);
		return pixels;
	}

	/** @return by how much the edge moved that moved most, of each box that has a counterpart of its class, sorted */
	private static List<Double> distances(final List<Roi> expected, final List<Roi> found) {
		final List<Roi> left = new ArrayList<>(found);
		final List<Double> distances = new ArrayList<>();
		for (final Roi roi : expected) {
			final Roi nearest = left.stream()
				.filter(other -> other.getPosition() == roi.getPosition() &&
					other.getProperty("class").equals(roi.getProperty("class")))
				.max(Comparator.comparingDouble(other -> box(other).iou(box(roi)))).orElse(null);
			if (nearest == null || box(nearest).iou(box(roi)) < 0.5) continue;
			left.remove(nearest);
			final Box a = box(roi), b = box(nearest);
			distances.add(Math.max(Math.max(Math.abs(a.xMin() - b.xMin()), Math.abs(a.yMin() - b.yMin())),
				Math.max(Math.abs(a.xMax() - b.xMax()), Math.abs(a.yMax() - b.yMax()))));
		}
		distances.sort(null);
		return distances;
	}

	private static Box box(final Roi roi) {
		final Rectangle2D bounds = roi.getFloatBounds();
		return new Box(bounds.getMinX(), bounds.getMinY(), bounds.getMaxX(), bounds.getMaxY());
	}
}
