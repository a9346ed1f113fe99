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
package sc.fiji.ssd.evaluate;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.DefaultXYDataset;

import sc.fiji.ssd.io.AtomicFiles;

/** A plot of lines as a PNG; needs no display. */
public final class LinePlot {

	private static final int WIDTH = 900;
	private static final int HEIGHT = 600;

	/** Tol's bright scheme without its grey: told apart also by the colour-blind. */
	private static final int[] COLORS = { 0x4477AA, 0xEE6677, 0x228833, 0xCCBB44, 0x66CCEE, 0xAA3377 };

	/** More lines than there are colours get dashes. */
	private static final float[][] DASHES = { null, { 8, 4 }, { 2, 3 }, { 10, 3, 2, 3 } };

	/** A line of a panel with at most so many points shows them; a single point has no line. */
	private static final int MARKED = 40;

	/** Between panels, so that the labels of their axes do not touch. */
	private static final double GAP = 16;

	private LinePlot() {}

	/**
	 * Plots shares: both axes from 0 to 1.
	 *
	 * @param png is written next to its name and renamed
	 * @param title above
	 * @param xAxis label
	 * @param yAxis label
	 * @param series by name: {@code {x, y}}, of equal length
	 * @throws IOException if it cannot be written
	 */
	static void writeShares(final Path png, final String title, final String xAxis, final String yAxis,
		final Map<String, double[][]> series) throws IOException
	{
		final NumberAxis x = new NumberAxis(xAxis), y = new NumberAxis(yAxis);
		x.setRange(0, 1.005);
		y.setRange(0, 1.02);
		write(png, new JFreeChart(title, plot(x, y, series, 0, false)), series.size());
	}

	/**
	 * One of several plots above each other.
	 *
	 * @param yAxis label
	 * @param top of its axis, which begins at 0; NaN: fits the values
	 * @param height relative to the other panels
	 * @param series by name: {@code {x, y}}, of equal length; NaN leaves a gap
	 */
	public record Panel(String yAxis, double top, int height, Map<String, double[][]> series) {}

	/**
	 * Plots panels above each other, with one x axis.
	 *
	 * @param png is written next to its name and renamed
	 * @param title above
	 * @param xAxis label
	 * @param panels from the top; a line with few points marks each of them
	 * @throws IOException if it cannot be written
	 */
	public static void write(final Path png, final String title, final String xAxis, final List<Panel> panels)
		throws IOException
	{
		final NumberAxis x = new NumberAxis(xAxis);
		x.setAutoRangeIncludesZero(false);
		final CombinedDomainXYPlot all = new CombinedDomainXYPlot(x);
		all.setGap(GAP);
		int lines = 0;
		for (final Panel panel : panels) {
			final NumberAxis y = new NumberAxis(panel.yAxis);
			y.setAutoRangeIncludesZero(true);
			if (!Double.isNaN(panel.top)) y.setRange(0, panel.top);
			all.add(plot(null, y, panel.series, lines, true), panel.height);
			lines += panel.series.size();
		}
		write(png, new JFreeChart(title, all), lines);
	}

	/**
	 * @param first number of the first line, which chooses its colour
	 * @param marked whether lines of few points show them
	 */
	private static XYPlot plot(final NumberAxis x, final NumberAxis y, final Map<String, double[][]> series,
		final int first, final boolean marked)
	{
		final DefaultXYDataset dataset = new DefaultXYDataset();
		final XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
		renderer.setDrawSeriesLineAsPath(true);
		for (final Map.Entry<String, double[][]> line : series.entrySet()) {
			final int i = dataset.getSeriesCount(), color = first + i;
			dataset.addSeries(line.getKey(), line.getValue());
			renderer.setSeriesPaint(i, new Color(COLORS[color % COLORS.length]));
			renderer.setSeriesStroke(i, new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1,
				DASHES[color / COLORS.length % DASHES.length], 0));
			if (!marked || line.getValue()[0].length > MARKED) continue;
			renderer.setSeriesShapesVisible(i, true);
			renderer.setSeriesShape(i, new Ellipse2D.Double(-3, -3, 6, 6));
		}
		final XYPlot plot = new XYPlot(dataset, x, y, renderer);
		plot.setBackgroundPaint(Color.WHITE);
		plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
		plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
		return plot;
	}

	private static void write(final Path png, final JFreeChart chart, final int lines) throws IOException {
		chart.setBackgroundPaint(Color.WHITE);
		if (lines > 1) chart.getLegend().setPosition(RectangleEdge.RIGHT);
		else chart.removeLegend();
		AtomicFiles.write(png, out -> ChartUtils.writeChartAsPNG(out, chart, WIDTH, HEIGHT));
	}
}
