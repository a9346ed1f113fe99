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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import sc.fiji.ssd.data.AnnotationFolder;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.ObjectEntry;
import sc.fiji.ssd.data.ObjectMerge;
import sc.fiji.ssd.data.layout.ImageNames;
import sc.fiji.ssd.io.AtomicFiles;

/**
 * A growing dataset in any format with an {@link AnnotationStore}. The store is opened again for every image, since
 * other processes may have written meanwhile.
 *
 * @param format any but {@link StoreFormat#VOC}, which has its own folder
 * @param folder of the dataset; need not exist
 * @param split the part that images are added to
 */
public record StoredFolder(StoreFormat format, Path folder, String split) implements AnnotationFolder {

	private AnnotationStore store() {
		return format.open(folder, split, List.of());
	}

	@Override
	public boolean isTaken(final String id) {
		final AnnotationStore store = store();
		return ImageNames.byStem(store.images(), id).isPresent() || store.objects(id) != null;
	}

	@Override
	public Optional<Path> image(final String id) {
		return ImageNames.byStem(store().images(), id);
	}

	@Override
	public void add(final String fileName, final byte[] image, final int width, final int height, final int depth,
		final List<GroundTruth> objects) throws IOException
	{
		final AnnotationStore store = store();
		AtomicFiles.write(store.images().resolve(fileName), out -> out.write(image));
		store.put(new AnnotationStore.Picture(ImageNames.stem(fileName), fileName, width, height, depth),
			objects.stream().map(ObjectEntry::added).toList());
		store.finish();
	}

	@Override
	public Merged merge(final String id, final Path file, final int width, final int height, final int depth,
		final List<GroundTruth> objects) throws IOException
	{
		final AnnotationStore store = store();
		final List<GroundTruth> there = store.objects(id);
		final ObjectMerge merge = new ObjectMerge(there == null ? new ArrayList<>() : there, objects, false);
		store.put(new AnnotationStore.Picture(id, file.getFileName().toString(), width, height, depth), merge.entries());
		store.finish();
		return merge.result();
	}

	@Override
	public List<String> otherSplits(final String id) {
		final List<String> others = new ArrayList<>();
		for (final Path images : store().otherImages())
			if (ImageNames.byStem(images, id).isPresent()) others.add(images.getFileName().toString());
		return others;
	}

	@Override
	public List<String> cannotHold() {
		return store().cannotHold();
	}
}
