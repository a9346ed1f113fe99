/*-
 * #%L
 * Trains, runs and evaluates SSD, the Single Shot MultiBox Detector (Liu et al., ECCV 2016), inside Fiji and ImageJ.
 * %%
 * Copyright (C) 2026 SSD for Fiji developers.
 * %%
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 * 
 * 1. Redistributions of source code must retain the above copyright notice,
 *    this list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the documentation
 *    and/or other materials provided with the distribution.
 * 
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
 * AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
 * IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
 * ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE
 * LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
 * CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
 * SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
 * INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
 * CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
 * ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
 * POSSIBILITY OF SUCH DAMAGE.
 * #L%
 */
package sc.fiji.ssd.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.engine.gpu.CudaDevice;
import sc.fiji.ssd.engine.gpu.CudaDevices;

/** ND4J's CUDA backend is declined in one line, before it is touched, where it would end the JVM. */
class CudaBackendTest {

	@Test
	void itIsTouchedOnlyWhereAllCardsFit() {
		assertEquals("", Dl4jEngineProvider.refusal(cards(13000, 86, 75)));
		final String hopper = Dl4jEngineProvider.refusal(cards(13000, 90));
		assertTrue(hopper.contains("compute capability 9.0") && hopper.endsWith("install -Pcuda (engine cudnn)"),
			hopper);
		final String second = Dl4jEngineProvider.refusal(cards(13000, 86, 120));
		assertTrue(second.startsWith("cuda:1 ") && second.endsWith("set CUDA_VISIBLE_DEVICES to the GPUs before it"),
			second);
		assertTrue(Dl4jEngineProvider.refusal(cards(10020, 86)).contains("update the driver"));
		final String none = Dl4jEngineProvider.refusal(new CudaDevices(List.of(), "", 0, "there is no NVIDIA driver"));
		assertTrue(none.contains("no NVIDIA driver") && none.contains("plain build"), none);
	}

	private static CudaDevices cards(final int cuda, final int... capabilities) {
		return new CudaDevices(
			IntStream.range(0, capabilities.length)
				.mapToObj(i -> new CudaDevice(i, "card", capabilities[i] / 10, capabilities[i] % 10, 1 << 30, -1)).toList(),
			"", cuda, "");
	}
}
