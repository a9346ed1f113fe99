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
package sc.fiji.ssd.data.voc;

import java.nio.file.Path;
import java.util.List;

import org.scijava.plugin.Plugin;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.DatasetFormat;
import sc.fiji.ssd.data.Recognition;
import sc.fiji.ssd.data.layout.PairedLayout;

/**
 * VOC's annotations without VOC's folders: {@code NAME.xml} next to {@code NAME.png}, as
 * LabelImg and Roboflow write them, or in a folder next to the images, as Label Studio
 * and FiftyOne do.
 */
@Plugin(type = DatasetFormat.class, priority = 700, name = "Pascal VOC files next to images",
	description = "an annotation NAME.xml for each image, as LabelImg writes them")
public final class VocFlatFormat implements DatasetFormat {

	private static final PairedLayout LAYOUT = PairedLayout.ofEnding(
		List.of("annotations", "Annotations", "labels", "xml", "xmls"), ".xml", file -> true);

	@Override
	public Recognition recognise(final Path folder) {
		return Recognition.of(LAYOUT.isThere(folder), "it has no .xml files with the names of images");
	}

	@Override
	public Dataset open(final Path folder, final String split) {
		final DatasetBuilder builder = new DatasetBuilder(folder.toString());
		for (final PairedLayout.Member member : LAYOUT.annotated(folder, split, ".xml", builder::warn))
			VocFormat.add(member.name(), member.file(), member.annotations(), VocAnnotation.read(member.annotations()),
				builder);
		return builder.build();
	}
}
