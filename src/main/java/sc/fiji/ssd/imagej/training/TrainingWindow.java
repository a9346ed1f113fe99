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
package sc.fiji.ssd.imagej.training;

import java.awt.Button;
import java.awt.Canvas;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.FlowLayout;
import java.awt.Graphics;
import java.awt.Image;
import java.awt.Label;
import java.awt.Panel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import ij.gui.Plot;
import ij.gui.PlotWindow;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.train.progress.LossCurve;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingLog;
import sc.fiji.ssd.train.progress.TrainingProgress;
import sc.fiji.ssd.train.progress.TrainingResult;
import sc.fiji.ssd.train.progress.TrainingStart;

/**
 * A window with the losses and the validation of a training while it runs, and
 * buttons to stop, discard and resume it. The plot follows the training until the user zooms in; then it
 * keeps what the user looks at, until all is in sight again. To close the window does
 * not end the training. There must be a display.
 */
public final class TrainingWindow implements TrainingListener {

	/** Points of a line. */
	private static final int POINTS = 400;

	/** Between two drawings. */
	private static final long NANOSECONDS = 500_000_000;

	/** Share of the points that the axis shows at first: a training begins with losses far above all others. */
	private static final double IN_SIGHT = 0.97;

	private static final double MARGIN = 1.15;

	/** Where the axis of the iterations ends: a mark at the last one is shown whole. */
	private static final double BEYOND = 1.01;

	/** Size of the plot of the scores, in pixels. */
	private static final int SCORE_HEIGHT = 110;

	/** Width of the line of text in pixels: longer texts may follow after the window was laid out. */
	private static final int LINE_WIDTH = 600;

	private static final String STOP = "Stop and keep the model", DISCARD = "Discard",
		REALLY = "Press again to discard everything", RESUME = "Resume";

	private final String title;
	private final Runnable stop;
	private final Runnable discard;
	private final Runnable resume;
	private final TrainingListener validationImage;
	private final LossCurve loss = new LossCurve();
	private final LossCurve localization = new LossCurve();
	private final LossCurve confidence = new LossCurve();
	private final LossCurve validation = new LossCurve();
	private long lastDrawn;

	// touched by the event thread alone
	private PlotWindow window;
	private Label line;
	private Button stopButton, discardButton, resumeButton;
	private final ScoreCanvas scoreCanvas = new ScoreCanvas();
	private double[] automatic;
	private double[] data;

	/**
	 * What the buttons do.
	 *
	 * @param stop ends the training so that it leaves a model
	 * @param discard ends the training so that it leaves nothing
	 * @param resume continues a training that was stopped, when its command has ended
	 */
	public record Actions(Runnable stop, Runnable discard, Runnable resume) {}

	/**
	 * @param title of the window
	 * @param actions of the buttons
	 * @param showsImage whether an image of the validation is shown too, with what the model detects in it
	 */
	public TrainingWindow(final String title, final Actions actions, final boolean showsImage) {
		this.title = title;
		stop = actions.stop;
		discard = actions.discard;
		resume = actions.resume;
		validationImage = showsImage
			? new ValidationImage(() -> window == null ? null : window.getBounds())
			: new TrainingListener() {};
	}

	@Override
	public void detected(final int iteration, final Dataset images, final Map<String, List<Detection>> found) {
		validationImage.detected(iteration, images, found);
	}

	@Override
	public void started(final TrainingStart start) {
		later(() -> open(start.engine().engine() + " on " + start.engine().device() + ": the first iteration..."));
	}

	@Override
	public synchronized void resumed(final List<TrainingLog.Row> earlier) {
		for (final TrainingLog.Row row : earlier) {
			addLosses(row.iteration(), row.loss(), row.localizationLoss(), row.confidenceLoss());
			if (!Double.isNaN(row.validationMap())) validation.add(row.iteration(), row.validationMap());
		}
	}

	private void addLosses(final int iteration, final double both, final double where, final double what) {
		loss.add(iteration, both);
		localization.add(iteration, where);
		confidence.add(iteration, what);
	}

	@Override
	public synchronized void iteration(final TrainingProgress p) {
		addLosses(p.iteration(), p.loss(), p.localizationLoss(), p.confidenceLoss());
		final long now = System.nanoTime();
		if (now - lastDrawn < NANOSECONDS && p.iteration() < p.iterations()) return;
		lastDrawn = now;
		final String text = String.format(Locale.ROOT, "%d of %d, loss %.3f, %.1f images/s", p.iteration(),
			p.iterations(), p.loss(), p.imagesPerSecond()) + left(p.secondsLeft());
		later(() -> draw(text));
	}

	private static String left(final double seconds) {
		if (!Double.isFinite(seconds)) return "";
		final long s = Math.round(seconds);
		return s < 60
			? ", " + s + " s left"
			: String.format(Locale.ROOT, ", %d:%02d:%02d left", s / 3600, s / 60 % 60, s % 60);
	}

	@Override
	public synchronized void validated(final int iteration, final double map) {
		validation.add(iteration, map);
	}

	@Override
	public void finished(final TrainingResult result) {
		final String text = (result.canceled() ? "Stopped after " : "Done: ") + result.iterations() + " iterations" +
			(Double.isNaN(result.bestMap())
				? ""
				: String.format(Locale.ROOT, ", best validation mAP %.3f", result.bestMap()));
		later(() -> {
			draw(text);
			stopButton.setEnabled(false);
			discardButton.setEnabled(false);
			resumeButton.setEnabled(result.canceled() && !result.discarded());
		});
	}

