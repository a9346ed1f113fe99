package sc.fiji.ssd.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of {@link Evaluator#evaluate}.
 *
 * @param metric {@code voc2007}, {@code voc2012} or {@code coco}
 * @param map mean of the classes' average precision, over those that the truth
 *          has, 0 to 1; for COCO its AP
 * @param perClass by name, in the dataset's order
 * @param summary COCO's twelve numbers by name, NaN where there is nothing to
 *          measure; empty for VOC
 * @param images of the truth
 * @param warnings one line each: what was left out, or makes the figures doubtful
 */
public record Evaluation(String metric, double map, Map<String, ClassResult> perClass, Map<String, Double> summary,
	int images, List<String> warnings)
{

	public Evaluation {
		perClass = Collections.unmodifiableMap(new LinkedHashMap<>(perClass));
		summary = Collections.unmodifiableMap(new LinkedHashMap<>(summary));
		warnings = List.copyOf(warnings);
	}

	/**
	 * @param more lines
	 * @return the same with further warnings
	 */
	public Evaluation withWarnings(final List<String> more) {
		final List<String> all = new ArrayList<>(warnings);
		all.addAll(more);
		return new Evaluation(metric, map, perClass, summary, images, all);
	}
}
