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
package sc.fiji.ssd.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.scijava.service.AbstractService;

import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.detect.folder.PngReader;
import sc.fiji.ssd.engine.Availability;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.ResolvedEngine;
import sc.fiji.ssd.engine.ScriptedEngine;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.SsdModel;

class DetectorTest {

	private static void assertBox(final double xMin, final double yMin, final double xMax, final double yMax,
		final Box box)
	{
		assertEquals(xMin, box.xMin(), 1e-4);
		assertEquals(yMin, box.yMin(), 1e-4);
		assertEquals(xMax, box.xMax(), 1e-4);
		assertEquals(yMax, box.yMax(), 1e-4);
	}

	@Test
	void boxesComeBackInPixelsOfTheOriginal() {
		try (Detector detector = new Detector(TinyModel.model(), TinyModel.engine(1), DetectionSettings.DEFAULT)) {
			// cells of 25 x 11.25 pixels
			final List<Detection> found = detector.detect(PngReader.grid(100, 45, 6, 250, 0, 150));
			assertEquals(2, found.size());
			assertEquals("white", found.get(0).className());
			assertEquals(2, found.get(0).classIndex());
			assertBox(50, 11.25, 75, 22.5, found.get(0).box());
			assertEquals("grey", found.get(1).className());
			assertBox(0, 0, 25, 11.25, found.get(1).box());
			assertTrue(found.get(0).score() > found.get(1).score());
		}
	}

	@Test
	void aCropCountsFromItsOwnCorner() {
		final Detector detector = new Detector(TinyModel.model(), TinyModel.engine(1), DetectionSettings.DEFAULT);
		final RandomAccessibleInterval<? extends RealType<?>> crop = Views.interval(PngReader.grid(64, 64, 15, 255),
			Intervals.createMinMax(32, 32, 63, 63));
		final List<Detection> found = detector.detect(crop);
		assertFalse(found.isEmpty());
		for (final Detection d : found)
			assertTrue(d.box().xMin() >= 16 - 1e-6 && d.box().xMax() <= 32, d.toString());
	}

	@Test
	void boxesAreClippedToTheImageAndThoseOutsideDropped() {
		final NetworkSpec network = TinyModel.model().network();
		final ScriptedEngine engine = new ScriptedEngine(network, 1, (input, locations, confidences) -> {
			for (int p = 0; p < 16; p++)
				confidences[3 * p] = 9;
			confidences[1] = 20; // cell 0, moved half a cell up and left
			locations[0] = -5;
			locations[1] = -5;
			confidences[3 * 3 + 2] = 20; // cell 3, moved out
			locations[4 * 3] = 50;
			confidences[3 * 15 + 2] = 20; // cell 15, without end
			locations[4 * 15 + 2] = 1000;
			locations[4 * 15 + 3] = 1000;
		});
		final List<Detection> found = new Detector(TinyModel.model(), engine, DetectionSettings.DEFAULT)
			.detect(PngReader.grid(64, 64));
		assertEquals(2, found.size());
		assertBox(0, 0, 8, 8, found.get(0).box());
		assertBox(0, 0, 64, 64, found.get(1).box());
	}

	@Test
	void theBatchDoesNotMatter() {
		final List<RandomAccessibleInterval<? extends RealType<?>>> images = new ArrayList<>();
		for (int i = 0; i < 7; i++)
			images.add(PngReader.grid(30 + i, 50, i, 200 + i, 15 - i, 120));
		List<List<Detection>> expected = null;
		for (final int batch : new int[] { 1, 2, 3, 8 }) {
			final ScriptedEngine engine = TinyModel.engine(batch);
			final List<List<Detection>> found = new Detector(TinyModel.model(), engine, DetectionSettings.DEFAULT)
				.detect(images);
			assertEquals(7, found.size());
			if (expected == null) expected = found;
			assertEquals(expected, found);
			assertTrue(engine.calls.stream().allMatch(n -> n == batch));
			assertEquals((7 + batch - 1) / batch, engine.calls.size());
		}
	}

	@Test
	void placesThatAreLeftAreZero() {
		final List<Float> sums = new ArrayList<>();
		final ScriptedEngine engine = new ScriptedEngine(TinyModel.model().network(), 2,
			(input, locations, confidences) -> {
				float sum = 0;
				for (final float v : input)
					sum += Math.abs(v);
				sums.add(sum);
			});
		final Detector detector = new Detector(TinyModel.model(), engine, DetectionSettings.DEFAULT);
		detector.detect(List.of(PngReader.grid(9, 9, 1, 255), PngReader.grid(9, 9, 2, 255)));
		detector.detect(PngReader.grid(9, 9, 1, 255));
		assertTrue(sums.get(1) > 0);
		assertEquals(0, sums.get(3));
	}

	@Test
	void anImageWithoutPixelsIsRefused() {
		final Detector detector = new Detector(TinyModel.model(), TinyModel.engine(1), DetectionSettings.DEFAULT);
		final UserException e = assertThrows(UserException.class,
			() -> detector.detect(Views.interval(ArrayImgs.unsignedBytes(4, 4), new FinalInterval(0, 0))));
		assertTrue(e.getMessage().contains("no pixels (0 x 0)"));
		assertThrows(UserException.class, () -> detector.detect(ArrayImgs.unsignedBytes(4, 4, 3, 2)));
	}

	@Test
	void settingsAreChecked() {
		assertTrue(assertThrows(UserException.class, () -> new DetectionSettings(1.5, 0.45, 200)).getMessage()
			.startsWith("score:"));
		assertTrue(assertThrows(UserException.class, () -> new DetectionSettings(0.5, Double.NaN, 200)).getMessage()
			.startsWith("overlap:"));
		assertTrue(assertThrows(UserException.class, () -> new DetectionSettings(0.5, 0.45, 0)).getMessage()
			.startsWith("max_detections:"));
	}

	@Test
	void closesOnlyItsOwnEngine() {
		final ScriptedEngine engine = TinyModel.engine(3);
		final SsdModel model = TinyModel.model();
		new Detector(model, engine, DetectionSettings.DEFAULT).close();
		assertFalse(engine.closed);
		final Detector own = Detector.open(model, new OneEngine(engine), EngineSettings.DEFAULT,
			DetectionSettings.DEFAULT, 3);
		assertEquals("scripted", own.engine().engine());
		assertEquals(3, own.batchSize());
		own.close();
		assertTrue(engine.closed);
	}

	@Test
	void anotherModelsEngineIsRefused() {
		final SsdModel model = TinyModel.model();
		final ScriptedEngine engine = new ScriptedEngine(model.architecture().network(7), 1, (i, l, c) -> {});
		assertThrows(IllegalArgumentException.class, () -> new Detector(model, engine, DetectionSettings.DEFAULT));
		assertThrows(IllegalArgumentException.class,
			() -> Detector.open(model, new OneEngine(engine), EngineSettings.DEFAULT, DetectionSettings.DEFAULT, 1));
		assertTrue(engine.closed);
	}

	private static final class OneEngine extends AbstractService implements EngineService {

		private final NetworkEngine engine;

		OneEngine(final NetworkEngine engine) {
			this.engine = engine;
		}

		@Override
		public Map<String, Availability> probe() {
			return Map.of();
		}

		@Override
		public ResolvedEngine resolve(final EngineSettings settings, final boolean training) {
			throw new UnsupportedOperationException();
		}

		@Override
		public NetworkEngine create(final NetworkSpec network, final EngineSettings settings, final int maxBatch,
			final boolean training)
		{
			assertFalse(training);
			return engine;
		}
	}
}
