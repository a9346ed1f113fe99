package sc.fiji.ssd.data;

import java.nio.file.Path;

/**
 * A way of storing annotated images in a folder. {@link Datasets} asks the kinds
 * it is given in their order and takes the first that matches.
 */
public interface DatasetKind {

	/** @return what its folders look like, for messages: {@code VOC (Annotations, JPEGImages)} */
	String description();

	/**
	 * @param folder an existing folder
	 * @return whether it is laid out this way; looks at names only
	 */
	boolean matches(Path folder);

	/**
	 * @param folder that {@linkplain #matches(Path) matches}
	 * @param split the part to read, such as {@code train}
	 * @return the dataset, all annotations read and checked
	 * @throws sc.fiji.ssd.SsdException if it is not whole: one line naming the file
	 */
	Dataset open(Path folder, String split);
}
