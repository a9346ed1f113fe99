package sc.fiji.ssd.detect;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.box.NonMaxSuppression;
import sc.fiji.ssd.box.PriorBoxes;

/**
 * From the predictions of one image to boxes, as Caffe's DetectionOutput layer
 * does it: softmax, threshold, the best 400 of each class, suppression within
 * the class, the best of all classes. Order, also among equal scores, depends on
 * the predictions alone: falling score, then class, then default box.
 * <p>
 * A probability above s needs a logit above {@code background + ln(s / (1 - s))},
 * so most default boxes are passed over without an exponential. Keeps its
 * working memory between images; used by one thread at a time.
 * </p>
 */
final class PostProcessing {

	/** Boxes of a class that suppression looks at; {@code nms_param.top_k} in the Caffe branch. */
	static final int BEST_OF_CLASS = 400;

	/** Keeps the shortcut on the safe side of rounding. */
	private static final double MARGIN = 1e-4;

	private static final Comparator<Candidate> ORDER = Comparator.<Candidate> comparingDouble(c -> -c.score)
		.thenComparingInt(c -> c.classIndex).thenComparingInt(c -> c.prior);

	/**
	 * One box that passed.
	 *
	 * @param prior index of the default box it came from
	 * @param classIndex 1-based
	 * @param score probability
	 * @param xMin left edge, normalised to the image, not clipped, as the others
	 * @param yMin top edge
	 * @param xMax right edge
	 * @param yMax bottom edge
	 */
	record Candidate(int prior, int classIndex, float score, float xMin, float yMin, float xMax, float yMax) {}

	private final PriorBoxes priors;
	private final BoxCoder coder;
	private final int classes;
	private final DetectionSettings settings;
	private final double shortcut;

	private final float[] logits;
	private final double[] exponentials;
	/** By class: score bits in the high half, inverted index of the default box in the low half. */
	private final long[][] keys;
	private final int[] counts;
	private final float[] corners = new float[4 * BEST_OF_CLASS];
	private final int[] order = new int[BEST_OF_CLASS];
	private final int[] kept = new int[BEST_OF_CLASS];

	/**
	 * @param priors the default boxes, P
	 * @param coder of the offsets
	 * @param classes background included, C
	 * @param settings what passes
	 */
	PostProcessing(final PriorBoxes priors, final BoxCoder coder, final int classes, final DetectionSettings settings) {
		this.priors = priors;
		this.coder = coder;
		this.classes = classes;
		this.settings = settings;
		shortcut = Math.log(settings.score() / (1 - settings.score())) - MARGIN;
		logits = new float[priors.size() * classes];
		exponentials = new double[classes];
		keys = new long[classes][64];
		counts = new int[classes];
		for (int i = 0; i < BEST_OF_CLASS; i++)
			order[i] = i;
	}

	/**
	 * @param locations {@code [n][P][4]} offsets
	 * @param confidences {@code [n][P][C]} logits
	 * @param image which of the n
	 * @return what passed, in the order that is reported
	 */
	List<Candidate> process(final FloatBuffer locations, final FloatBuffer confidences, final int image) {
		confidences.get(image * logits.length, logits);
		collect();
		final List<Candidate> all = new ArrayList<>();
		for (int c = 1; c < classes; c++)
			if (counts[c] > 0) suppress(c, locations, image * 4 * priors.size(), all);
		all.sort(ORDER);
		return all.size() > settings.maxDetections() ? new ArrayList<>(all.subList(0, settings.maxDetections())) : all;
	}

	/** Fills {@link #keys} with all that reaches the threshold. */
	private void collect() {
		Arrays.fill(counts, 0);
		for (int p = 0, from = 0; p < priors.size(); p++, from += classes) {
			final float least = Math.nextDown((float) (logits[from] + shortcut));
			final int to = from + classes;
			int i = from + 1;
			while (i < to && !(logits[i] >= least))
				i++;
			if (i < to) collect(p, from);
		}
	}

	private void collect(final int prior, final int from) {
		float max = logits[from];
		for (int c = 1; c < classes; c++)
			max = Math.max(max, logits[from + c]);
		double sum = 0;
		for (int c = 0; c < classes; c++)
			sum += exponentials[c] = Math.exp((double) logits[from + c] - max);
		final double least = settings.score() * sum;
		for (int c = 1; c < classes; c++) {
			if (!(exponentials[c] > least)) continue;
			if (counts[c] == keys[c].length) keys[c] = Arrays.copyOf(keys[c], 2 * counts[c]);
			keys[c][counts[c]++] = (long) Float.floatToIntBits((float) (exponentials[c] / sum)) << 32 | Integer.MAX_VALUE - prior;
		}
	}

	private void suppress(final int c, final FloatBuffer locations, final int offset, final List<Candidate> all) {
		final long[] sorted = keys[c];
		Arrays.sort(sorted, 0, counts[c]);
		final int count = Math.min(counts[c], BEST_OF_CLASS);
		for (int i = 0; i < count; i++) {
			final int prior = prior(sorted[counts[c] - 1 - i]), l = offset + 4 * prior;
			coder.decode(priors, prior, locations.get(l), locations.get(l + 1), locations.get(l + 2), locations.get(l + 3),
				corners, 4 * i);
		}
		final int n = NonMaxSuppression.suppress(corners, order, count, settings.overlap(), kept, Math.min(count, settings
			.maxDetections()));
		for (int k = 0; k < n; k++) {
			final int i = kept[k];
			final long key = sorted[counts[c] - 1 - i];
			all.add(new Candidate(prior(key), c, Float.intBitsToFloat((int) (key >>> 32)), corners[4 * i], corners[4 * i + 1],
				corners[4 * i + 2], corners[4 * i + 3]));
		}
	}

	private static int prior(final long key) {
		return Integer.MAX_VALUE - (int) key;
	}
}
