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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.google.gson.Gson;

import sc.fiji.ssd.data.synthetic.SampleDataset;
import sc.fiji.ssd.data.voc.VocFormat;

/** Generated images in the layouts that {@code docs/reproducing-the-paper.md} asks for. */
public final class GuideData {

	private GuideData() {}

	/**
	 * @param folder of a VOC year, absent
	 * @param images how many
	 * @param seed of their content
	 * @param splits of which each has all images
	 */
	public static void voc(final Path folder, final int images, final long seed, final String... splits)
		throws IOException
	{
		Files.createDirectories(folder.getParent());
		SampleDataset.write(folder, images, seed);
		final Path lists = folder.resolve("ImageSets/Main");
		final String all = Files.readString(lists.resolve("train.txt")) + Files.readString(lists.resolve("val.txt"));
		for (final String split : splits)
			Files.writeString(lists.resolve(split + ".txt"), all);
	}

	/**
	 * @param folder of COCO, absent
	 * @param split name of the list and of the folder of images
	 * @param images how many
	 * @param seed of their content
	 */
	public static void coco(final Path folder, final String split, final int images, final long seed)
		throws IOException
	{
		final Path made = folder.resolve("made-" + split);
		voc(made, images, seed, split);
		final Dataset dataset = new VocFormat().open(made, split);
		final List<Map<String, Object>> listed = new ArrayList<>(), annotations = new ArrayList<>();
		Files.createDirectories(folder.resolve(split));
		for (final AnnotatedImage image : dataset.images()) {
			final String name = String.format("%012d.jpg", listed.size() + 1);
			Files.copy(image.file(), folder.resolve(split).resolve(name));
			listed.add(
				Map.of("id", listed.size() + 1, "file_name", name, "width", image.width(), "height", image.height()));
			for (final GroundTruth object : image.objects())
				annotations.add(Map.of("id", annotations.size() + 1, "image_id", listed.size(), "category_id",
					1 + dataset.classNames().indexOf(object.className()), "bbox", new double[] { object.box().xMin(),
						object.box().yMin(), object.box().width(), object.box().height() },
					"area", object.box().width() * object.box().height(), "iscrowd", 0));
		}
		final List<Map<String, Object>> categories = IntStream.range(0, dataset.classNames().size())
			.mapToObj(i -> Map.<String, Object>of("id", i + 1, "name", dataset.classNames().get(i))).toList();
		Files.createDirectories(folder.resolve("annotations"));
		Files.writeString(folder.resolve("annotations/instances_" + split + ".json"),
			new Gson().toJson(Map.of("images", listed, "annotations", annotations, "categories", categories)));
	}
}
