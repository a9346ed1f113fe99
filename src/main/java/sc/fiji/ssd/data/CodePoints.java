package sc.fiji.ssd.data;

import java.util.Comparator;

/**
 * Orders strings by their code points, as every sorted output of this project is;
 * {@link String#compareTo} orders by UTF-16 units, which differs beyond U+FFFF.
 */
final class CodePoints {

	static final Comparator<String> ORDER = (a, b) -> {
		int i = 0;
		while (i < a.length() && i < b.length()) {
			final int ca = a.codePointAt(i);
			final int cb = b.codePointAt(i);
			if (ca != cb) return Integer.compare(ca, cb);
			i += Character.charCount(ca);
		}
		return Integer.compare(a.length(), b.length());
	};

	private CodePoints() {}
}
