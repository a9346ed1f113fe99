package sc.fiji.ssd.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.engine.EngineContract;
import sc.fiji.ssd.engine.EngineProvider;
import sc.fiji.ssd.engine.EngineSettings;

/** Holds the engine against PyTorch's values and against the contract of all engines. */
class Dl4jEngineTest extends EngineContract {

	@Override
	protected EngineProvider provider() {
		return new Dl4jEngineProvider();
	}

	@Override
	protected List<EngineSettings> impossible() {
		return List.of(new EngineSettings("dl4j", "tpu", "auto", 0), new EngineSettings("dl4j", "auto", "bfloat16", 0));
	}

	@Test
	void instructionSetFollowsTheProcessorAndTheLimit() {
		final var server = Set.of("sse4_1", "avx", "avx2", "avx512f");
		assertEquals("avx512", InstructionSet.name(server, null, "amd64"));
		assertEquals("avx2", InstructionSet.name(server, "AVX2", "amd64"));
		assertEquals("sse4.1", InstructionSet.name(server, "SSE41", "amd64"));
		assertEquals("aarch64", InstructionSet.name(Set.of(), null, "aarch64"));
	}
}