	private static void later(final Runnable task) {
		if (EventQueue.isDispatchThread()) task.run();
		else EventQueue.invokeLater(task);
	}

	private void open(final String text) {
		final Plot plot = new Plot(title, "iteration", "loss");
		plot.setLimits(0, 10, 0, 10);
		automatic = plot.getLimits();
		data = automatic;
		window = plot.show();
		line = new Label(text) {

			@Override
			public Dimension getPreferredSize() {
				final Dimension size = super.getPreferredSize();
				return new Dimension(Math.max(size.width, LINE_WIDTH), size.height);
			}
		};
		stopButton = new Button(STOP);
		discardButton = new Button(DISCARD);
		resumeButton = new Button(RESUME);
		resumeButton.setEnabled(false);
		resumeButton.addActionListener(event -> {
			resumeButton.setEnabled(false);
			line.setText("The training continues in a window of its own.");
			resume.run();
		});
		stopButton.addActionListener(event -> end(stop, "Stopping after this step..."));
		discardButton.addActionListener(event -> {
			if (DISCARD.equals(discardButton.getLabel())) {
				discardButton.setLabel(REALLY);
				window.pack();
			}
			else end(discard, "Stopping; nothing will be kept...");
		});
		final Panel texts = new Panel(new FlowLayout(FlowLayout.LEFT)),
			buttons = new Panel(new FlowLayout(FlowLayout.LEFT));
		texts.add(line);
		buttons.add(stopButton);
		buttons.add(discardButton);
		buttons.add(resumeButton);
		window.add(texts);
		window.add(buttons);
		window.pack();
	}

	/** The scores have their own axis, from 0 to 1, below the losses, and the same iterations. */
	private void drawScores(final double[][] scores, final double end) {
		if (scores[0].length == 0) return;
		final Plot plot = new Plot("validation", "iteration", "validation mAP");
		plot.setSize(window.getPlot().getSize().width, SCORE_HEIGHT);
		plot.setColor(Color.RED, Color.RED);
		plot.setLineWidth(2);
		plot.add("connected circle", scores[0], scores[1]);
		plot.setLimits(0, end, 0, 1);
		final Image picture = plot.getImagePlus().getProcessor().createImage();
		final boolean first = scoreCanvas.picture == null;
		scoreCanvas.picture = picture;
		scoreCanvas.setPreferredSize(new Dimension(picture.getWidth(null), picture.getHeight(null)));
		scoreCanvas.repaint();
		if (!first) return;
		window.add(scoreCanvas, window.getComponentCount() - 2); // above the texts and the buttons
		window.pack();
	}

	/** Shows the plot of the scores. */
	private static final class ScoreCanvas extends Canvas {

		private transient Image picture;

		@Override
		public void paint(final Graphics g) {
			if (picture != null) g.drawImage(picture, 0, 0, null);
		}

		@Override
		public void update(final Graphics g) {
			paint(g);
		}
	}

	private void end(final Runnable how, final String text) {
		stopButton.setEnabled(false);
		discardButton.setEnabled(false);
		line.setText(text);
		how.run();
	}

	private void draw(final String text) {
		if (window == null || window.isClosed()) return;
		if (stopButton.isEnabled() || !text.contains(" left")) line.setText(text);
		final double[][] all, where, what, scores;
		synchronized (this) {
			all = loss.points(POINTS);
			where = localization.points(POINTS);
			what = confidence.points(POINTS);
			scores = validation.points(POINTS);
		}
		if (all[0].length == 0) return;
		final Plot old = window.getPlot();
		final double[] seen = old.getLimits();
		final boolean zoomed = !Arrays.equals(seen, automatic) && !covers(seen, data);
		final double end = Math.max(10, all[0][all[0].length - 1] * BEYOND);
		final Plot plot = new Plot(title, "iteration", "loss");
		line(plot, new Color(0x1f77b4), all);
		line(plot, new Color(0xff7f0e), where);
		line(plot, new Color(0x2ca02c), what);
		drawScores(scores, end);
		plot.setLineWidth(1);
		plot.setColor(Color.BLACK);
		plot.setLegend("loss\tlocalization loss\tconfidence loss",
			Plot.TOP_RIGHT);
		plot.useTemplate(old, Plot.COPY_SIZE | Plot.COPY_LABELS | Plot.COPY_AXIS_STYLE);
		final double last = all[0][all[0].length - 1];
		data = new double[] { all[0][0], last, lowest(all[1]), Arrays.stream(all[1]).max().orElse(1) };
		final double[] fitted = { 0, end, 0, Math.max(1, top(all[1])) * MARGIN };
		plot.setLimits(fitted[0], fitted[1], fitted[2], fitted[3]); // what "Reset Range" goes back to
		window.drawPlot(plot);
		automatic = plot.getLimits();
		if (!zoomed) return;
		plot.setLimits(seen); // only a drawn plot keeps these
		plot.updateImage();
	}

	private static void line(final Plot plot, final Color color, final double[][] points) {
		plot.setColor(color);
		plot.setLineWidth(1.5f);
		plot.add("line", points[0], points[1]);
	}

	private static double top(final double[] values) {
		final double[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted[(int) (IN_SIGHT * (sorted.length - 1))];
	}

	private static double lowest(final double[] values) {
		return Arrays.stream(values).min().orElse(0);
	}

	/** Plots have the precision of float. */
	private static boolean covers(final double[] seen, final double[] wanted) {
		return seen[0] <= (float) wanted[0] && seen[1] >= (float) wanted[1] && seen[2] <= (float) wanted[2] &&
			seen[3] >= (float) wanted[3];
	}
}
