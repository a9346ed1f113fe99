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
package sc.fiji.ssd.imagej.host;

import java.awt.Menu;
import java.awt.MenuBar;
import java.awt.MenuItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.scijava.MenuPath;

import ij.IJ;
import ij.Menus;

/** Puts commands into the menus of plain ImageJ, in the order of their weights. */
final class ImageJ1Menu {

	private ImageJ1Menu() {}

	/** @param paths of the commands, such as Plugins, SSD, SSD Detect... */
	static void add(final List<MenuPath> paths) {
		final List<MenuPath> ordered = new ArrayList<>(paths);
		ordered.sort(Comparator.<MenuPath>comparingDouble(path -> path.getLeaf().getWeight())
			.thenComparing(path -> path.getLeaf().getName()));
		for (final MenuPath path : ordered) {
			Menu menu = top(path.get(0).getName());
			for (int i = 1; menu != null && i < path.size() - 1; i++)
				menu = within(menu, path.get(i).getName());
			if (menu == null) continue;
			final MenuItem item = new MenuItem(path.getLeaf().getName());
			item.addActionListener(IJ.getInstance());
			menu.add(item);
		}
	}

	private static Menu top(final String label) {
		final MenuBar bar = Menus.getMenuBar();
		for (int i = 0; i < bar.getMenuCount(); i++)
			if (bar.getMenu(i).getLabel().equals(label)) return bar.getMenu(i);
		return null;
	}

	private static Menu within(final Menu menu, final String label) {
		for (int i = 0; i < menu.getItemCount(); i++)
			if (menu.getItem(i) instanceof Menu inner && inner.getLabel().equals(label)) return inner;
		final Menu added = new Menu(label);
		menu.add(added);
		return added;
	}
}
