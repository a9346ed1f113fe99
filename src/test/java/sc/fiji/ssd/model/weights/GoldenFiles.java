package sc.fiji.ssd.model.weights;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that {@code containers.py} wrote. */
final class GoldenFiles {

	private GoldenFiles() {}

	/** @return the bytes of a file in {@code golden/weights} */
	static byte[] bytes(final String name) throws IOException {
		try (InputStream in = GoldenFiles.class.getResourceAsStream("/sc/fiji/ssd/golden/weights/" + name)) {
			return in.readAllBytes();
		}
	}

	/** @return a copy of a file in a folder */
	static Path copy(final String name, final Path folder) throws IOException {
		return Files.write(folder.resolve(name), bytes(name));
	}
}
