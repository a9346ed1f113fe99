package sc.fiji.ssd.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The counts that are known of the published networks. */
class PresetCountsTest {

	@ParameterizedTest
	@CsvSource({ "ssd300-voc,21,26285486", "ssd512-voc,21,27188676", "ssd300-coco,81,34305206", "ssd512-coco,81,36038196",
		"ssd300-coco,91,35641826" })
	void parameters(final String preset, final int classes, final long parameters) {
		assertEquals(parameters, Presets.load(preset).network(classes).parameterCount());
	}

	@ParameterizedTest
	@CsvSource({ "ssd300-voc,8732", "ssd300-coco,8732", "ssd512-voc,24564", "ssd512-coco,24564" })
	void priors(final String preset, final int priors) {
		assertEquals(priors, Presets.load(preset).priors().size());
		assertEquals(priors, Presets.load(preset).network(21).priors());
	}

	@Test
	void sourceMaps() {
		final int[] expected = { 38, 19, 10, 5, 3, 1 };
		final SsdArchitecture architecture = Presets.load("ssd300-voc");
		final Map<String, Integer> sizes = architecture.network(21).sizes();
		for (int i = 0; i < expected.length; i++)
			assertEquals(expected[i], sizes.get(architecture.sources().get(i).layer()));
	}
}
