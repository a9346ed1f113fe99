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
package sc.fiji.ssd.imagej;

import java.awt.AWTException;
import java.awt.Button;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.Color;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.Graphics2D;
import java.awt.Label;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Scrollbar;
import java.awt.TextField;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.InputEvent;
import java.awt.event.ItemEvent;
import java.awt.event.KeyEvent;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import javax.imageio.ImageIO;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;

import ij.IJ;
import ij.gui.GenericDialog;

/** What a person does with a screen, a mouse and a keyboard: looks, waits, fills in, presses, draws. */
final class Screen {

	private static final int SECONDS = 900;

	private final Robot robot;
	private int clicks;
	private int characters;
	private final Path pictures;

	/** @param pictures folder of the pictures; null: none are taken */
	Screen(final Path pictures) throws AWTException {
		this.pictures = pictures;
		robot = new Robot();
	}

	/** @return presses of the mouse so far, a choice from the menus and a drag counted as one */
	int clicks() {
		return clicks;
	}

	/** @return characters typed so far */
	int characters() {
		return characters;
	}

	/** Counts from zero again. */
	void startCounting() {
		clicks = 0;
		characters = 0;
	}

	/** Waits until something is there. */
	static <T> T await(final String what, final Supplier<T> there) throws InterruptedException {
		final long end = System.nanoTime() + SECONDS * 1_000_000_000L;
		while (System.nanoTime() < end) {
			final T found = there.get();
			if (found != null && !Boolean.FALSE.equals(found)) return found;
			Thread.sleep(50);
		}
		throw new IllegalStateException("Nothing came of: " + what + "; to be seen are " + visible());
	}

	static List<Window> visible() {
		final List<Window> windows = new ArrayList<>();
		for (final Window window : Window.getWindows())
			if (window.isShowing()) windows.add(window);
		return windows;
	}

	static Dialog anyDialog() {
		return (Dialog) visible().stream().filter(Dialog.class::isInstance).findFirst().orElse(null);
	}

	/** Calls a command from the menu, when the one before has ended, and waits for its dialog. */
	static Dialog open(final String label) throws InterruptedException {
		awaitCommands();
		IJ.doCommand(label);
		final Dialog dialog = await("dialog of " + label, () -> (Dialog) visible().stream()
			.filter(window -> window instanceof GenericDialog || window instanceof JDialog).findFirst().orElse(null));
		Thread.sleep(300);
		return dialog;
	}

	/** Waits until no command runs: ImageJ's recorder knows one command at a time. Threads have the name of theirs. */
	static void awaitCommands() throws InterruptedException {
		await("end of the command before", () -> Thread.getAllStackTraces().keySet().stream()
			.noneMatch(thread -> thread.getName().startsWith("SSD ")));
	}

	/** Chooses a command from the menus as with the mouse button held down: one press, over all menus, and release. */
	void choose(final String... path) throws InterruptedException {
		clicks++;
		IJ.doCommand(path[path.length - 1]);
		Thread.sleep(200);
	}

	/** Fills in the field after a label: types into it, ticks it, or chooses from its list, with keyboard and mouse. */
	void fill(final Dialog dialog, final String label, final Object value) throws Exception {
		final Component field = field(dialog, label);
		if (!field.isShowing()) advanced(dialog, true);
		if (field instanceof Checkbox box) {
			if (box.getState() != (Boolean) value) click(box);
			await(label, () -> box.getState() == (Boolean) value);
		}
		else if (field instanceof JCheckBox box) {
			if (box.isSelected() != (Boolean) value) click(box);
			await(label, () -> box.isSelected() == (Boolean) value);
		}
		else if (field instanceof TextField || field instanceof JTextField) type(field, value.toString());
		else if (field instanceof JComboBox<?> list) {
			if (list.isEditable()) type(list.getEditor().getEditorComponent(), value.toString());
			else {
				clicks += 2;
				EventQueue.invokeAndWait(() -> list.setSelectedItem(value.toString()));
			}
		}
		else if (field instanceof Choice choice) EventQueue.invokeAndWait(() -> {
			choice.select(value.toString());
			dialog.dispatchEvent(new ItemEvent(choice, ItemEvent.ITEM_STATE_CHANGED, value, ItemEvent.SELECTED));
		});
	}

	/** @return why a dialog is shown again; empty if it is shown for the first time */
	static String message(final Dialog dialog) {
		return all(dialog).stream().filter(c -> "refusal".equals(c.getName())).map(c -> ((JLabel) c).getText()).findFirst()
			.orElse("");
	}

	/** @return whether a dialog has advanced parameters */
	static boolean hasAdvanced(final Dialog dialog) {
		return all(dialog).stream().anyMatch(c -> "advanced".equals(c.getName()) && c.isVisible());
	}

	/** Shows the advanced parameters of a dialog, or hides them. */
	void advanced(final Dialog dialog, final boolean shown) throws Exception {
		final JCheckBox box = (JCheckBox) all(dialog).stream().filter(c -> "advanced".equals(c.getName())).findFirst()
			.orElseThrow();
		if (box.isSelected() != shown) click(box);
		Thread.sleep(300);
	}

