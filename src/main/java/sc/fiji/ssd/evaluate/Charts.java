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
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.chart.renderer.category.StackedAreaRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.DefaultXYDataset;

import sc.fiji.ssd.io.AtomicFiles;

/** Charts of one look: white, few lines, colours that the colour-blind tell apart. Needs no display. */
public final class Charts {

	private static final int WIDTH = 900;
	private static final int HEIGHT = 600;

	/** Tol's bright scheme without its grey. */
	private static final int[] COLORS = { 0x4477AA, 0xEE6677, 0x228833, 0xCCBB44, 0x66CCEE, 0xAA3377 };

	/** Tol's light scheme, for areas; the last for background. */
	private static final int[] AREAS = { 0x77AADD, 0xEE8866, 0xEEDD88, 0xFFAABB, 0x888888 };

	/** More lines than there are colours get dashes. */
	private static final float[][] DASHES = { null, { 8, 4 }, { 2, 3 }, { 10, 3, 2, 3 } };
	private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
	private static final Font TITLE_FONT = new Font(Font.SANS_SERIF, Font.BOLD, 18);
	private static final Color GRID = new Color(0xDDDDDD);

	/** A line of a panel with at most so many points shows them; a single point has no line. */
	private static final int MARKED = 40;

	/** Between panels, so that the labels of their axes do not touch. */
	private static final double GAP = 16;

	private Charts() {}

	/**
	 * Lines over numbers.
	 *
	 * @param title above, or null
	 * @param xLabel label of the axis
	 * @param yLabel label of the axis
	 * @param xMax end of the axis from 0
	 * @param yMax end of the axis from 0
	 * @param series by name: {@code {x, y}}, of equal length
	 */
	public static JFreeChart lines(final String title, final String xLabel, final String yLabel, final double xMax,
		final double yMax, final Map<String, double[][]> series)
	{
		final NumberAxis x = axis(xLabel), y = axis(yLabel);
		x.setRange(0, xMax);
		y.setRange(0, yMax);
		return chart(title, plot(x, y, series, 0, false), series.size() > 1);
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
	 * Plots above each other, with one x axis.
	 *
	 * @param title above
	 * @param xLabel label of the axis
	 * @param panels from the top; a line with few points marks each of them
	 */
	public static JFreeChart panels(final String title, final String xLabel, final List<Panel> panels) {
		final NumberAxis x = axis(xLabel);
		x.setAutoRangeIncludesZero(false);
		final CombinedDomainXYPlot all = new CombinedDomainXYPlot(x);
		all.setGap(GAP);
		int lines = 0;
		for (final Panel panel : panels) {
			final NumberAxis y = axis(panel.yAxis);
			y.setAutoRangeIncludesZero(true);
			if (!Double.isNaN(panel.top)) y.setRange(0, panel.top);
			all.add(plot(null, y, panel.series, lines, true), panel.height);
			lines += panel.series.size();
		}
		return chart(title, all, lines > 1);
	}

	/**
	 * @param png is written next to its name and renamed
	 * @param chart what it shows
	 * @throws IOException if it cannot be written
	 */
	public static void write(final Path png, final JFreeChart chart) throws IOException {
		AtomicFiles.write(png, out -> ChartUtils.writeChartAsPNG(out, chart, WIDTH, HEIGHT));
	}

	/**
	 * @param first number of the first line, which chooses its colour
	 * @param marked whether lines of few points show them
	 */
	private static XYPlot plot(final NumberAxis x, final NumberAxis y, final Map<String, double[][]> series,
		final int first, final boolean marked)
	{
		final DefaultXYDataset data = new DefaultXYDataset();
		final XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
		renderer.setDrawSeriesLineAsPath(true);
		series.forEach((name, values) -> {
			final int i = data.getSeriesCount(), color = first + i;
			data.addSeries(name, values);
			renderer.setSeriesPaint(i, new Color(COLORS[color % COLORS.length]));
			renderer.setSeriesStroke(i, stroke(color / COLORS.length));
			if (!marked || values[0].length > MARKED) return;
			renderer.setSeriesShapesVisible(i, true);
			renderer.setSeriesShape(i, new Ellipse2D.Double(-3, -3, 6, 6));
		});
		final XYPlot plot = new XYPlot(data, x, y, renderer);
		plot.setBackgroundPaint(Color.WHITE);
		plot.setDomainGridlinePaint(GRID);
		plot.setRangeGridlinePaint(GRID);
		return plot;
	}

	private static BasicStroke stroke(final int dashes) {
		return new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES[dashes % DASHES.length], 0);
	}

