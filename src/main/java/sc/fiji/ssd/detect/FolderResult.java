package sc.fiji.ssd.detect;

/**
 * What the results of a folder run hold.
 *
 * @param images done, those of an earlier run that were kept included
 * @param detections in them
 * @param failures images that could not be read; {@code failures.csv} names them
 */
public record FolderResult(int images, int detections, int failures) {}
