package sc.fiji.ssd.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

/** Tests {@link HardNegatives}. */
class HardNegativesTest {

	private static final int[] TRUTHS = { -1, 0, -1, -1, -1, -1 };
	private static final float[] IOU = { 0.1f, 0.9f, 0.5f, 0.49f, 0, 0.2f };
	private static final float[] LOSS = { 2, 9, 8, 3, 2, 7 };

	@Test
	void takesTheHardestThatAreFreeAndApart() {
		assertArrayEquals(new int[] { 5, 3 }, HardNegatives.choose(TRUTHS, IOU, LOSS, 2));
	}

	@Test
	void equalLossGoesByIndex() {
		assertArrayEquals(new int[] { 5, 3, 0 }, HardNegatives.choose(TRUTHS, IOU, LOSS, 3));
		assertArrayEquals(new int[] { 5, 3, 0, 4 }, HardNegatives.choose(TRUTHS, IOU, LOSS, 100));
	}
}
