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
package sc.fiji.ssd.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.image.InputTensor;
import sc.fiji.ssd.image.Interpolation;
import sc.fiji.ssd.image.Picture;
import sc.fiji.ssd.image.PictureConverter;
import sc.fiji.ssd.image.Resizer;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.augment.StoredPicture;
import sc.fiji.ssd.train.images.TrainingImage;
import sc.fiji.ssd.train.loss.MultiBoxLoss;

/**
 * What one core of a processor needs for each thing that a GPU waits for: time of the thread on the processor, so that other
 * work on the machine counts little. Arguments: a dataset in the layout of VOC with JPEG files, rounds (10).
 */
final class InputRates {

	private static final int CLASSES = 21, IMAGES = 24, CORES = 16;
	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private InputRates() {}

	/** Does something for an image. */
	private interface Work {

		void run(int image) throws IOException;
	}

	public static void main(final String[] args) throws IOException {
		final Dataset dataset = Datasets.open(args[0], "train", List.of());
		final int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
		final List<TrainingImage> images = TrainingImage.of(dataset, dataset.classNames(), false).stream().limit(IMAGES)
			.toList();
		final SsdArchitecture architecture = Presets.load("ssd300-voc");
		final int size = architecture.inputSize();
		final ImageJReader reader = new ImageJReader();
		final PictureConverter converter = new PictureConverter(Preprocessing.CAFFE);
		final List<StoredPicture> stored = new ArrayList<>();
		for (final TrainingImage image : images)
			stored.add(StoredPicture.of(reader.read(image.file()).get(image.plane()).pixels(), converter));
		final FloatBuffer input = FloatBuffer.allocate(3 * size * size);
		final Augmentation augmentation = new Augmentation(Augmentation.Kind.PAPER, Preprocessing.CAFFE, size);
		final SplittableRandom random = new SplittableRandom(1);
		System.out.println(images.size() + " images, the first of " + images.get(0).width() + " x " +
			images.get(0).height() + "; per image and core:");

		final double decoding = report("JPEG file to pixels of a picture", rounds, images.size(), i -> StoredPicture
			.of(reader.read(images.get(i).file()).get(images.get(i).plane()).pixels(), converter));
		final double varying = report("augmentation (paper) and input", rounds, images.size(), i -> {
			final TrainingImage image = images.get(i);
			final Augmentation.Plan plan = augmentation.draw(random, image.width(), image.height(), image.boxes());
			InputTensor.write(augmentation.apply(plan, stored.get(i), image.boxes(), image.labels()).picture(),
				Preprocessing.CAFFE, input, 0);
		});
		final double learning = loss(architecture, images, rounds);
		final double detecting = report("JPEG file to the input of detection", rounds, images.size(), i -> {
			final Picture picture = converter.convert(reader.read(images.get(i).file()).get(images.get(i).plane()).pixels());
			InputTensor.write(Resizer.resize(picture, size, size, Interpolation.BILINEAR), Preprocessing.CAFFE, input, 0);
		});
		System.out.printf(Locale.ROOT,
			"%d such cores: %.0f training images/s (%.0f with files that are kept decoded), %.0f detected images/s%n", CORES,
			CORES * 1e3 / (decoding + varying + learning), CORES * 1e3 / (varying + learning), CORES * 1e3 / detecting);
	}

	private static double loss(final SsdArchitecture architecture, final List<TrainingImage> images, final int rounds)
		throws IOException
	{
		final int priors = architecture.priors().size();
		final List<Double> variances = architecture.variances();
		final MultiBoxLoss loss = new MultiBoxLoss(architecture.priors(), CLASSES,
			new BoxCoder(variances.get(0), variances.get(1)), false, new SameThread());
		final Augmentation whole = new Augmentation(Augmentation.Kind.NONE, Preprocessing.CAFFE,
			architecture.inputSize());
		final List<MultiBoxLoss.MatchedImage> matched = new ArrayList<>();
		final StoredPicture blank = StoredPicture.of(new Picture(8, 8));
		for (final TrainingImage image : images)
			matched.add(loss.match(whole
				.apply(whole.draw(new SplittableRandom(1), 8, 8, image.boxes()), blank,
					image.boxes().stream().map(box -> box.scale(8.0 / image.width(), 8.0 / image.height())).toList(),
					image.labels())
				.truths()));
		final double matching = report("matching of default boxes", rounds, images.size(),
			i -> loss.match(matched.get(i).truths()));
		final FloatBuffer locations = FloatBuffer.allocate(4 * priors), confidences = FloatBuffer.allocate(CLASSES * priors),
			dLocations = FloatBuffer.allocate(4 * priors), dConfidences = FloatBuffer.allocate(CLASSES * priors);
		final SplittableRandom random = new SplittableRandom(1);
		for (int i = 0; i < locations.limit(); i++)
			locations.put(i, (float) (random.nextDouble() - 0.5));
		for (int i = 0; i < confidences.limit(); i++)
			confidences.put(i, (float) (i % CLASSES == 0 ? 5 : random.nextDouble() * 4 - 2));
		final Predictions predictions = new Predictions(1, priors, CLASSES, locations, confidences);
		final double computing = report("loss and its derivatives", rounds, images.size(),
			i -> loss.compute(predictions, matched, i, dLocations, dConfidences));
		return matching + computing;
	}

	/** @return milliseconds of the processor for an image */
	private static double report(final String what, final int rounds, final int images, final Work work) throws IOException {
		double least = Double.POSITIVE_INFINITY;
		for (int round = 0; round < rounds; round++) {
			final long begun = THREADS.getCurrentThreadCpuTime();
			for (int i = 0; i < images; i++)
				work.run(i);
			least = Math.min(least, (THREADS.getCurrentThreadCpuTime() - begun) / 1e6 / images);
		}
		System.out.printf(Locale.ROOT, "| %s | %.2f |%n", what, least);
		return least;
	}
}
