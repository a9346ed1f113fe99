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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.image.PixelArea;
import sc.fiji.ssd.model.Decoding;
import sc.fiji.ssd.model.SsdModel;

/**
 * Shows the images of a batch to a worker, in one view or in several, and gives the boxes in pixels of the images. Boxes
 * wholly outside their image are dropped.
 */
final class BatchSearch {

	private final SsdModel model;
	/** Whether the model's boxes are one pixel too far right and down, see {@link Decoding#oneBased()}. */
	private final boolean oneBased;
	private final DetectionSettings settings;
	private final List<Flip> views;

	/**
	 * @param model that detects
	 * @param settings what is reported
	 */
	BatchSearch(final SsdModel model, final DetectionSettings settings) {
		this.model = model;
		this.settings = settings;
		oneBased = model.architecture().decoding().oneBased();
		views = Flip.of(settings.averageFlips());
	}

	/** See {@link Detector#find}. */
	List<List<Detection>> find(final DetectionWorker worker, final List<Detector.Prepared> batch) {
		return views.size() > 1
			? predict(worker, batch).get()
			: report(worker.find(inputs(batch, Flip.NONE)), batch, Flip.NONE);
	}

	/** See {@link Detector#predict}. */
	Supplier<List<List<Detection>>> predict(final DetectionWorker worker, final List<Detector.Prepared> batch) {
		final List<Supplier<List<List<Detection>>>> found = views.stream().map(flip -> predict(worker, batch, flip)).toList();
		return found.size() == 1 ? found.get(0) : () -> average(found.stream().map(Supplier::get).toList());
	}

	private Supplier<List<List<Detection>>> predict(final DetectionWorker worker, final List<Detector.Prepared> batch,
		final Flip flip)
	{
		final Supplier<List<List<PostProcessing.Candidate>>> found = worker.predict(inputs(batch, flip));
		return () -> report(found.get(), batch, flip);
	}

	/** @param found by view, then by image @return by image */
	private List<List<Detection>> average(final List<List<List<Detection>>> found) {
		return IntStream.range(0, found.get(0).size())
			.mapToObj(i -> ViewAverage.of(found.stream().map(view -> view.get(i)).toList(), settings)).toList();
	}

	private static List<float[]> inputs(final List<Detector.Prepared> batch, final Flip flip) {
		return batch.stream().map(image -> flip.of(image.input())).toList();
	}

	private List<List<Detection>> report(final List<List<PostProcessing.Candidate>> found,
		final List<Detector.Prepared> batch, final Flip flip)
	{
		return IntStream.range(0, batch.size()).mapToObj(i -> report(found.get(i), batch.get(i), flip)).toList();
	}

	private List<Detection> report(final List<PostProcessing.Candidate> candidates, final Detector.Prepared image,
		final Flip flip)
	{
		final List<Detection> detections = new ArrayList<>();
		final PixelArea area = image.area();
		for (final PostProcessing.Candidate c : candidates) {
			final Box placed = new Box(c.xMin(), c.yMin(), c.xMax(), c.yMax()).scale(area.width(), area.height())
				.translate(area.x(), area.y());
			final Box box = flip.back(oneBased
				? new Box(placed.xMin() - 1, placed.yMin() - 1, placed.xMax(), placed.yMax())
				: placed, area).clip(image.width(), image.height());
			if (!box.isEmpty())
				detections
					.add(new Detection(box, c.classIndex(), model.classNames().get(c.classIndex() - 1), c.score()));
		}
		return detections;
	}
}
