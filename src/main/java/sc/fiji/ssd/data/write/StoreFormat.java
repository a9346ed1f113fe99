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
package sc.fiji.ssd.data.write;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import sc.fiji.ssd.io.Choices;
import sc.fiji.ssd.io.UserException;

/** The formats in which datasets are written. */
public enum StoreFormat {

		/** Pascal VOC. */
		VOC("Pascal VOC"),
		/** COCO. */
		COCO("COCO"),
		/** YOLO, as Ultralytics has it. */
		YOLO("YOLO"),
		/** Labelme. */
		LABELME("Labelme"),
		/** GeoJSON, as QuPath has it. */
		GEOJSON("GeoJSON");

	private final String title;

	StoreFormat(final String title) {
		this.title = title;
	}

	/** @return its name in sentences */
	public String title() {
		return title;
	}

	/** @return the value of the macro key */
	public String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** @return the values of the macro key */
	public static List<String> keys() {
		return Arrays.stream(values()).map(StoreFormat::key).toList();
	}

	/**
	 * @param key a value of the macro key {@code format}
	 * @return the format
	 * @throws UserException if it does not exist
	 */
	public static StoreFormat of(final String key) {
		return valueOf(Choices.one("format", key, keys()).toUpperCase(Locale.ROOT));
	}

	/**
	 * @param folder of the dataset
	 * @param split the part
	 * @param classes that will be written, in the order in which they are numbered; more may come
	 * @return the part in this format
	 * @throws UserException if what is there is damaged
	 */
	public AnnotationStore open(final Path folder, final String split, final List<String> classes) {
		return switch (this) {
			case VOC -> new VocStore(folder, split);
			case COCO -> new CocoStore(folder, split, classes);
			case YOLO -> new YoloStore(folder, split, classes);
			case LABELME -> new LabelmeStore(folder, split);
			case GEOJSON -> new GeoJsonStore(folder, split);
		};
	}
}
