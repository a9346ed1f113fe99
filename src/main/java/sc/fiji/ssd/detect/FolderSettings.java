package sc.fiji.ssd.detect;

import java.nio.file.Path;

/**
 * What a run over a folder does.
 *
 * @param input folder of images
 * @param output folder of the results; made if it is not there
 * @param recursive whether folders within are searched too
 * @param overlays whether each image is also written with its overlay
 * @param shard the part of the images that this run does
 * @param overwrite whether results that are there are replaced; else what has
 *          been done is kept and not done again
 */
public record FolderSettings(Path input, Path output, boolean recursive, boolean overlays, Shard shard,
	boolean overwrite)
{}
