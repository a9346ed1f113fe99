package sc.fiji.ssd.detect;

import java.util.List;

/**
 * What was found in one plane of an image file.
 *
 * @param slice 1-based index in the stack
 * @param width of the plane in pixels
 * @param height of the plane in pixels
 * @param detections in pixels of the plane, by falling score
 */
public record PlaneDetections(int slice, int width, int height, List<Detection> detections) {

	public PlaneDetections {
		detections = List.copyOf(detections);
	}
}
