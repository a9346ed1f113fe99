package sc.fiji.ssd.detect;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;

/** Orders strings by code points, which is the order of their UTF-8 bytes; {@code String}'s own order is UTF-16's. */
final class CodePointOrder {

	static final Comparator<String> INSTANCE = (a, b) -> a.equals(b) ? 0 : Arrays.compareUnsigned(a.getBytes(
		StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

	private CodePointOrder() {}
}
