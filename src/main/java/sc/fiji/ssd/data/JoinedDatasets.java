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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Several datasets as one, with unique image names. */
final class JoinedDatasets {

	private JoinedDatasets() {}

	static Dataset join(final List<Dataset> parts) {
		final List<String> prefixes = prefixes(parts);
		final List<AnnotatedImage> images = new ArrayList<>();
		final List<String> warnings = new ArrayList<>();
		for (int i = 0; i < parts.size(); i++) {
			for (final AnnotatedImage image : parts.get(i).images())
				images.add(new AnnotatedImage(prefixes.get(i) + image.name(), image.file(), image.plane(),
					image.width(), image.height(), image.objects()));
			warnings.addAll(parts.get(i).warnings());
		}
		final String location = parts.stream().map(Dataset::location).collect(Collectors.joining(";"));
		return new DatasetBuilder.Contents(location, List.copyOf(images), List.copyOf(warnings), Optional.empty());
	}

	/**
	 * The prefix that makes image names unique: none if they differ anyway, otherwise the names of the folders, or else
	 * their positions in the list.
	 */
	private static List<String> prefixes(final List<Dataset> parts) {
		final List<String> none = parts.stream().map(part -> "").collect(Collectors.toList());
		if (unique(parts.stream().flatMap(part -> part.images().stream()).map(AnnotatedImage::name)
			.collect(Collectors.toList()))) return none;
		final List<String> folders = parts.stream()
			.map(part -> Path.of(part.location()).toAbsolutePath().normalize().getFileName() + "/")
			.collect(Collectors.toList());
		if (unique(folders)) return folders;
		final List<String> places = new ArrayList<>();
		for (int i = 1; i <= parts.size(); i++)
			places.add(i + "/");
		return places;
	}

	private static boolean unique(final List<String> names) {
		final Set<String> seen = new HashSet<>();
		return names.stream().allMatch(seen::add);
	}
}