	/** Replaces the text of a field by the keyboard. */
	void type(final Component field, final String text) throws Exception {
		click(field);
		for (int i = 0; i < 5 && !field.isFocusOwner(); i++) { // the dialog has grown, and the field was elsewhere
			Thread.sleep(500);
			clicks--;
			click(field);
		}
		key(KeyEvent.VK_HOME);
		robot.keyPress(KeyEvent.VK_SHIFT);
		key(KeyEvent.VK_END);
		robot.keyRelease(KeyEvent.VK_SHIFT);
		if (text.isEmpty()) key(KeyEvent.VK_DELETE);
		for (final char c : text.toCharArray())
			type(c);
		await(text + " in its field, where there is: " + textOf(field), () -> text.equals(textOf(field)));
	}

	/** Keys of an American keyboard, which Xvfb has. */
	private void type(final char c) {
		final int code = switch (c) {
			case '_' -> KeyEvent.VK_MINUS;
			case ':' -> KeyEvent.VK_SEMICOLON;
			default -> KeyEvent.getExtendedKeyCodeForChar(c);
		};
		final boolean shifted = c == '_' || c == ':' || Character.isUpperCase(c);
		if (shifted) robot.keyPress(KeyEvent.VK_SHIFT);
		robot.keyPress(code);
		robot.keyRelease(code);
		if (shifted) robot.keyRelease(KeyEvent.VK_SHIFT);
		robot.delay(12);
		characters++;
	}

	static String text(final Dialog dialog, final String label) {
		return textOf(field(dialog, label));
	}

	private static String textOf(final Component field) {
		if (field instanceof TextField text) return text.getText();
		if (field instanceof JTextField text) return text.getText();
		if (field instanceof JComboBox<?> list)
			return list.isEditable() ? textOf(list.getEditor().getEditorComponent()) : list.getSelectedItem().toString();
		return null;
	}

	private static Component field(final Dialog dialog, final String label) {
		boolean found = false;
		for (final Component c : all(dialog)) {
			if (c instanceof JLabel l && label.equals(l.getText()) && l.getLabelFor() != null) return l.getLabelFor();
			if (c instanceof JCheckBox box && label.equals(box.getText())) return box;
			if (c instanceof Checkbox box && box.getLabel().strip().equals(label)) return box;
			if (c instanceof Label l && l.getText().replace(":", "").strip().equals(label)) found = true;
			else if (found && (c instanceof TextField || c instanceof Choice)) return c;
		}
		throw new IllegalArgumentException("No field " + label + " in " + dialog.getTitle());
	}

	static List<Component> all(final Container container) {
		final List<Component> all = new ArrayList<>();
		for (final Component c : container.getComponents()) {
			all.add(c);
			if (c instanceof Container inner) all.addAll(all(inner));
		}
		return all;
	}

	/**
	 * Presses OK (0) or Cancel (1), or whatever they are called, with the mouse, and waits until the dialog is gone. A press that
	 * the dialog has not seen, because it was still being shown, is repeated.
	 */
	void press(final Dialog dialog, final int button) throws Exception {
		final Component pressed = dialog instanceof GenericDialog generic
			? generic.getButtons()[button]
			: button(dialog, button == 0 ? "OK" : "Cancel");
		click(pressed);
		for (int i = 0; i < 60 && dialog.isShowing(); i++) {
			Thread.sleep(50);
			if (i % 30 < 29 || !dialog.isShowing()) continue;
			clicks--;
			click(pressed);
		}
		await("end of " + dialog.getTitle(), () -> !dialog.isShowing());
	}

	static Component button(final Dialog dialog, final String label) {
		return all(dialog).stream().filter(c -> c instanceof JButton b && label.equals(b.getText())).findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No button " + label));
	}

