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
package sc.fiji.ssd.imagej.annotate;

import java.awt.Button;
import java.awt.Component;
import java.awt.EventQueue;
import java.awt.FlowLayout;
import java.awt.Frame;
import java.awt.GridLayout;
import java.awt.KeyEventDispatcher;
import java.awt.KeyboardFocusManager;
import java.awt.Label;
import java.awt.Panel;
import java.awt.TextField;
import java.awt.event.KeyEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.awt.geom.Rectangle2D;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import javax.swing.SwingUtilities;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.ImageCanvas;
import ij.gui.Roi;
import ij.gui.Toolbar;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.imagej.results.ClassColors;

/**
 * A small window next to the images of a folder: draw a rectangle and press the number of its class. Every change is
 * saved at once, by its own thread, in order.
 *
 * <pre>{@code
 * new AnnotationWindow(new FolderAnnotation(input, dataset, "train", List.of("rod", "ring"), IJ::log), null).open();
 * }</pre>
 */
public final class AnnotationWindow {

	private static final String HELP = "draw, then 1-9: label | click + 1-9: change | Del: delete | Enter: accept | 0: no objects | N, P: next, previous";

	private final FolderAnnotation folder;
	private final Function<ImagePlus, List<PlaneDetections>> model;
	private final FileWorker files = new FileWorker(this::update);
	private final KeyEventDispatcher keys = this::key;

	private final Frame window = new Frame("SSD Annotate");
	private final Label header = new Label(), message = new Label();
	private final Panel list = new Panel();
	private final TextField name = new TextField(14);

	private int index = -1;
	private ImagePlus image;
	private AnnotatedBoxes boxes;
	private List<List<GroundTruth>> saved;
	private Roi selected;
	private boolean loading;

	/**
	 * @param folder to annotate
	 * @param model proposes boxes for an image; null: no proposals
	 */
	public AnnotationWindow(final FolderAnnotation folder, final Function<ImagePlus, List<PlaneDetections>> model) {
		this.folder = folder;
		this.model = model;
	}

	/** Shows the window and the first image. */
	public void open() {
		EventQueue.invokeLater(() -> {
			layout();
			KeyboardFocusManager.getCurrentKeyboardFocusManager().addKeyEventDispatcher(keys);
			IJ.setTool(Toolbar.RECTANGLE);
			show(0);
		});
	}

	private void layout() {
		final Panel top = new Panel(new GridLayout(0, 1)), buttons = new Panel(new FlowLayout(FlowLayout.LEFT)),
			adding = new Panel(new FlowLayout(FlowLayout.LEFT));
		top.add(header);
		buttons.add(button("Previous", () -> show(index - 1)));
		buttons.add(button("Next", () -> show(index + 1)));
		if (model != null) {
			buttons.add(button("Pre-fill", this::propose));
			buttons.add(button("Accept all", this::acceptAll));
			buttons.add(button("Reject all", this::rejectAll));
		}
		buttons.add(button("No objects", this::noObjects));
		adding.add(name);
		adding.add(button("Add class", this::addClass));
		name.addActionListener(event -> addClass());
		top.add(buttons);
		top.add(adding);
		window.add(top, java.awt.BorderLayout.NORTH);
		list.setLayout(new GridLayout(0, 1));
		window.add(list, java.awt.BorderLayout.CENTER);
		final Panel bottom = new Panel(new GridLayout(0, 1));
		bottom.add(message);
		bottom.add(new Label(HELP));
		window.add(bottom, java.awt.BorderLayout.SOUTH);
		window.addWindowListener(new WindowAdapter() {

			@Override
			public void windowClosing(final WindowEvent event) {
				close();
			}
		});
		update("");
		window.setLocation(20, 130);
		window.setVisible(true);
	}

	private static Button button(final String label, final Runnable action) {
		final Button button = new Button(label);
		button.addActionListener(event -> action.run());
		return button;
	}

