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
package sc.fiji.ssd.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.evaluate.formats.DetectionSource;
import sc.fiji.ssd.io.NameForms;

/** Names in annotations and names of files agree in both of Unicode's normal forms, whichever side has which. */
class NormalFormsTest {

	private static final String NAME = "Zelle_\u00e9\u00fc\u00e5\u1ed9";

	@TempDir
	private Path folder;

	/** In files. */
	private String written;

	/** In annotations. */
	private String told;

	@BeforeEach
	void checkTheLocale() {
		assumeTrue("UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding")), "Java cannot write such names");
	}

	private void choose(final String forms) {
		written = Normalizer.normalize(NAME, forms.startsWith("NFC") ? Normalizer.Form.NFC : Normalizer.Form.NFD);
		told = Normalizer.normalize(NAME, forms.endsWith("NFC") ? Normalizer.Form.NFC : Normalizer.Form.NFD);
	}

	private Path image(final String place) throws IOException {
		final Path file = folder.resolve(place + written + ".png");
		Files.createDirectories(file.getParent());
		ImageIO.write(new BufferedImage(50, 40, BufferedImage.TYPE_BYTE_GRAY), "png", file.toFile());
		return file;
	}

	private void write(final String file, final String text) throws IOException {
		Files.createDirectories(folder.resolve(file).getParent());
		Files.writeString(folder.resolve(file), text);
	}

	private void check(final Path image, final String split) {
		final Dataset dataset = Datasets.open(folder.toString(), split, List.of());
		assertEquals(List.of(), dataset.warnings());
		assertEquals(1, dataset.images().size());
		assertEquals(image.toAbsolutePath(), dataset.images().get(0).file().toAbsolutePath());
		assertEquals(1, dataset.images().get(0).objects().size());
	}

	private String xml() {
		return "<annotation><filename>" + told + ".png</filename><size><width>50</width><height>40</height></size><object>" +
			"<name>cell</name><bndbox><xmin>2</xmin><ymin>2</ymin><xmax>20</xmax><ymax>20</ymax></bndbox></object></annotation>";
	}

	@ParameterizedTest
	@ValueSource(strings = { "NFC NFD", "NFD NFC" })
	void voc(final String forms) throws IOException {
		choose(forms);
		final Path image = image("JPEGImages/");
		write("Annotations/" + told + ".xml", xml());
		write("ImageSets/Main/train.txt", told + "\n");
		check(image, "train");
		write("ImageSets/Main/val.txt", written + "\n"); // the list as the image, the annotation otherwise
		check(image, "val");
	}

	@ParameterizedTest
	@ValueSource(strings = { "NFC NFD", "NFD NFC" })
	void annotationsNextToImages(final String forms) throws IOException {
		choose(forms);
		final Path image = image("");
		write(told + ".xml", xml());
		check(image, "all");
		write("train.txt", told + ".png\n");
		check(image, "train");
	}

	@ParameterizedTest
	@ValueSource(strings = { "NFC NFD", "NFD NFC" })
	void yolo(final String forms) throws IOException {
		choose(forms);
		final Path image = image("images/train/");
		write("labels/train/" + told + ".txt", "0 0.5 0.5 0.2 0.2\n");
		write("data.yaml", "train: images/train\nnames: [cell]\n");
		check(image, "train");
		write("list.txt", "./images/train/" + told + ".png\n");
		write("data.yaml", "train: list.txt\nnames: [cell]\n");
		check(image, "train");
	}

	@ParameterizedTest
	@ValueSource(strings = { "NFC NFD", "NFD NFC" })
	void coco(final String forms) throws IOException {
		choose(forms);
		final Path image = image("images/" + told + "/"); // its folder in the one form, its name in the other
		final String json = "{\"images\":[{\"id\":1,\"file_name\":\"" + written + "/" + told +
			".png\",\"width\":50,\"height\":40}],\"annotations\":[{\"id\":1,\"image_id\":1,\"category_id\":1,\"bbox\":[1,1,20,20]}]," +
			"\"categories\":[{\"id\":1,\"name\":\"cell\"}]}";
		write("annotations/instances_train.json", json);
		check(image, "train");
	}

	@ParameterizedTest
	@ValueSource(strings = { "NFC NFD", "NFD NFC" })
	void tablesAndLabelme(final String forms) throws IOException {
		choose(forms);
		final Path image = image("");
		write("boxes.csv", "filename,xmin,ymin,xmax,ymax,class\n" + told + ".png,2,2,20,20,cell\n");
		check(image, "all");
		Files.delete(folder.resolve("boxes.csv"));
		write(told + ".json", "{\"version\":\"5.0\",\"shapes\":[{\"label\":\"cell\",\"points\":[[2,2],[20,20]]," +
			"\"shape_type\":\"rectangle\",\"flags\":{}}],\"imagePath\":\"" + told + ".png\",\"imageHeight\":40,\"imageWidth\":50}");
		check(image, "all");
	}

	@ParameterizedTest
	@ValueSource(strings = { "NFC NFD", "NFD NFC" })
	void detections(final String forms, @TempDir final Path found) throws IOException {
		choose(forms);
		image("");
		write("boxes.csv", "filename,xmin,ymin,xmax,ymax,class\n" + written + ".png,2,2,20,20,cell\n");
		final Dataset dataset = Datasets.open(folder.toString(), "all", List.of());
		final Path voc = found.resolve("comp3_det_val_cell.txt");
		Files.writeString(voc, told + " 0.9 2 2 20 20\n");
		assertEquals(1, DetectionSource.read(voc, dataset).buffer().size());
	}

	/** On Linux two files can differ in their form alone: each name means its own file. */
	@Test
	void theExactNameComesFirst() throws IOException {
		choose("NFC NFD");
		final Path composed = image("");
		written = told;
		final Path decomposed = image("");
		assertEquals(decomposed, NameForms.existing(decomposed));
		assertEquals(composed, NameForms.existing(composed));
		assertTrue(Files.exists(NameForms.existing(folder.resolve("x.png").resolveSibling("plain.png").getParent())));
		assertEquals(folder.resolve("\u00e9"), NameForms.existing(folder.resolve("\u00e9")));
	}
}
