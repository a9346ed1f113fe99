package sc.fiji.ssd.data;

import java.util.List;

/** Draft. */
public final class SyntheticFields {

	/** The classes that are drawn, sorted. */
	public static final List<String> CLASSES = List.of("nucleus", "ring", "rod");

	/** Width and height of a field in pixels. */
	public static final int SIZE = 300;
}
