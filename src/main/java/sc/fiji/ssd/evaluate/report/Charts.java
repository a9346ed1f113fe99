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
package sc.fiji.ssd.evaluate.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.Map;

import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.DatasetRenderingOrder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.chart.renderer.category.StackedAreaRenderer;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.xy.DefaultXYDataset;

/** Charts of one look: white, few lines, colours that the colour-blind tell apart. */
final class Charts {

	/** Tol's bright scheme without its grey. */
	private static final int[] COLORS = { 0x4477AA, 0xEE6677, 0x228833, 0xCCBB44, 0x66CCEE, 0xAA3377 };

	/** Tol's light scheme, for areas; the last for background. */
	private static final int[] AREAS = { 0x77AADD, 0xEE8866, 0xEEDD88, 0xFFAABB, 0x888888 };

	private static final float[][] DASHES = { null, { 7, 3 }, { 2, 2 }, { 8, 3, 2, 3 } };
	private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
	private static final Color GRID = new Color(0xDDDDDD);

	private Charts() {}

	/**
	 * Lines over numbers.
	 *
	 * @param xLabel label of the axis
	 * @param yLabel label of the axis
	 * @param xMax end of the axis from 0
	 * @param yMax end of the axis from 0
	 * @param series by name: {@code {x, y}}, of equal length
	 */
	static JFreeChart lines(final String xLabel, final String yLabel, final double xMax, final double yMax,
		final Map<String, double[][]> series)
	{
		final DefaultXYDataset data = new DefaultXYDataset();
		final XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
		renderer.setDrawSeriesLineAsPath(true);
		series.forEach((name, values) -> {
			final int i = data.getSeriesCount();
			data.addSeries(name, values);
			renderer.setSeriesPaint(i, new Color(COLORS[i % COLORS.length]));
			renderer.setSeriesStroke(i, new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1,
				DASHES[(i / COLORS.length + i) % DASHES.length], 0));
		});
		final NumberAxis x = axis(xLabel), y = axis(yLabel);
		x.setRange(0, xMax);
		y.setRange(0, yMax);
		final XYPlot plot = new XYPlot(data, x, y, renderer);
		plot.setDomainGridlinePaint(GRID);
		plot.setRangeGridlinePaint(GRID);
		return chart(plot, series.size() > 1);
	}

	/**
	 * Bars, in groups if there are several series.
	 *
	 * @param yLabel label of the axis of numbers
	 * @param categories below the bars
	 * @param series by name: a number for each category; NaN leaves a gap
	 * @param horizontal whether the bars lie
	 * @param stacked whether the series stand on one another
	 */
	static JFreeChart bars(final String yLabel, final List<String> categories, final Map<String, double[]> series,
		final boolean horizontal, final boolean stacked)
	{
		final BarRenderer renderer = stacked ? new StackedBarRenderer() : new BarRenderer();
		renderer.setBarPainter(new StandardBarPainter());
		renderer.setShadowVisible(false);
		renderer.setItemMargin(0.05);
		renderer.setMaximumBarWidth(0.2);
		for (int i = 0; i < series.size(); i++)
			renderer.setSeriesPaint(i, new Color(COLORS[i % COLORS.length]));
		final CategoryPlot plot = new CategoryPlot(data(categories, series), categoryAxis(null), axis(yLabel), renderer);
		plot.setOrientation(horizontal ? PlotOrientation.HORIZONTAL : PlotOrientation.VERTICAL);
		plot.setRangeGridlinePaint(GRID);
		return chart(plot, series.size() > 1);
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
	static JFreeChart shares(final String xLabel, final String yLabel, final List<String> categories,
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
				above.setSeriesStroke(i,
					new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, DASHES[i % DASHES.length], 0));
			}
			plot.setDataset(1, data(categories, lines));
			plot.setRenderer(1, above);
			plot.setDatasetRenderingOrder(DatasetRenderingOrder.FORWARD);
		}
		plot.setRangeGridlinePaint(GRID);
		return chart(plot, true);
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

	private static JFreeChart chart(final Plot plot, final boolean legend) {
		plot.setBackgroundPaint(Color.WHITE);
		plot.setOutlineVisible(false);
		final JFreeChart chart = new JFreeChart(null, FONT, plot, legend);
		chart.setBackgroundPaint(Color.WHITE);
		chart.setPadding(new RectangleInsets(4, 2, 2, 8));
		if (legend) {
			chart.getLegend().setItemFont(FONT);
			chart.getLegend().setPosition(RectangleEdge.BOTTOM);
			chart.getLegend().setFrame(BlockBorder.NONE);
		}
		return chart;
	}
}
