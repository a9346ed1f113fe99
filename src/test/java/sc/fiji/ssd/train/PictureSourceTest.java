package sc.fiji.ssd.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.image.PictureConverter;
import sc.fiji.ssd.model.Preprocessing;

/** Tests that pictures are kept while they fit, and that bad files are named. */
class PictureSourceTest {

	private static final PictureConverter CONVERTER = new PictureConverter(Preprocessing.CAFFE);

	private final TinyFields fields = new TinyFields("fields", 5, 2);
	private final List<TrainingImage> images = TrainingImage.of(fields.dataset(), TinyFields.CLASSES, true);

	@Test
	void keepsWhatFits() {
		// grey: one byte a pixel
		final long bytes = 40 * 36;
		final PictureSource source = new PictureSource(fields, CONVERTER, 3 * bytes);
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
		final SsdException e = assertThrows(SsdException.class, () -> new PictureSource(broken, CONVERTER, 0).get(images.get(
			0)));
		assertTrue(e.getMessage().contains("field0.png") && e.getMessage().contains("no image"), e.getMessage());
		final SsdException channel = assertThrows(SsdException.class, () -> new PictureSource(fields, new PictureConverter(
			Preprocessing.CAFFE.with("3", "auto")), 0).get(images.get(0)));
		assertTrue(channel.getMessage().contains("field0.png") && channel.getMessage().contains("channels"), channel
			.getMessage());
	}
}
