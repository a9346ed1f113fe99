package sc.fiji.ssd.imagej;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.concurrent.Callable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.thread.ThreadService;

import ij.ImagePlus;
import ij.WindowManager;

/** Tests {@link CallerImage} with threads as SciJava starts them for a command. */
class CallerImageTest {

	private final Context context = new Context(ThreadService.class);
	private final ThreadService threads = context.service(ThreadService.class);

	@AfterEach
	void dispose() {
		WindowManager.setTempCurrentImage(null);
		context.dispose();
	}

	private ImagePlus inThreadOfACommand() throws Exception {
		return threads.run((Callable<ImagePlus>) () -> CallerImage.of(threads)).get();
	}

	/** What {@code IJ.run(image, ...)} does around the command. */
	@Test
	void theCallersImageReachesTheCommandsThread() throws Exception {
		final ImagePlus image = new ImagePlus();
		WindowManager.setTempCurrentImage(image);
		assertSame(image, inThreadOfACommand());
		assertSame(image, CallerImage.of(threads));
		WindowManager.setTempCurrentImage(null);
		assertNull(inThreadOfACommand(), "it stayed behind");
	}

	@Test
	void theImageOfTheCommandsOwnThreadGoesFirst() throws Exception {
		final ImagePlus own = new ImagePlus();
		WindowManager.setTempCurrentImage(new ImagePlus());
		assertSame(own, threads.run((Callable<ImagePlus>) () -> {
			WindowManager.setTempCurrentImage(own);
			try {
				return CallerImage.of(threads);
			}
			finally {
				WindowManager.setTempCurrentImage(null);
			}
		}).get());
	}
}