	/**
	 * Bars, in groups if there are several series.
	 *
	 * @param yLabel label of the axis of numbers
	 * @param categories below the bars
	 * @param series by name: a number for each category; NaN leaves a gap
	 * @param horizontal whether the bars lie
	 */
	public static JFreeChart bars(final String yLabel, final List<String> categories,
		final Map<String, double[]> series, final boolean horizontal)
	{
		final BarRenderer renderer = new BarRenderer();
		renderer.setBarPainter(new StandardBarPainter());
		renderer.setShadowVisible(false);
		renderer.setItemMargin(0.05);
		renderer.setMaximumBarWidth(0.2);
		for (int i = 0; i < series.size(); i++)
			renderer.setSeriesPaint(i, new Color(COLORS[i % COLORS.length]));
		final CategoryPlot plot = new CategoryPlot(data(categories, series), categoryAxis(null), axis(yLabel), renderer);
		plot.setOrientation(horizontal ? PlotOrientation.HORIZONTAL : PlotOrientation.VERTICAL);
		plot.setRangeGridlinePaint(GRID);
		return chart(null, plot, series.size() > 1);
	}

	/**
	 * Shares that fill the chart, with lines above.
	 *
	 * @param xLabel label of the axis of categories
	 * @param yLabel label of the axis from 0 to 1
	 * @param categories from left to right
	 * @param areas by name, from the bottom: shares of each category
	 * @param lines by name: numbers from 0 to 1
	 * @param firstColor index of the colour of the first area
	 */
	public static JFreeChart shares(final String xLabel, final String yLabel, final List<String> categories,
		final Map<String, double[]> areas, final Map<String, double[]> lines, final int firstColor)
	{
		final StackedAreaRenderer renderer = new StackedAreaRenderer();
		for (int i = 0; i < areas.size(); i++)
			renderer.setSeriesPaint(i, new Color(AREAS[(firstColor + i) % AREAS.length]));
		final NumberAxis y = axis(yLabel);
		y.setRange(0, 1);
		final CategoryAxis x = categoryAxis(xLabel);
		x.setCategoryMargin(0);
		final CategoryPlot plot = new CategoryPlot(data(categories, areas), x, y, renderer);
		if (!lines.isEmpty()) {
			final LineAndShapeRenderer above = new LineAndShapeRenderer(true, false);
			for (int i = 0; i < lines.size(); i++) {
				above.setSeriesPaint(i, new Color(0x222222));
				above.setSeriesStroke(i, stroke(i));
			}
			plot.setDataset(1, data(categories, lines));
			plot.setRenderer(1, above);
			plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
		}
		plot.setRangeGridlinePaint(GRID);
		return chart(null, plot, true);
	}

	private static DefaultCategoryDataset data(final List<String> categories, final Map<String, double[]> series) {
		final DefaultCategoryDataset data = new DefaultCategoryDataset();
		series.forEach((name, values) -> {
			for (int i = 0; i < values.length; i++)
				data.addValue(Double.isNaN(values[i]) ? null : Double.valueOf(values[i]), name, categories.get(i));
		});
		return data;
	}

	private static NumberAxis axis(final String label) {
		final NumberAxis axis = new NumberAxis(label);
		axis.setLabelFont(FONT);
		axis.setTickLabelFont(FONT);
		return axis;
	}

	private static CategoryAxis categoryAxis(final String label) {
		final CategoryAxis axis = new CategoryAxis(label);
		axis.setLabelFont(FONT);
		axis.setTickLabelFont(FONT);
		axis.setLowerMargin(0.02);
		axis.setUpperMargin(0.02);
		axis.setMaximumCategoryLabelWidthRatio(2);
		return axis;
	}

	private static JFreeChart chart(final String title, final Plot plot, final boolean legend) {
		plot.setBackgroundPaint(Color.WHITE);
		plot.setOutlineVisible(false);
		final JFreeChart chart = new JFreeChart(title, TITLE_FONT, plot, legend);
		chart.setBackgroundPaint(Color.WHITE);
		chart.setPadding(new RectangleInsets(4, 2, 2, 8));
		if (legend) {
			chart.getLegend().setItemFont(FONT);
			chart.getLegend().setPosition(title == null ? RectangleEdge.BOTTOM : RectangleEdge.RIGHT);
			chart.getLegend().setFrame(BlockBorder.NONE);
		}
		return chart;
	}
}
