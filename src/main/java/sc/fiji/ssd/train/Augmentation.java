package sc.fiji.ssd.train;

import sc.fiji.ssd.SsdException;

/** How training images are varied (paper, section 2.2 and 3.6; Caffe's data layer). */
public final class Augmentation {

	/** The chains that can be chosen. */
	public enum Kind {
			/** The whole image, warped to the input. */
			NONE("none"),
			/** The whole image, mirrored with probability 0.5. */
			FLIP("flip"),
			/** Colours, patches, random interpolation and mirror: the paper's models without a star. */
			PAPER("paper"),
			/** The same with expansion before the patches: the paper's starred models, better at small objects. */
			PAPER_EXPAND("paper+expand"),
			/**
			 * For images without an up and a down: brightness and contrast, mild
			 * expansion, patches, flips in both axes and rotations by 90 degrees; hue
			 * and saturation stay, since a channel's colour is its meaning.
			 */
			MICROSCOPY("microscopy");

		private final String key;

		Kind(final String key) {
			this.key = key;
		}

		/** @return the word that macros use */
		public String key() {
			return key;
		}

		/**
		 * @param key a word that macros use
		 * @return its kind
		 * @throws SsdException if there is none
		 */
		public static Kind of(final String key) {
			for (final Kind kind : values())
				if (kind.key.equals(key)) return kind;
			throw new SsdException("augmentation: there is no '" + key +
				"'; use none, flip, paper, paper+expand or microscopy.");
		}
	}

	private Augmentation() {}
}
