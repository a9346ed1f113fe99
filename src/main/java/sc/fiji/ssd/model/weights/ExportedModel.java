package sc.fiji.ssd.model.weights;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.google.gson.Gson;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdArchitecture;

/**
 * What an exported file says beside its weights, as JSON: all that other software
 * needs to detect as the model does, and that an import takes instead of guesses.
 *
 * @param architecture of the network
 * @param classNames without background
 * @param preprocessing of images, for the weights as they are in the file
 */
record ExportedModel(SsdArchitecture architecture, List<String> classNames, Preprocessing preprocessing) {

	/** Key of the JSON in a file's metadata. */
	static final String KEY = "sc.fiji.ssd";

	/** @return what a file says, if it was exported from here */
	static Optional<ExportedModel> of(final Map<String, String> metadata) {
		final String json = metadata.get(KEY);
		if (json == null) return Optional.empty();
		final ExportedModel model;
		try {
			model = new Gson().fromJson(json, ExportedModel.class);
		}
		catch (final RuntimeException e) {
			throw new SsdException("source: its description of the model is damaged; give preset and classes.", e);
		}
		if (model != null && model.architecture != null && model.classNames != null && model.preprocessing != null)
			return Optional.of(model);
		throw new SsdException("source: its description of the model is incomplete; give preset and classes.");
	}

	String toJson() {
		return new Gson().toJson(this);
	}
}
