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
package sc.fiji.ssd.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

import net.imglib2.img.array.ArrayImgs;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdArchitecture.LayerRecipe;
import sc.fiji.ssd.model.SsdArchitecture.SourceMap;
import sc.fiji.ssd.model.SsdModel;

/** A dataset of bright and half-bright rectangles on dark ground that lives in memory, and a model for it. */
public final class TinyFields implements ImageReader {

	public static final List<String> CLASSES = List.of("bright", "middling");
	static final SsdArchitecture ARCHITECTURE = new SsdArchitecture("tiny", 32, 1,
		List.of(new LayerRecipe("conv1", "convolution", 8, 3, 1, 1, 1),
			new LayerRecipe("pool1", "pooling", 0, 8, 8, 0, 1), new LayerRecipe("conv2", "convolution", 8, 3, 1, 1, 1),
			new LayerRecipe("pool2", "pooling", 0, 2, 2, 0, 1), new LayerRecipe("conv3", "convolution", 8, 3, 1, 1, 1)),
		List.of(new SourceMap("conv2", 0, 8, 10, 16, List.of(), List.of()), new SourceMap("conv3", 0, 16, 16, 24, List.of(2.0), List.of())),
		List.of(0.1, 0.2), false, DefaultBoxes.Clipping.NONE, null, null, 0);

	private static final int WIDTH = 40, HEIGHT = 36;

	private final Map<Path, byte[]> pixels = new HashMap<>();
	private final List<AnnotatedImage> images = new ArrayList<>();
	private final String location;
	public final AtomicInteger reads = new AtomicInteger();

	public TinyFields(final String location, final int count, final long seed) {
		this.location = location;
		final Random random = new Random(seed);
		for (int i = 0; i < count; i++) {
			final byte[] field = new byte[WIDTH * HEIGHT];
			for (int p = 0; p < field.length; p++)
				field[p] = (byte) (10 + random.nextInt(20));
			final List<GroundTruth> objects = new ArrayList<>();
			if (i % 5 != 4) for (int o = 0; o <= i % 2; o++) {
				final int w = 11 + random.nextInt(8), h = 11 + random.nextInt(8), kind = (i / 2 + o) % 2;
				final int x = random.nextInt(WIDTH - w), y = random.nextInt(HEIGHT - h);
				for (int p = 0; p < w * h; p++)
					field[(y + p / w) * WIDTH + x + p % w] = (byte) ((kind == 0 ? 220 : 120) + random.nextInt(20));
				objects.add(new GroundTruth(new Box(x, y, x + w, y + h), CLASSES.get(kind)));
			}
			final Path file = Path.of(location, "field" + i + ".png");
			pixels.put(file, field);
			images.add(new AnnotatedImage(file.getFileName().toString(), file, WIDTH, HEIGHT, objects));
		}
	}

	public static SsdModel model() {
		return new SsdModel(ARCHITECTURE, CLASSES, Preprocessing.CAFFE, Map.of(),
			Initialization.heXavier(ARCHITECTURE.network(CLASSES.size() + 1), 1));
	}

	@Override
	public List<ImagePlane> read(final Path file) {
		reads.incrementAndGet();
		return List.of(new ImagePlane(1, ArrayImgs.unsignedBytes(pixels.get(file), WIDTH, HEIGHT)));
	}

	@Override
	public boolean reads(final Path file) {
		return pixels.containsKey(file);
	}

	public Dataset dataset() {
		return dataset(images);
	}

	public Dataset dataset(final List<AnnotatedImage> some) {
		return new Dataset() {

			@Override
			public String location() {
				return location;
			}

			@Override
			public List<AnnotatedImage> images() {
				return some;
			}

			@Override
			public List<String> classNames() {
				final TreeSet<String> names = new TreeSet<>();
				some.forEach(image -> image.objects().forEach(o -> names.add(o.className())));
				return List.copyOf(names);
			}

			@Override
			public List<String> warnings() {
				return List.of();
			}

			@Override
			public String digest() {
				return Integer.toHexString(some.hashCode());
			}
		};
	}
}
