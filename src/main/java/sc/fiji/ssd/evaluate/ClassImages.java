package sc.fiji.ssd.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;

/**
 * The truths and detections of one class.
 *
 * @param images those of the dataset that have either
 */
record ClassImages(List<OfImage> images) {

	/**
	 * @param truths in the annotation's order
	 * @param detections by falling score; equal ones in the order they came
	 */
	record OfImage(List<GroundTruth> truths, List<Detection> detections) {}

	static ClassImages of(final String className, final List<AnnotatedImage> images,
		final Map<String, List<Detection>> detections)
	{
		final List<OfImage> all = new ArrayList<>();
		for (final AnnotatedImage image : images) {
			final List<GroundTruth> truths = image.objects().stream().filter(o -> o.className().equals(className)).toList();
			final List<Detection> found = detections.get(image.name()).stream().filter(d -> d.className().equals(className))
				.sorted(Comparator.comparingDouble(d -> -d.score())).toList();
			if (!truths.isEmpty() || !found.isEmpty()) all.add(new OfImage(truths, found));
		}
		return new ClassImages(all);
	}

	/** @return truths that are to be found */
	int positives() {
		return images.stream().mapToInt(i -> (int) i.truths.stream().filter(t -> !isIgnored(t)).count()).sum();
	}

	int detections() {
		return images.stream().mapToInt(i -> i.detections.size()).sum();
	}

	/** Neither counted nor punished: VOC's difficult and COCO's crowd, whichever metric is taken. */
	static boolean isIgnored(final GroundTruth truth) {
		return truth.difficult() || truth.crowd();
	}
}
