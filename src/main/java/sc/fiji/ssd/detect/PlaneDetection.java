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
package sc.fiji.ssd.detect;

import java.util.ArrayList;
import java.util.List;

import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.UserException;

/**
 * Detects in the planes of an open image.
 *
 * <pre>{@code
 * List<PlaneDetections> found = PlaneDetection.run(detector, planes, (done, total, message) -> {});
 * }</pre>
 */
public final class PlaneDetection {

	private PlaneDetection() {}

	/**
	 * Another thread reads and prepares ahead, tile by tile, so memory does not grow
	 * with the planes.
	 *
	 * @param detector finds the objects
	 * @param planes of one image, each asked for once, by another thread, when its turn
	 *          has come
	 * @param progress is told about tiles done after every batch, and may end the run then; called in the caller's
	 * thread
	 * @return what was found in each plane; less than all planes if it was canceled
	 * @throws UserException if a plane cannot be read or does not have the channels that
	 *           the model wants
	 */
	public static List<PlaneDetections> run(final Detector detector, final List<ImagePlane> planes,
		final DetectionProgress progress)
	{
		final List<PlaneDetections> found = new ArrayList<>();
		final long[] tilesOfPlane = { 1 };
		final PlaneStream stream = new PlaneStream(detector, 1, tiles -> {
			final long total = tilesOfPlane[0] * planes.size();
			progress.progress((int) Math.min(tiles, total), (int) Math.min(total, Integer.MAX_VALUE), "Detecting");
			return !progress.canceled();
		});
		FileAccess.run(() -> stream.run(planes.size(), index -> {
			final ImagePlane plane = planes.get(index);
			if (index == 0)
				tilesOfPlane[0] = Detector.tiles(detector.model(), detector.settings(),
					(int) plane.pixels().dimension(0), (int) plane.pixels().dimension(1), plane.pixelSize());
			return List.of(plane);
		}, (index, results, failure) -> {
			if (failure instanceof UserException e) throw e;
			if (failure != null)
				throw new UserException(
					"image: plane " + (index + 1) + " cannot be read: " + OneLine.of(failure) + ".", failure);
			found.addAll(results);
			return true;
		}), e -> "image: cannot be read: " + OneLine.of(e) + ".");
		return found;
	}
}
