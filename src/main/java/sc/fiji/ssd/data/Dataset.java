package sc.fiji.ssd.data;

import java.util.List;

/**
 * The annotated images of one split, read and checked, in a fixed order. Get one
 * from {@link Datasets#open}.
 */
public interface Dataset {

	/** @return the folder, or the folders with {@code ;} between */
	String location();

	/** @return the images, at least one, in the split's order; the pixels stay in their files */
	List<AnnotatedImage> images();

	/** @return the classes that have objects here, sorted by code points */
	List<String> classNames();

	/** @return one line for each annotation that was dropped, clipped or odd */
	List<String> warnings();

	/**
	 * Tells datasets apart without reading pixels.
	 *
	 * @return SHA-256 in hex over names, sizes, classes, boxes and marks of all
	 *         images and over the sizes of their files in bytes
	 */
	String digest();
}