	/** Updates counts and texts. */
	private void update(final String text) {
		header.setText(index < 0
			? folder.files().size() + " images"
			: "Image " + (index + 1) + " of " + folder.files().size() + ": " + folder.files().get(index).getFileName() +
				"   done " + folder.done() + ", left " + (folder.files().size() - folder.done()));
		message.setText(text);
		list.removeAll();
		final List<String> classes = folder.classes();
		for (int i = 0; i < classes.size(); i++) {
			final String className = classes.get(i);
			final Button button = button((i < 9 ? i + 1 + "  " : "") + className + "  (" + folder.count(className) + ")",
				() -> label(className));
			button.setBackground(ClassColors.of(i + 1));
			list.add(button);
		}
		if (classes.isEmpty()) list.add(new Label("Type the name of a class above and press Enter."));
		window.pack();
	}

	private void addClass() {
		final String className = name.getText().strip();
		if (className.isEmpty()) return;
		folder.addClass(className);
		name.setText("");
		update(className + " has the key " + folder.classes().size());
		if (image != null && image.getCanvas() != null) image.getCanvas().requestFocus();
	}

	// ---------- images ----------

	private void show(final int next) {
		if (loading) return;
		if (next < 0 || next >= folder.files().size()) {
			update(next < 0 ? "This is the first image." : "This is the last image.");
			return;
		}
		if (drawn() != null) {
			update("Label the rectangle with a number first, or delete it with Del.");
			return;
		}
		loading = true;
		final int pending = pending();
		final Path file = folder.files().get(next);
		message.setText("Opening " + file.getFileName() + "...");
		files.run(() -> {
			final FolderAnnotation.Opened opened = folder.open(next);
			EventQueue.invokeLater(() -> shown(next, opened,
				pending > 0 ? pending + " proposals of the previous image were not accepted and not saved" : ""));
		}, () -> {
			if (next + 1 < folder.files().size() && next > index) index = next; // a damaged image can be passed
			loading = false;
		});
	}

	private void shown(final int next, final FolderAnnotation.Opened opened, final String text) {
		final ImagePlus before = image;
		index = next;
		image = opened.image();
		saved = new ArrayList<>(opened.planes());
		boxes = new AnnotatedBoxes(image, folder.classes());
		selected = null;
		image.setOverlay(null);
		for (int plane = 0; plane < saved.size(); plane++)
			if (saved.get(plane) != null) for (final GroundTruth truth : saved.get(plane))
				boxes.add(plane, truth.box(), truth.className(), truth.difficult(), false);
		image.show();
		if (image.getWindow() != null) image.getWindow().setLocation(window.getX() + window.getWidth() + 10, window.getY());
		listen(image.getCanvas());
		close(before);
		loading = false;
		update(text);
	}

	private void listen(final ImageCanvas canvas) {
		canvas.addMouseListener(new MouseAdapter() {

			@Override
			public void mouseReleased(final MouseEvent event) {
				EventQueue.invokeLater(() -> moved());
			}

			@Override
			public void mouseClicked(final MouseEvent event) {
				final Roi box = boxes.at(canvas.offScreenXD(event.getX()), canvas.offScreenYD(event.getY()));
				if (box != null && box != selected) select(box);
			}
		});
		canvas.requestFocus();
	}

	private void select(final Roi box) {
		selected = box;
		final Rectangle2D.Double r = box.getFloatBounds();
		image.setRoi(new Roi(r.x, r.y, r.width, r.height));
	}

	/** Takes over a selected box that was dragged or resized; forgets it if the user drew elsewhere. */
	private void moved() {
		final Roi roi = image.getRoi();
		if (selected == null) return;
		if (roi == null || roi.getType() != Roi.RECTANGLE) {
			selected = null;
			return;
		}
		final Rectangle2D.Double now = roi.getFloatBounds(), was = selected.getFloatBounds();
		if (now.equals(was)) return;
		if (!now.intersects(was)) {
			selected = null; // a new rectangle
			return;
		}
		boxes.move(selected, now);
		save("moved");
	}

	/** @return the rectangle that the user drew and has not labelled yet; null if it does not exist */
	private Roi drawn() {
		final Roi roi = image == null ? null : image.getRoi();
		return roi == null || selected != null || roi.getType() != Roi.RECTANGLE ? null : roi;
	}

	// ---------- boxes ----------

