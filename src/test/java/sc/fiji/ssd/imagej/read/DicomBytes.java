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
package sc.fiji.ssd.imagej.read;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntBinaryOperator;

/** Writes DICOM files of one plane, for tests. */
final class DicomBytes {

	private static final String IMPLICIT = "1.2.840.10008.1.2", EXPLICIT = "1.2.840.10008.1.2.1", BIG = "1.2.840.10008.1.2.2";

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();
	private boolean explicit = true;
	private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

	private DicomBytes() {}

	/**
	 * @param bits of a value, 8 or 16
	 * @param kind {@code explicit}, {@code implicit}, {@code big-endian}, or {@code bare}: implicit without preamble
	 * @param value of pixel (x, y)
	 * @return the file
	 */
	static byte[] write(final int width, final int height, final int bits, final String kind, final IntBinaryOperator value) {
		final DicomBytes dicom = new DicomBytes();
		final boolean bare = kind.equals("bare");
		if (!bare) {
			dicom.out.writeBytes(new byte[128]);
			dicom.out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
			dicom.text(0x00020010, "UI", kind.equals("implicit") ? IMPLICIT : kind.equals("big-endian") ? BIG : EXPLICIT);
		}
		dicom.explicit = !bare && !kind.equals("implicit");
		if (kind.equals("big-endian")) dicom.order = ByteOrder.BIG_ENDIAN;
		dicom.text(0x00080060, "CS", "OT");
		dicom.element(0x00081140, "SQ", new byte[0]);
		dicom.text(0x00100010, "PN", "Nobody");
		dicom.number(0x00280002, 1);
		dicom.text(0x00280004, "CS", "MONOCHROME2");
		dicom.number(0x00280010, height);
		dicom.number(0x00280011, width);
		dicom.number(0x00280100, bits);
		dicom.number(0x00280101, bits);
		dicom.number(0x00280102, bits - 1);
		dicom.number(0x00280103, 0);
		final ByteBuffer pixels = ByteBuffer.allocate(width * height * bits / 8).order(dicom.order);
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++)
				if (bits == 8) pixels.put((byte) value.applyAsInt(x, y));
				else pixels.putShort((short) value.applyAsInt(x, y));
		dicom.element(0x7fe00010, "OW", pixels.array());
		return dicom.out.toByteArray();
	}

	private void text(final int tag, final String representation, final String text) {
		final String even = text.length() % 2 == 0 ? text : text + (representation.equals("UI") ? "\0" : " ");
		element(tag, representation, even.getBytes(StandardCharsets.US_ASCII));
	}

	private void number(final int tag, final int value) {
		element(tag, "US", ByteBuffer.allocate(2).order(order).putShort((short) value).array());
	}

	private void element(final int tag, final String representation, final byte[] value) {
		final ByteBuffer head = ByteBuffer.allocate(12).order(order).putShort((short) (tag >> 16)).putShort((short) tag);
		if (!explicit) head.putInt(value.length);
		else {
			head.put(representation.getBytes(StandardCharsets.US_ASCII));
			if (representation.equals("OW") || representation.equals("SQ")) head.putShort((short) 0).putInt(value.length);
			else head.putShort((short) value.length);
		}
		out.write(head.array(), 0, head.position());
		out.writeBytes(value);
	}
}
