package sc.fiji.ssd.imagej;

import java.awt.event.KeyEvent;
import java.nio.file.Path;

import ij.IJ;
import net.imagej.patcher.LegacyInjector;

/** Runs a macro while somebody leans on the escape key, for tests. */
final class EscapedMacro {

	private static final int MILLISECONDS_BETWEEN_KEYS = 20;

	private EscapedMacro() {}

	public static void main(final String[] file) {
		LegacyInjector.preinit();
		final Thread keys = new Thread(EscapedMacro::press, "keys");
		keys.setDaemon(true);
		keys.start();
		System.exit(new MacroRun(Path.of(file[0]), "").run() ? 0 : 1);
	}

	private static void press() {
		try {
			while (true) {
				IJ.setKeyDown(KeyEvent.VK_ESCAPE);
				Thread.sleep(MILLISECONDS_BETWEEN_KEYS);
			}
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
