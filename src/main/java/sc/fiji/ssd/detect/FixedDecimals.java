package sc.fiji.ssd.detect;

/** Numbers with a fixed count of decimals, the same in every locale. */
final class FixedDecimals {

	private static final long[] POWERS = { 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000 };

	private FixedDecimals() {}

	/**
	 * @param value any finite number below 9e12
	 * @param decimals 0 to 6
	 * @return the nearest number with so many decimals; reading its text gives the
	 *         same number
	 */
	static double round(final double value, final int decimals) {
		return Math.round(value * POWERS[decimals]) / (double) POWERS[decimals];
	}

	/**
	 * @param value any finite number below 9e12
	 * @param decimals 1 to 6
	 * @return its decimal form with a point
	 */
	static String format(final double value, final int decimals) {
		final long scaled = Math.round(value * POWERS[decimals]);
		final StringBuilder text = new StringBuilder();
		if (scaled < 0) text.append('-');
		text.append(Math.abs(scaled) / POWERS[decimals]).append('.');
		final String fraction = Long.toString(Math.abs(scaled) % POWERS[decimals]);
		for (int i = fraction.length(); i < decimals; i++)
			text.append('0');
		return text.append(fraction).toString();
	}
}
