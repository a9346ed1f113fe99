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
package sc.fiji.ssd.engine.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class CudaDevicesTest {

	private static final CudaDevice KEPLER = card(3, 5), PASCAL = card(6, 1), TURING = card(7, 5), ADA = card(8, 9),
		HOPPER = card(9, 0), BLACKWELL = card(12, 0);

	@Test
	void theInstallationFollowsTheComputeCapability() {
		for (final CudaDevice card : List.of(TURING, ADA, HOPPER, BLACKWELL))
			assertEquals("", CudaDistribution.CUDA.refusal(card, 13000), card.toString());
		for (final CudaDevice card : List.of(PASCAL, TURING, ADA))
			assertEquals("", CudaDistribution.CUDA_ND4J.refusal(card, 13000), card.toString());
		assertEquals(
			"cuda:0 (a card) has compute capability 9.0, -Pcuda-nd4j (engine dl4j) supports 3.7 to 8.9; install -Pcuda (engine cudnn)",
			CudaDistribution.CUDA_ND4J.refusal(HOPPER, 13000));
		assertEquals(
			"cuda:0 (a card) has compute capability 6.1, -Pcuda (engine cudnn) supports 7.5 and newer; install -Pcuda-nd4j (engine dl4j)",
			CudaDistribution.CUDA.refusal(PASCAL, 13000));
		assertTrue(CudaDistribution.CUDA.refusal(KEPLER, 11040).endsWith("compute on the processor with device=cpu"));
	}

	@Test
	void anOldDriverIsNamedWithWhatRunsOnIt() {
		assertEquals(
			"-Pcuda (engine cudnn) needs an NVIDIA driver of version 580 or newer (CUDA 13), the installed one has " +
				"CUDA 12.4; update the driver or install -Pcuda-nd4j (engine dl4j)",
			CudaDistribution.CUDA.refusal(ADA, 12040));
		assertTrue(CudaDistribution.CUDA.refusal(HOPPER, 12040).endsWith("update the driver"));
	}

	@Test
	void adviceSaysWhichAndWhy() {
		assertTrue(CudaDistribution.advice(HOPPER, 13000).startsWith("supported by -Pcuda (engine cudnn)"));
		assertTrue(CudaDistribution.advice(ADA, 12040).startsWith("supported by -Pcuda-nd4j"));
		assertTrue(CudaDistribution.advice(KEPLER, 11040).startsWith("not supported: "));
	}

	@Test
	void cardsAreDescribed() {
		final CudaDevices cards = CudaDevices.of(new FakeDriver(0, HOPPER));
		assertEquals("", cards.problem());
		assertEquals("a card, compute capability 9.0, 30.0 of 40.0 GiB free, driver 580.1 (CUDA 13.0); " +
			CudaDistribution.advice(HOPPER, 13000), cards.describe(cards.devices().get(0)));
		assertEquals("", cards.refusal(CudaDistribution.CUDA));
	}

	@Test
	void cardsOfOneKindAreAlike() {
		final CudaDevice first = new CudaDevice(0, "A", 9, 0, 80L << 30, 1), second = new CudaDevice(2, "A", 9, 0, 80L << 30, 2);
		final CudaDevices all = CudaDevices.of(new FakeDriver(0, first, new CudaDevice(1, "A", 9, 0, 40L << 30, 1), second,
			new CudaDevice(3, "B", 9, 0, 80L << 30, 1), new CudaDevice(4, "A", 8, 0, 80L << 30, 1)));
		assertEquals(List.of(first, second), all.alike(first));
		assertEquals(List.of(second, first), all.alike(second));
	}

	@Test
	void absenceIsOneLine() {
		final CudaDevices none = CudaDevices.of(new FakeDriver(0));
		assertTrue(none.problem().contains("no GPU"), none.problem());
		assertEquals(none.problem(), none.refusal(CudaDistribution.CUDA));
		final CudaDevices broken = CudaDevices.of(new FakeDriver(803, HOPPER));
		assertTrue(broken.problem().contains("803"), broken.problem());
		assertEquals(List.of(), broken.devices());
		final CudaDevices here = CudaDevices.discover();
		assertEquals(here.devices().isEmpty(), !here.problem().isEmpty());
		assertTrue(here.problem().lines().count() <= 1);
	}

	private static CudaDevice card(final int major, final int minor) {
		return new CudaDevice(0, "a card", major, minor, 40L << 30, 30L << 30);
	}

	/** A driver that answers as it is told; made without the libraries. */
	private static final class FakeDriver extends Driver {

		private final int error;
		private final CudaDevice[] cards;

		FakeDriver(final int error, final CudaDevice... cards) {
			super(null, null);
			this.error = error;
			this.cards = cards;
		}

		@Override
		int start() {
			if (error != 0) throw new IllegalStateException("cuInit returns error " + error);
			return cards.length;
		}

		@Override
		int cudaVersion() {
			return 13000;
		}

		@Override
		String version() {
			return "580.1";
		}

		@Override
		CudaDevice device(final int index) {
			return cards[index];
		}
	}
}
