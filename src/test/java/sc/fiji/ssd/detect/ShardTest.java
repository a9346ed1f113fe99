package sc.fiji.ssd.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.SsdException;

class ShardTest {

	@Test
	void parsesAndPads() {
		assertEquals(new Shard(3, 16), Shard.parse(" 3/16 "));
		assertEquals("-03-of-16", Shard.parse("3/16").suffix());
		assertEquals("-1-of-2", Shard.parse("1/2").suffix());
		assertEquals("-007-of-100", Shard.parse("7/100").suffix());
		assertEquals("", Shard.ALL.suffix());
		assertEquals("3/16", Shard.parse("3/16").toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "3", "0/4", "5/4", "1/0", "-1/4", "1/4/2", "a/b", "1.5/4", "1/99999999999" })
	void refusesTheRest(final String text) {
		assertTrue(assertThrows(SsdException.class, () -> Shard.parse(text)).getMessage().startsWith("shard:"));
	}

	@Test
	void everyImageIsInOneShardAndTheyAreAboutEqual() {
		final int[] sizes = new int[7];
		for (int i = 0; i < 7000; i++) {
			int in = 0;
			for (int k = 1; k <= 7; k++)
				if (new Shard(k, 7).takes("plate 1/image_" + i + ".tif")) {
					in++;
					sizes[k - 1]++;
				}
			assertEquals(1, in);
		}
		for (final int size : sizes)
			assertTrue(size > 800 && size < 1200);
	}

	@Test
	void theHashIsFixed() {
		// zlib.crc32("päth/a.png".encode()) % 16 == 4 in Python
		assertTrue(new Shard(5, 16).takes("p\u00E4th/a.png"));
	}
}
