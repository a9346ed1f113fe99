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
package sc.fiji.ssd.train.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.train.TinyFields;

/** Tests that pictures are kept while they fit, and that bad files are named. */
class PictureSourceTest {

	private static final Preprocessing CAFFE = Preprocessing.CAFFE;

	private final TinyFields fields = new TinyFields("fields", 5, 2);
	private final List<TrainingImage> images = TrainingImage.of(fields.dataset(), TinyFields.CLASSES, true);

	@Test
	void keepsWhatFits() {
		// grey: one byte a pixel
		final long bytes = 40 * 36;
		final PictureSource source = new PictureSource(fields, CAFFE, 3 * bytes);
		for (int round = 0; round < 4; round++)
			images.forEach(source::get);
		assertEquals(3 * bytes, source.used());
		assertEquals(3 + 4 * 2, fields.reads.get());
		assertSame(source.get(images.get(0)), source.get(images.get(0)));
	}

	@Test
	void filesThatCannotBeUsedAreNamed() {
		final ImageReader broken = new ImageReader() {

			@Override
			public List<ImagePlane> read(final Path file) throws IOException {
				throw new IOException("no image");
			}

			@Override
			public boolean reads(final Path file) {
				return true;
			}
		};
		final UserException e = assertThrows(UserException.class,
			() -> new PictureSource(broken, CAFFE, 0).get(images.get(0)));
		assertTrue(e.getMessage().contains("field0.png") && e.getMessage().contains("no image"), e.getMessage());
		final UserException channel = assertThrows(UserException.class,
			() -> new PictureSource(fields, CAFFE.with("3", "auto"), 0).get(images.get(0)));
		assertTrue(channel.getMessage().contains("field0.png") && channel.getMessage().contains("channels"),
			channel.getMessage());
	}
}