	/** Presses a button of a window with the mouse. */
	void click(final Window window, final String label) throws InterruptedException {
		click(all(window).stream().filter(c -> c instanceof Button b && b.getLabel().equals(label)).findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No button " + label)));
	}

	/** Clicks on the middle of something. */
	void click(final Component component) throws InterruptedException {
		EventQueue.invokeLater(SwingUtilities.getWindowAncestor(component)::toFront);
		Thread.sleep(200);
		final Point at = component.getLocationOnScreen();
		clickAt(at.x + component.getWidth() / 2, at.y + component.getHeight() / 2);
	}

	/** Clicks on a row of a list. */
	void click(final JList<?> list, final int row) throws Exception {
		final Rectangle[] cell = new Rectangle[1];
		EventQueue.invokeAndWait(() -> {
			SwingUtilities.getWindowAncestor(list).toFront();
			list.ensureIndexIsVisible(row);
			cell[0] = list.getCellBounds(row, row);
		});
		Thread.sleep(100);
		final Point at = list.getLocationOnScreen();
		clickAt(at.x + cell[0].x + Math.min(30, cell[0].width / 2), at.y + cell[0].y + cell[0].height / 2);
	}

	private void clickAt(final int x, final int y) {
		clicks++;
		robot.mouseMove(x, y);
		robot.delay(40);
		robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
		robot.delay(60);
		robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
		robot.delay(60);
		robot.waitForIdle();
	}

	/** Drags the knob of a horizontal slider, and presses its arrows for the rest of the way. */
	void slide(final Scrollbar slider, final int value) throws InterruptedException {
		EventQueue.invokeLater(SwingUtilities.getWindowAncestor(slider)::toFront);
		Thread.sleep(200);
		final Point at = slider.getLocationOnScreen();
		final int arrow = slider.getHeight(), y = at.y + slider.getHeight() / 2;
		final double track = (slider.getWidth() - 2.0 * arrow) / (slider.getMaximum() - slider.getMinimum());
		final double middle = slider.getVisibleAmount() / 2.0 - slider.getMinimum();
		drag((int) (at.x + arrow + (slider.getValue() + middle) * track), y,
			(int) (at.x + arrow + (value + middle) * track), y);
		for (int i = 0; i < 60 && slider.getValue() != value; i++)
			clickAt(slider.getValue() < value ? at.x + slider.getWidth() - arrow / 2 : at.x + arrow / 2, y);
		if (slider.getValue() != value) throw new IllegalStateException("The slider is at " + slider.getValue());
	}

	/** Drags the mouse over the screen. */
	void drag(final int x0, final int y0, final int x1, final int y1) {
		clicks++;
		robot.mouseMove(x0, y0);
		robot.delay(60);
		robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
		for (int i = 1; i <= 4; i++) {
			robot.mouseMove(x0 + (x1 - x0) * i / 4, y0 + (y1 - y0) * i / 4);
			robot.delay(25);
		}
		robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
		robot.delay(60);
		robot.waitForIdle();
	}

	void key(final int code) {
		robot.keyPress(code);
		robot.delay(30);
		robot.keyRelease(code);
		robot.delay(150);
		robot.waitForIdle();
	}

	/** Saves the whole screen, to look at where a walk failed. */
	static void save(final Path file) {
		try {
			final Rectangle all = new Rectangle(Toolkit.getDefaultToolkit().getScreenSize());
			ImageIO.write(new Robot().createScreenCapture(all), "png", file.toFile());
			System.out.println("The screen is in " + file);
		}
		catch (final AWTException | IOException e) {
			System.out.println("There is no picture of the screen: " + e);
		}
	}

	boolean takesPictures() {
		return pictures != null;
	}

	/** Takes a picture of windows and what is between them. */
	void picture(final String name, final Window... windows) throws IOException, InterruptedException {
		if (pictures == null) return;
		for (final Window window : windows)
			EventQueue.invokeLater(() -> {
				window.toFront();
				window.repaint();
			});
		robot.mouseMove(Toolkit.getDefaultToolkit().getScreenSize().width - 2, 2);
		Thread.sleep(700);
		robot.waitForIdle();
		final Rectangle all = new Rectangle(windows[0].getBounds());
		for (final Window window : windows)
			all.add(window.getBounds());
		final Rectangle area = all.intersection(new Rectangle(Toolkit.getDefaultToolkit().getScreenSize()));
		final BufferedImage picture = new BufferedImage(area.width, area.height, BufferedImage.TYPE_INT_RGB);
		final Graphics2D g = picture.createGraphics();
		g.setColor(Color.WHITE);
		g.fillRect(0, 0, area.width, area.height);
		for (final Window window : windows) {
			final Rectangle bounds = window.getBounds().intersection(area);
			g.drawImage(robot.createScreenCapture(bounds), bounds.x - area.x, bounds.y - area.y, null);
		}
		g.dispose();
		ImageIO.write(inFewColors(picture), "png", pictures.resolve(name + ".png").toFile());
	}

	/** @return the picture in its 256 most frequent colours of 32 steps a channel, a third of the bytes as PNG */
	private static BufferedImage inFewColors(final BufferedImage picture) {
		final int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
		final Map<Integer, Integer> counts = new HashMap<>();
		for (int i = 0; i < pixels.length; i++) {
			pixels[i] = step(pixels[i] >> 16) << 16 | step(pixels[i] >> 8) << 8 | step(pixels[i]);
			counts.merge(pixels[i], 1, Integer::sum);
		}
		final int[] colors = counts.entrySet().stream()
			.sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed()).limit(256).mapToInt(Map.Entry::getKey)
			.sorted().toArray();
		final IndexColorModel palette = new IndexColorModel(8, colors.length, colors, 0, false, -1,
			DataBuffer.TYPE_BYTE);
		final BufferedImage small = new BufferedImage(picture.getWidth(), picture.getHeight(),
			BufferedImage.TYPE_BYTE_INDEXED, palette);
		small.setRGB(0, 0, picture.getWidth(), picture.getHeight(), pixels, 0, picture.getWidth()); // takes the nearest
		return small;
	}

	private static int step(final int channel) {
		return (int) Math.round(Math.round((channel & 255) * 31 / 255.0) * 255 / 31.0);
	}
}
