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

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ObjectEntry;
import sc.fiji.ssd.data.voc.VocFormat;
import sc.fiji.ssd.data.voc.VocWriter;

/**
 * Pascal VOC. Datasets that grow are written by {@link sc.fiji.ssd.data.voc.VocFolder}, which keeps everything in an
 * annotation; this class writes new datasets.
 */
final class VocStore implements AnnotationStore {

	private final Path folder;
	private final String split;
	private final VocWriter writer;

	VocStore(final Path folder, final String split) {
		this.folder = folder;
		this.split = split;
		writer = new VocWriter(folder);
	}

	@Override
	public List<String> cannotHold() {
		return List.of("crowd");
	}

	@Override
	public Path images() {
		return folder.resolve(VocFormat.IMAGES);
	}

	@Override
	public List<Path> otherImages() {
		return List.of();
	}

	@Override
	public List<GroundTruth> objects(final String id) {
		return null;
	}

	@Override
	public void put(final Picture picture, final List<ObjectEntry> entries) throws IOException {
		writer.annotate(picture.id(), picture.fileName(), picture.width(), picture.height(), picture.depth(),
			entries.stream().map(ObjectEntry::truth).toList(), split);
	}

	@Override
	public void finish() {
		// every image is complete as it is written
	}
}
