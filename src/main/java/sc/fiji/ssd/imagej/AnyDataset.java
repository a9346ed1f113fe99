package sc.fiji.ssd.imagej;

import java.util.ArrayList;
import java.util.List;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetKind;
import sc.fiji.ssd.data.Datasets;

/** Opens datasets of every kind there is: those of {@link Datasets}, then images with ROIs. */
public final class AnyDataset {

	private static final List<DatasetKind> KINDS = new ArrayList<>(Datasets.KINDS);

	static {
		KINDS.add(new RoiDataset());
	}

	private AnyDataset() {}

	/**
	 * As {@link Datasets#open(String, String, List)}.
	 *
	 * @param spec a folder, or several with {@code ;} between
	 * @param split the part to read, such as {@code train}
	 * @param classes the classes to keep; empty for all
	 * @return the images of all folders in order
	 * @throws sc.fiji.ssd.SsdException one line naming the folder or file
	 */
	public static Dataset open(final String spec, final String split, final List<String> classes) {
		return Datasets.open(spec, split, classes, KINDS);
	}
}
