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
package sc.fiji.ssd.imagej.results;

/**
 * The settings for showing detections.
 *
 * @param keepPrevious whether the detections of earlier runs stay; if not, those of the same planes are replaced
 * @param table whether the detections get rows in the Results table
 * @param manager whether the detections go into the ROI Manager; ignored without a display
 * @param counts whether a table of counts per class is shown; ignored without a display
 * @param names whether the overlay shows the name of every detection
 * @param legend whether the overlay has a legend
 * @param interactive whether a person called the command, not a macro or script
 */
public record ResultViews(boolean keepPrevious, boolean table, boolean manager, boolean counts, boolean names,
	Legend legend, boolean interactive)
{

	/** The conditions under which a legend of classes, colours and counts is drawn. */
	public enum Legend {
		/** If there is more than one class and a person called the command. */
		AUTO,
		/** Always. */
		ON,
		/** Never. */
		OFF
	}

	/** @param classes that were found @return whether a legend is drawn */
	boolean wantsLegend(final int classes) {
		return legend == Legend.ON || legend == Legend.AUTO && interactive && classes > 1;
	}
}
