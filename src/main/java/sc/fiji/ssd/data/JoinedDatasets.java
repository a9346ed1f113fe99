package sc.fiji.ssd.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Several datasets as one, image names kept unique. */
final class JoinedDatasets {

	private JoinedDatasets() {}

	static Dataset join(final List<Dataset> parts) {
		final List<String> prefixes = prefixes(parts);
		final List<AnnotatedImage> images = new ArrayList<>();
		final List<String> warnings = new ArrayList<>();
		for (int i = 0; i < parts.size(); i++) {
			for (final AnnotatedImage image : parts.get(i).images())
				images.add(new AnnotatedImage(prefixes.get(i) + image.name(), image.file(), image.width(), image.height(), image
					.objects()));
			warnings.addAll(parts.get(i).warnings());
		}
		final String location = parts.stream().map(Dataset::location).collect(Collectors.joining(";"));
		return new DatasetBuilder.Contents(location, List.copyOf(images), List.copyOf(warnings));
	}

	/** Nothing if image names differ anyway, else the folders' names, else their places in the list. */
	private static List<String> prefixes(final List<Dataset> parts) {
		final List<String> none = parts.stream().map(part -> "").collect(Collectors.toList());
		if (unique(parts.stream().flatMap(part -> part.images().stream()).map(AnnotatedImage::name).collect(Collectors
			.toList()))) return none;
		final List<String> folders = parts.stream().map(part -> Path.of(part.location()).toAbsolutePath().normalize()
			.getFileName() + "/").collect(Collectors.toList());
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
