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
package sc.fiji.ssd.data.mask;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.data.layout.YamlText;
import sc.fiji.ssd.io.UserException;

/**
 * The settings for reading the masks of a dataset; {@code masks.yaml} in its folder overrides the defaults.
 *
 * @param background value of pixels that belong to no object
 * @param smallest objects of fewer pixels are left out
 * @param objects {@code labels}: an object for each value; {@code connected}: connected pixels of one value;
 * {@code auto}: connected if no mask has more than one value, otherwise labels
 * @param className class of objects that neither folder nor value tells
 * @param classes class by value; then objects are connected pixels
 */
public record MaskSettings(int background, long smallest, String objects, String className,
	Map<Integer, String> classes)
{

	/** Name of the file. */
	public static final String FILE = "masks.yaml";

	/** The values of {@code objects}. */
	public static final String AUTO = "auto", LABELS = "labels", CONNECTED = "connected";

	private static final MaskSettings DEFAULT = new MaskSettings(0, 1, AUTO, "object", Map.of());

	/**
	 * @param folder of a dataset
	 * @return its settings
	 * @throws UserException naming the key that is wrong
	 */
	public static MaskSettings of(final Path folder) {
		final Path file = folder.resolve(FILE);
		if (!Files.isRegularFile(file)) return DEFAULT;
		return read(YamlText.read(file, "; the keys are background, smallest, objects, class, classes"), file);
	}

	private static MaskSettings read(final Map<?, ?> map, final Path file) {
		int background = DEFAULT.background;
		long smallest = DEFAULT.smallest;
		String objects = AUTO, className = DEFAULT.className;
		final Map<Integer, String> classes = new HashMap<>();
		for (final Map.Entry<?, ?> entry : map.entrySet()) {
			final Object value = entry.getValue();
			switch (String.valueOf(entry.getKey())) {
				case "background" -> background = whole(value, "background", file);
				case "smallest" -> smallest = whole(value, "smallest", file);
				case "objects" -> objects = String.valueOf(value);
				case "class" -> className = String.valueOf(value).strip();
				case "classes" -> {
					if (!(value instanceof Map<?, ?> names)) throw wrong("classes", value, "write value: name", file);
					names.forEach((key, name) -> classes.put(whole(key, "classes", file), String.valueOf(name).strip()));
				}
				default -> throw new UserException(file + ": " + Quoted.of(String.valueOf(entry.getKey())) +
					" is not a key; the keys are background, smallest, objects, class, classes");
			}
		}
		if (!List.of(AUTO, LABELS, CONNECTED).contains(objects))
			throw wrong("objects", objects, "write auto, labels or connected", file);
		if (className.isEmpty() || classes.containsValue("")) throw wrong("class", "", "write a name", file);
		return new MaskSettings(background, smallest, objects, className, Map.copyOf(classes));
	}

	private static int whole(final Object value, final String key, final Path file) {
		if (value instanceof Integer number) return number;
		throw wrong(key, value, "write a whole number", file);
	}

	private static UserException wrong(final String key, final Object value, final String write, final Path file) {
		return new UserException(file + ": " + key + " is '" + Quoted.of(String.valueOf(value)) + "'; " + write);
	}
}
