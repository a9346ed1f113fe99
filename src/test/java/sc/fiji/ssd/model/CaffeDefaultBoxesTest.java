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
package sc.fiji.ssd.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import sc.fiji.ssd.Golden;
import sc.fiji.ssd.box.DefaultBoxes;

/** Default boxes, bit for bit those of Caffe's arithmetic ({@code golden/prior_boxes.py}). */
class CaffeDefaultBoxesTest {

	private static final JsonObject GOLDEN = Golden.read("prior_boxes");

	@ParameterizedTest
	@CsvSource({ "ssd300-voc,NONE,ssd300-voc", "ssd300-coco,NONE,ssd300-coco", "ssd512-voc,NONE,ssd512-voc",
		"ssd512-coco,NONE,ssd512-coco", "ssd300-voc,CORNERS,ssd300-voc clipped" })
	void areCaffesToTheBit(final String preset, final DefaultBoxes.Clipping clipping, final String name) {
		final JsonObject golden = GOLDEN.getAsJsonObject(name);
		final DefaultBoxes boxes = Presets.load(preset).with(true, clipping, Decoding.CAFFE).priors();
		assertEquals(golden.get("boxes").getAsInt(), boxes.size());
		golden.getAsJsonObject("corners").entrySet().forEach(e -> {
			final int box = Integer.parseInt(e.getKey());
			assertArrayEquals(floats(e.getValue()), Arrays.copyOfRange(boxes.corners(), 4 * box, 4 * box + 4), 0,
				"box " + box);
		});
		final ByteBuffer bytes = ByteBuffer.allocate(4 * boxes.corners().length).order(ByteOrder.LITTLE_ENDIAN);
		bytes.asFloatBuffer().put(boxes.corners());
		final CRC32 crc = new CRC32();
		crc.update(bytes.array());
		assertEquals(golden.get("crc32").getAsLong(), crc.getValue());
	}

	private static float[] floats(final JsonElement numbers) {
		final double[] values = Golden.doubles(numbers);
		final float[] floats = new float[values.length];
		for (int i = 0; i < floats.length; i++)
			floats[i] = (float) values[i];
		return floats;
	}
}