	private void label(final String className) {
		if (image == null || loading) return;
		if (selected != null) boxes.label(selected, className);
		else {
			final Roi roi = drawn();
			if (roi == null) {
				update("Draw a rectangle first, or click a box.");
				return;
			}
			final Box box = AnnotatedBoxes.box(roi).clip(image.getWidth(), image.getHeight());
			if (box.isEmpty() || box.width() < 2 || box.height() < 2) {
				update("The rectangle is too small or outside the image; draw it again.");
				return;
			}
			boxes.add(boxes.plane(), box, className, false, false);
		}
		selected = null;
		image.deleteRoi();
		save(className);
	}

	private void delete() {
		if (image == null) return;
		if (selected != null) {
			boxes.remove(selected);
			selected = null;
			image.deleteRoi();
			save("deleted");
		}
		else image.deleteRoi();
	}

	private void noObjects() {
		if (image == null || loading) return;
		if (!boxes.on(boxes.plane()).isEmpty()) update("This image has boxes; delete them first.");
		else save("saved as an image without objects");
	}

	private int pending() {
		return image == null || boxes == null ? 0 : boxes.proposals().size();
	}

	private void acceptAll() {
		if (image == null) return;
		final int pending = pending();
		if (selected != null && AnnotatedBoxes.isProposal(selected)) boxes.accept(selected);
		else boxes.proposals().forEach(boxes::accept);
		if (pending > 0) save("accepted");
	}

	private void rejectAll() {
		if (image == null) return;
		boxes.proposals().forEach(boxes::remove);
		selected = null;
		image.deleteRoi();
	}

	private void propose() {
		if (image == null || loading) return;
		loading = true;
		message.setText("Looking for objects...");
		final ImagePlus looked = image;
		files.run(() -> {
			final List<PlaneDetections> found = model.apply(looked);
			EventQueue.invokeLater(() -> proposed(looked, found));
		}, () -> loading = false);
	}

	private void proposed(final ImagePlus looked, final List<PlaneDetections> found) {
		loading = false;
		if (looked != image) return;
		rejectAll();
		final int number = boxes.propose(found, folder::addClass);
		image.updateAndDraw();
		update(number + " proposals: Enter accepts all; click one to change or delete it");
	}

	// ---------- saving ----------

	private void save(final String text) {
		final int plane = boxes.plane(), number = index;
		final ImagePlus of = image;
		saved.set(plane, boxes.truths(plane));
		final List<List<GroundTruth>> planes = new ArrayList<>(saved);
		update(text + ", saving...");
		files.run(() -> {
			folder.save(number, of, plane, planes);
			EventQueue.invokeLater(() -> update(text + ", saved"));
		}, () -> {});
	}

	private void close() {
		KeyboardFocusManager.getCurrentKeyboardFocusManager().removeKeyEventDispatcher(keys);
		window.dispose();
		final ImagePlus last = image;
		files.close(() -> close(last));
	}

	private static void close(final ImagePlus old) {
		if (old == null) return;
		old.changes = false;
		old.close();
	}

	// ---------- keys ----------

	private boolean key(final KeyEvent event) {
		final Component at = event.getComponent();
		final boolean mine = at != null && !(at instanceof TextField) && (SwingUtilities.getWindowAncestor(at) == window ||
			at == window || image != null && image.getWindow() != null &&
				(at == image.getWindow() || SwingUtilities.getWindowAncestor(at) == image.getWindow()));
		if (!mine || event.isControlDown() || event.isMetaDown() || event.isAltDown()) return false;
		final Runnable action = action(event);
		if (action == null) return false;
		if (event.getID() == KeyEvent.KEY_PRESSED) action.run();
		return true;
	}

	private Runnable action(final KeyEvent event) {
		final int code = event.getKeyCode();
		final char c = event.getKeyChar();
		if (c >= '1' && c <= '9') return () -> {
			if (c - '1' < folder.classes().size()) label(folder.classes().get(c - '1'));
			else update("No class has the key " + c + ".");
		};
		return switch (code) {
			case KeyEvent.VK_0 -> this::noObjects;
			case KeyEvent.VK_DELETE, KeyEvent.VK_BACK_SPACE -> this::delete;
			case KeyEvent.VK_ENTER -> this::acceptAll;
			case KeyEvent.VK_N, KeyEvent.VK_PAGE_DOWN -> () -> show(index + 1);
			case KeyEvent.VK_P, KeyEvent.VK_PAGE_UP -> () -> show(index - 1);
			default -> null;
		};
	}
}
