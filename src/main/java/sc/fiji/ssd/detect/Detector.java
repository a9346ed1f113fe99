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

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.image.InputTensor;
import sc.fiji.ssd.image.Interpolation;
import sc.fiji.ssd.image.Picture;
import sc.fiji.ssd.image.PictureConverter;
import sc.fiji.ssd.image.Resizer;
import sc.fiji.ssd.model.Decoding;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdModel;

/**
 * Finds objects in images with a model.
 *
 * <pre>{@code
 * try (Detector detector = Detector.open(model, engines, EngineSettings.DEFAULT, DetectionSettings.DEFAULT, 1)) {
 * 	for (Detection d : detector.detect(image))
 * 		System.out.println(d.className() + " " + d.score() + " " + d.box());
 * }
 * }</pre>
 * <p>
 * An image is prepared as the model says, warped to the network's square input,
 * and the boxes come back in pixels of the image, 0-based from its minimum. The
 * network always runs its largest batch, padded with zeros, so that results do
 * not depend on how many images are asked for at once. Used by one thread at a
 * time.
 * </p>
 */
public final class Detector implements AutoCloseable {

	private final SsdModel model;
	private final NetworkEngine engine;
	private final boolean ownsEngine;
	private final DetectionSettings settings;
	private final PictureConverter converter;
	private final PostProcessing postProcessing;

	/**
	 * @param model whose architecture, classes and preprocessing are used; its
	 *          weights are not, the engine has its own
	 * @param engine of the model's network, loaded; stays the caller's to close
	 * @param settings what is reported
	 * @throws IllegalArgumentException if the engine computes another network
	 */
	public Detector(final SsdModel model, final NetworkEngine engine, final DetectionSettings settings) {
		this(model, engine, false, settings);
	}

	private Detector(final SsdModel model, final NetworkEngine engine, final boolean ownsEngine,
		final DetectionSettings settings)
	{
		if (!engine.network().equals(model.network()))
			throw new IllegalArgumentException("The engine computes another network than the model's");
		this.model = model;
		this.engine = engine;
		this.ownsEngine = ownsEngine;
		this.settings = settings;
		converter = new PictureConverter(model.preprocessing());
		final List<Double> variances = model.architecture().variances();
		final Decoding decoding = model.architecture().decoding();
		final double maxLogSize = decoding.maxLogSize() == null ? Double.POSITIVE_INFINITY : decoding.maxLogSize();
		postProcessing = new PostProcessing(model.priors(),
			new BoxCoder(variances.get(0), variances.get(1), maxLogSize), decoding, model.classes(), settings);
	}

	/**
	 * Makes a detector with an engine of its own.
	 *
	 * @param model to detect with
	 * @param engines that are there
	 * @param engine which of them, and how
	 * @param settings what is reported
	 * @param batch images that the network takes at once, at least 1
	 * @return the detector, to be closed
	 * @throws SsdException if no engine can do what is asked
	 */
	public static Detector open(final SsdModel model, final EngineService engines, final EngineSettings engine,
		final DetectionSettings settings, final int batch)
	{
		final NetworkEngine made = engines.create(model.network(), engine, batch, false);
		try {
			made.load(model.weights());
			return new Detector(model, made, true, settings);
		}
		catch (final RuntimeException e) {
			made.close();
			throw e;
		}
	}

	/**
	 * @param image of dimensions (x, y) or (x, y, channel)
	 * @return what was found, by falling score, then class
	 * @throws SsdException if the image has no pixels or does not have the
	 *           channels that the model wants
	 */
	public List<Detection> detect(final RandomAccessibleInterval<? extends RealType<?>> image) {
		return run(List.of(prepare(image))).get(0);
	}

	/**
	 * @param images as many as wanted, each as for {@link #detect(RandomAccessibleInterval)}
	 * @return what was found in each
	 * @throws SsdException if one has no pixels or does not have the channels that
	 *           the model wants
	 */
	public List<List<Detection>> detect(final List<? extends RandomAccessibleInterval<? extends RealType<?>>> images) {
		final List<List<Detection>> found = new ArrayList<>();
		final List<Prepared> batch = new ArrayList<>();
		for (final RandomAccessibleInterval<? extends RealType<?>> image : images) {
			batch.add(prepare(image));
			if (batch.size() < batchSize()) continue;
			found.addAll(run(batch));
			batch.clear();
		}
		if (!batch.isEmpty()) found.addAll(run(batch));
		return found;
	}

	/** @return what computes, after every {@code auto} was resolved */
	public EngineDescription engine() {
		return engine.description();
	}

	/** @return the model that detects */
	public SsdModel model() {
		return model;
	}

	/** @return what is reported */
	public DetectionSettings settings() {
		return settings;
	}

	/** @return images that the network takes at once */
	public int batchSize() {
		return engine.maxBatch();
	}

	/** Closes the engine if it was made by {@link #open}. */
	@Override
	public void close() {
		if (ownsEngine) engine.close();
	}

	/**
	 * An image of the network's input size.
	 *
	 * @param picture the warped image
	 * @param width of the original image
	 * @param height of the original image
	 */
	record Prepared(Picture picture, int width, int height) {}

	/** Converts and warps; may be called by any thread, also while another runs the network. */
	Prepared prepare(final RandomAccessibleInterval<? extends RealType<?>> image) {
		final int dimensions = image.numDimensions();
		if (dimensions != 2 && dimensions != 3)
			throw new SsdException(
				"image: it has " + dimensions + " dimensions; give it plane by plane, as (x, y) or (x, y, channel).");
		final long width = image.dimension(0), height = image.dimension(1);
		if (width < 1 || height < 1)
			throw new SsdException(
				"image: it has no pixels (" + width + " x " + height + "); open or choose an image.");
		final int size = model.architecture().inputSize();
		final Picture picture = converter.convert(image);
		final boolean exact = model.preprocessing().resizing().equals(Preprocessing.EXACT);
		final Picture warped = exact
			? Resizer.resizeExactly(picture, size, size)
			: Resizer.resize(picture, size, size, Interpolation.BILINEAR);
		return new Prepared(warped, (int) width, (int) height);
	}

	/** @param batch at most {@link #batchSize()} images */
	List<List<Detection>> run(final List<Prepared> batch) {
		final int n = batchSize(), size = model.architecture().inputSize(), length = 3 * size * size;
		final FloatBuffer input = engine.input(n);
		for (int i = 0; i < batch.size(); i++)
			InputTensor.write(batch.get(i).picture, model.preprocessing(), input, i * length);
		if (batch.size() < n) {
			final float[] zeros = new float[length];
			for (int i = batch.size(); i < n; i++)
				input.put(i * length, zeros);
		}
		final Predictions predictions = engine.predict(n);
		final List<List<Detection>> found = new ArrayList<>();
		for (int i = 0; i < batch.size(); i++)
			found.add(
				report(postProcessing.process(predictions.locations(), predictions.confidences(), i), batch.get(i)));
		return found;
	}

	/** To pixels of the original; what lies wholly outside is dropped. */
	private List<Detection> report(final List<PostProcessing.Candidate> candidates, final Prepared image) {
		final List<Detection> detections = new ArrayList<>();
		for (final PostProcessing.Candidate c : candidates) {
			final Box box = new Box(c.xMin(), c.yMin(), c.xMax(), c.yMax()).scale(image.width, image.height)
				.clip(image.width, image.height);
			if (!box.isEmpty())
				detections
					.add(new Detection(box, c.classIndex(), model.classNames().get(c.classIndex() - 1), c.score()));
		}
		return detections;
	}
}
